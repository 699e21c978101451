"""What is said of a noun: the copula with an adjective, or a verb phrase."""

from model.corpus.clauses import negation_of
from model.corpus.french import ETAIT, ETRE, Agreement
from model.corpus.lexicon import Adjective, Reason
from model.corpus.modals import Tense
from model.corpus.sentence import Phrase, interlinear, word

DEGREES: dict[str, str] = {"too": "trop", "very": "très", "so": "si", "really": "vraiment", "quite": "assez"}


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
) -> Phrase:
    """What is said of a noun: "was too tired", *était trop fatigué*, or a verb phrase ("had not eaten").

    `degree` is left out where the adjective cannot be graded. `marked` makes it the predicate of the example.
    """
    role = "predicate" if marked else None
    if not isinstance(reason, Adjective):
        return interlinear(reason.english, reason.french, subject, role)
    english, finite = copula(subject, tense)
    phrase = word(english, finite, "être")
    if adverb:
        phrase += word(adverb, ADVERBS[adverb])
    if degree and reason.gradable:
        phrase += word(degree, DEGREES[degree])
    return phrase + word(reason.english, reason.agree(subject), reason.masculine, role)


ADVERBS = {"still": "encore", "already": "déjà", "often": "souvent", "always": "toujours"}


def negated_be(subject: Agreement, adjective: Adjective, tense: Tense = "past", contracted: bool = True) -> Phrase:
    """ "wasn't tired", *n'était pas fatigué*."""
    english, finite = copula(subject, tense)
    words, negation = negation_of(english, contracted)
    words[0].lemma = words[0].lemma or "être"
    said = Phrase(words, (("ne", negation), (finite, words[0]), ("pas", negation)))
    return said + word(adjective.english, adjective.agree(subject), adjective.masculine, "predicate")
