"""Noun phrases and pronouns in both languages."""

from model.corpus.french import Agreement, Article, starts_with_vowel, unmarked
from model.corpus.lexicon import Adjective, Noun, citation_form
from model.corpus.sentence import Phrase, Role, Word

# English determiner: French masculine, feminine, plural, and the masculine before a vowel (possessives take the
# masculine form before any vowel: mon amie)
DETERMINERS: dict[str, tuple[str, str, str, str]] = {
    "the": ("le", "la", "les", "le"),
    "a": ("un", "une", "des", "un"),
    "this": ("ce", "cette", "ces", "cet"),
    "that": ("ce", "cette", "ces", "cet"),
    "my": ("mon", "ma", "mes", "mon"),
    "your": ("votre", "votre", "vos", "votre"),
    "his": ("son", "sa", "ses", "son"),
    "her": ("son", "sa", "ses", "son"),
    "its": ("son", "sa", "ses", "son"),
    "our": ("notre", "notre", "nos", "notre"),
    "their": ("leur", "leur", "leurs", "leur"),
}
_PLURALS = {"this": "these", "that": "those"}
_ELISION_SENSITIVE = frozenset({"my", "his", "her", "its"})


def agreement_of(noun: Noun, plural: bool = False) -> Agreement:
    return Agreement(noun.gender, plural)


def noun_phrase(
    noun: Noun,
    determiner: str = "the",
    *,
    plural: bool = False,
    adjective: Adjective | None = None,
    role: Role | None = None,
) -> Phrase:
    """A determiner, a noun and perhaps an attributive adjective: "this old tree", *ce vieil arbre*."""
    agreement = agreement_of(noun, plural)
    noun_word = Word(
        noun.english_plural if plural else noun.english, citation_form(noun), role=role, gender=noun.gender
    )
    content = [(noun.french_plural if plural else noun.french, noun_word)]
    english = [noun_word]
    if adjective:
        adjective_word = Word(adjective.english, unmarked(adjective.masculine))
        english.insert(0, adjective_word)
        content.insert(0 if adjective.before else 1, ("", adjective_word))
        form = adjective.agree(agreement)
        if adjective.before and agreement == ("m", False, 3) and starts_with_vowel(noun.french):
            form = adjective.masculine_vowel
        content[0 if adjective.before else 1] = (form, adjective_word)
    determiner_word, article = determine(determiner, agreement, content[0][0])
    return Phrase((determiner_word, *english), ((article, determiner_word), *content))


def determine(determiner: str, agreement: Agreement, following: str) -> tuple[Word, str]:
    """The English determiner and its French form before `following`."""
    masculine, feminine, plural, masculine_vowel = DETERMINERS[determiner]
    vowel = starts_with_vowel(following)
    if agreement.plural:
        form = plural
    elif agreement.gender == "f":
        form = masculine if vowel and determiner in _ELISION_SENSITIVE else feminine
    else:
        form = masculine_vowel if vowel else masculine
    if determiner == "the":
        form = Article(form)
    text = _PLURALS.get(determiner, determiner) if agreement.plural else determiner
    return Word(text, masculine), form


def subject_pronoun(agreement: Agreement, role: Role | None = None) -> Phrase:
    """ "it" or "they": *il, elle, ils, elles*, which is also the gloss."""
    form = agreement.choose("il", "elle", "ils", "elles")
    source = Word("they" if agreement.plural else "it", form, role=role, gender=agreement.gender)
    return Phrase((source,), ((form, source),))


def object_pronoun(agreement: Agreement, role: Role | None = None) -> Phrase:
    """ "it" or "them" as an object: *le, la, les*; the gloss is *il, elle, ils, elles* as for the subject."""
    lemma = agreement.choose("il", "elle", "ils", "elles")
    source = Word("them" if agreement.plural else "it", lemma, role=role, gender=agreement.gender)
    return Phrase((source,), ((agreement.choose("le", "la", "les", "les"), source),))
