"""What is said of a noun: the copula with an adjective, or a verb phrase."""

from model.corpus.clauses import negation_of
from model.corpus.french import ETAIT, ETRE, Agreement
from model.corpus.lexicon import Adjective, Reason
from model.corpus.modals import Tense
from model.corpus.sentence import Phrase, Word, interlinear, word, word_by_word

DEGREES: dict[str, str] = {
    "too": "trop",
    "very": "très",
    "so": "si",
    "really": "vraiment",
    "quite": "assez",
    "rather": "plutôt",
    "extremely": "extrêmement",
    "far too": "beaucoup trop",
    "much too": "bien trop",
    "simply too": "simplement trop",
    "a little too": "un peu trop",
}


def copula(subject: Agreement, tense: Tense) -> tuple[str, str]:
    """The forms of "be" and *être*."""
    many = subject.plural or subject.person != 3
    english = ("were" if many else "was") if tense == "past" else ("are" if many else "is")
    return english, subject.conjugate(ETAIT if tense == "past" else ETRE)


def be(
    subject: Agreement,
    reason: Reason,
    tense: Tense = "past",
    degree: str = "",
    *,
    marked: bool = True,
    adverb: str = "",
    contracted: bool = False,
) -> Phrase:
    """What is said of a noun: "was too tired", *était trop fatigué*, or a verb phrase ("had not eaten").

    `degree` is left out where the adjective cannot be graded. `marked` makes it the predicate of the example.
    `contracted`: the "'s" of "it's", the "'re" of "they're" (in the present).
    """
    role = "predicate" if marked else None
    if not isinstance(reason, Adjective):
        return interlinear(reason.english, reason.french, subject, role)
    english, finite = copula(subject, tense)
    if contracted:
        english = {"is": "'s", "are": "'re"}[english]
    phrase = word(english, finite, "être")
    if adverb:
        phrase += word(adverb, ADVERBS[adverb])
    if degree and reason.gradable:
        phrase += word_by_word(degree, DEGREES[degree])
    return phrase + word(reason.english, reason.agree(subject), reason.masculine, role)


ADVERBS = {"still": "encore", "already": "déjà", "often": "souvent", "always": "toujours"}


def negated_be(
    subject: Agreement, adjective: Adjective, tense: Tense = "past", contracted: bool = True, *, enough: bool = False
) -> Phrase:
    """ "wasn't tired", *n'était pas fatigué*; "wasn't strong enough", *n'était pas assez fort*."""
    english, finite = copula(subject, tense)
    words, negation = negation_of(english, contracted)
    words[0].lemma = words[0].lemma or "être"
    said = Phrase(words, (("ne", negation), (finite, words[0]), ("pas", negation)))
    adjectival = word(adjective.english, adjective.agree(subject), adjective.masculine, "predicate")
    if not enough:
        return said + adjectival
    degree = Word("enough", "assez")
    return said + Phrase((*adjectival.english, degree), ((DEGREES["quite"], degree), *adjectival.french))
