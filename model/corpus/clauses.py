"""Verb phrases in both languages: tenses, negation, modals, clitics and passives."""

from typing import NamedTuple

from model.corpus.french import AVAIT, AVOIR, ETAIT, ETRE, Agreement, unmarked
from model.corpus.lexicon import Verb
from model.corpus.modals import COULD, MODALS, Modal
from model.corpus.noun_phrases import object_pronoun
from model.corpus.sentence import Phrase, Role, Word, word

_REFLEXIVE = ("me", "te", "se", "nous", "vous", "se")


class Clitic(NamedTuple):
    """An object pronoun to be: what it agrees with, and its role."""

    agreement: Agreement
    role: Role | None = None


def verb_phrase(
    verb: Verb,
    subject: Agreement,
    form: str,
    complement: Phrase = Phrase(),
    *,
    negative: bool = False,
    contracted: bool = True,
    clitic: Clitic | None = None,
) -> Phrase:
    """A verb in a form (``past``, ``present``, ``pluperfect`` or a modal's name) with its complement.

    A clitic stands after the English verb and before the French finite verb or infinitive; the participle agrees
    with it (*il l'a mangée*).
    """
    pronoun = object_pronoun(*clitic) if clitic else Phrase()
    if form in MODALS:
        return _modal_phrase(verb, subject, MODALS[form], complement, negative, contracted, pronoun)
    third = subject.person == 3 and not subject.plural
    english, content, negation = _english_verb(verb, form, third, negative, contracted)
    finite, participle = _french_verb(verb, subject, form, clitic.agreement if clitic else None)
    french: list[tuple[str, Word | None]] = []
    if negation:
        french.append(("ne", negation))
    if verb.reflexive:
        french.append((subject.conjugate(_REFLEXIVE), content))
    french += pronoun.french
    french.append((finite, content))
    if negation:
        french.append(("pas", negation))
    if participle:
        french.append((participle, content))
    return Phrase((*english, *pronoun.english, *complement.english), (*french, *complement.french))


def _french_verb(verb: Verb, subject: Agreement, form: str, clitic: Agreement | None) -> tuple[str, str | None]:
    """The finite form, and the participle of a compound tense: it agrees with the subject after être, and after
    avoir with an object pronoun that stands before it."""
    if form == "present":
        return verb.present_plural if subject.plural else verb.present, None
    if form == "past" and verb.imperfect != "-":
        return verb.imperfect.removesuffix("t") + ("ent" if subject.plural else "t"), None
    if verb.auxiliary == "avoir":
        participle = verb.agree(clitic) if clitic else verb.participle
        return subject.conjugate(AVAIT if form == "pluperfect" else AVOIR), participle
    return subject.conjugate(ETAIT if form == "pluperfect" else ETRE), verb.agree(subject)


def _english_verb(
    verb: Verb, form: str, third: bool, negative: bool, contracted: bool
) -> tuple[tuple[Word, ...], Word, Word | None]:
    """English words, the word of the verb, and the word of the negation."""
    if form == "pluperfect":
        content = Word(verb.past_participle, unmarked(verb.infinitive))
        if not negative:
            return (Word("had", "avoir"), content), content, None
        auxiliary, negation = negation_of("had", contracted)
        return (*auxiliary, content), content, negation
    if not negative:
        text = verb.past if form == "past" else verb.third if third else verb.english
        content = Word(text, unmarked(verb.infinitive))
        return (content,), content, None
    auxiliary, negation = negation_of("did" if form == "past" else "does" if third else "do", contracted)
    content = Word(verb.english, unmarked(verb.infinitive))
    return (*auxiliary, content), content, negation


def negation_of(auxiliary: str, contracted: bool) -> tuple[tuple[Word, ...], Word]:
    """ "didn't" or "did not", and the word that carries the negation."""
    if contracted:
        negation = Word(auxiliary + "n't", "pas")
        return (negation,), negation
    negation = Word("not", "pas")
    return (Word(auxiliary), negation), negation


_HELPERS = frozenset("didn't did doesn't does don't do not".split())


def _modal_phrase(
    verb: Verb,
    subject: Agreement,
    modal: Modal,
    complement: Phrase,
    negative: bool,
    contracted: bool,
    pronoun: Phrase,
) -> Phrase:
    third = subject.person == 3 and not subject.plural
    text = modal.singular if third else modal.plural
    if negative:
        text = modal.negative[0 if contracted else 1].replace("DO", "does" if third else "do")
    words = [Word(form) for form in text.split()]
    negation = next((item for item in words if item.text.endswith(("n't", "not"))), None)
    if negation:
        negation.lemma = "pas"
    carrier = next(item for item in words if item.text not in _HELPERS)
    carrier.lemma = modal.lemma
    content = Word(verb.english, unmarked(verb.infinitive))
    english = (*words, content, *pronoun.english, *complement.english)
    finite = subject.conjugate(modal.french)
    french: list[tuple[str, Word | None]] = []
    if negation:
        french.append(("ne", negation))
    french.append((finite, carrier))
    if negation:
        french.append(("pas", negation))
    if modal.link:
        french.append((modal.link, carrier))
    if verb.reflexive:
        french.append((subject.conjugate(_REFLEXIVE), content))
    french += pronoun.french
    return Phrase(english, (*french, (verb.infinitive, content), *complement.french))


def question(verb: Verb, subject: Phrase, agreement: Agreement, complement: Phrase, negative: bool = False) -> Phrase:
    """ "did(n't) the cat eat …", *est-ce que le chat (n')a (pas) mangé …*"""
    clause = verb_phrase(verb, agreement, "past", complement, negative=negative)
    if negative:
        helper, *rest = clause.english
    else:
        helper, rest = Word("did"), clause.english
        rest[0].text = verb.english
    return Phrase((helper, *subject.english, *rest), (("est-ce que", None), *subject.french, *clause.french))


def passive(verb: Verb, subject: Agreement, *, negative: bool, contracted: bool, modal: bool = False) -> Phrase:
    """ "was (not) crossed by", *(n')a (pas) été traversée par*; with `modal` "could (not) be crossed by"."""
    content = Word(verb.past_participle, unmarked(verb.infinitive))
    participle = verb.agree(subject)
    auxiliary = "could" if modal else "were" if subject.plural else "was"
    negation: Word | None = None
    if negative:
        words, negation = negation_of(auxiliary, contracted)
        head = words[0]
        head.lemma = head.lemma or ("pouvoir" if modal else "être")
    else:
        head = Word(auxiliary, "pouvoir" if modal else "être")
        words = (head,)
    by = word("by", "par")
    finite = subject.conjugate(COULD if modal else AVOIR)
    infinitive = Word("be", "être")
    french: list[tuple[str, Word | None]] = [("ne", negation)] if negation else []
    french.append((finite, head))
    if negation:
        french.append(("pas", negation))
    french.append(("être", infinitive) if modal else ("été", head))
    english = (*words, infinitive, content) if modal else (*words, content)
    return Phrase((*english, *by.english), (*french, (participle, content), *by.french))
