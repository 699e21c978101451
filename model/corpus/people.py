"""Those who act on things, whom "it" never stands for: the rows of people.tsv."""

from dataclasses import dataclass
from functools import cache

from model.corpus.french import AVOIR, Agreement, participle
from model.corpus.lexicon import read_table
from model.corpus.sentence import Phrase, Word, word


@dataclass(frozen=True)
class Person:
    english: tuple[str, ...]
    french: tuple[str, ...]
    agreement: Agreement

    def phrase(self) -> Phrase:
        words = [Word(text, lemma) for text, lemma in zip(self.english, self.french, strict=False)]
        if len(self.english) == len(self.french):
            return Phrase(tuple(words), tuple(zip(self.french, words, strict=True)))
        words = [Word(text, " ".join(self.french)) for text in self.english]
        return Phrase(tuple(words), tuple((form, words[-1]) for form in self.french))

    def pronoun(self) -> Phrase:
        """How the person is referred to in the next clause: I, you, he, she, we, they."""
        agreement = self.agreement
        if agreement.person == 3:
            english = agreement.choose("he", "she", "they", "they")
            return word(english, agreement.choose("il", "elle", "ils", "elles"))
        return self.phrase()


@cache
def people() -> tuple[Person, ...]:
    return tuple(
        Person(
            tuple(row["english"].split("_")),
            tuple(row["french"].split("_")),
            Agreement("f" if row["gender"] == "f" else "m", row["number"] == "plural", int(row["person"])),
        )
        for row in read_table("people")
    )


@cache
def narrators() -> tuple[Person, ...]:
    """Those who are known: not "a lady", not "somebody"."""
    return tuple(person for person in people() if person.english[0] not in ("a", "somebody"))


SEEN = (("saw", "voir", "vu"), ("noticed", "remarquer", "remarqué"), ("described", "décrire", "décrit"))


def relative_clause(person: Person, verb: tuple[str, str, str], agreement: Agreement) -> Phrase:
    """ "that Tom saw", *que Tom a vue*: the participle agrees with the noun before."""
    english, infinitive, masculine = verb
    content = Word(english, infinitive)
    seen = ((person.agreement.conjugate(AVOIR), content), (participle(masculine, agreement), content))
    return word("that", "que") + person.phrase() + Phrase((content,), seen)
