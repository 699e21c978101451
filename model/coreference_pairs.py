"""Ready-made pairs: two sentences that differ in one word, which decides what "it" means.

The form is that of the Winograd schemas (Levesque et al. 2012), with two nouns of different gender in French, so that
the translation has to say which one is meant: il or elle.
"""

from dataclasses import dataclass
from typing import Literal

from model.coreference import Roles, word_codes
from model.tokens import Tokens


@dataclass(frozen=True)
class Noun:
    """An English noun with its French translation and the gender that decides the pronoun."""

    english: str
    french: str
    gender: Literal["m", "f"]

    @property
    def pronoun(self) -> str:
        """What "it" becomes where it means this noun."""
        return "il" if self.gender == "m" else "elle"


@dataclass(frozen=True)
class ReadyPair:
    """`frame` with each of `words` in its gap: with the first word "it" means the first noun, then the second."""

    name: str
    frame: str
    words: tuple[str, str]
    nouns: tuple[Noun, Noun]

    @property
    def sentences(self) -> tuple[str, str]:
        return self.frame.format(self.words[0]), self.frame.format(self.words[1])

    @property
    def title(self) -> str:
        """Both sentences in one line: "… too tired / wide."."""
        return self.frame.format(" / ".join(self.words))

    def roles(self, sentence: int, source: Tokens) -> Roles:
        """The roles of the words in sentence 0 or 1, which the model reads as `source`."""
        codes = word_codes(source)
        antecedent, distractor = self.nouns[sentence], self.nouns[1 - sentence]
        return Roles(codes["it"], codes[antecedent.english], codes[distractor.english])


def _pair(frame: str, words: str, first: str, second: str) -> ReadyPair:
    nouns: list[Noun] = []
    for noun in (first, second):
        english, french, gender = noun.split(" | ")
        nouns.append(Noun(english, french, "m" if gender == "m" else "f"))
    one, two = words.split(" / ")
    return ReadyPair(nouns[0].english, frame, (one, two), (nouns[0], nouns[1]))


READY_PAIRS: tuple[ReadyPair, ...] = (
    _pair(
        "The animal didn't cross the street because it was too {}.",
        "tired / wide",
        "animal | l'animal | m",
        "street | la rue | f",
    ),
    _pair(
        "The trophy doesn't fit in the suitcase because it is too {}.",
        "big / small",
        "trophy | le trophée | m",
        "suitcase | la valise | f",
    ),
    _pair(
        "The table didn't fit through the corridor because it was too {}.",
        "wide / narrow",
        "table | la table | f",
        "corridor | le couloir | m",
    ),
    _pair("The dog didn't eat the soup because it was {}.", "ill / salty", "dog | le chien | m", "soup | la soupe | f"),
    _pair(
        "The truck didn't cross the footbridge because it was too {}.",
        "heavy / narrow",
        "truck | le camion | m",
        "footbridge | la passerelle | f",
    ),
    _pair(
        "The river was not crossed by the donkey because it was too {}.",
        "deep / tired",
        "river | la rivière | f",
        "donkey | l'âne | m",
    ),
    _pair(
        "The bear didn't explore the cave. It was too {}.",
        "scared / dark",
        "bear | l'ours | m",
        "cave | la grotte | f",
    ),
    _pair(
        "Because it was too {}, the horse didn't climb the hill.",
        "tired / steep",
        "horse | le cheval | m",
        "hill | la colline | f",
    ),
    _pair(
        "She poured the milk into the cup because it was {}.",
        "fresh / empty",
        "milk | le lait | m",
        "cup | la tasse | f",
    ),
    _pair("The knife cut the rope because it was {}.", "sharp / thin", "knife | le couteau | m", "rope | la corde | f"),
    _pair(
        "The letter explained the problem because it was {}.",
        "clear / simple",
        "letter | la lettre | f",
        "problem | le problème | m",
    ),
)
"""Animacy, size, both orders of gender, passive, two sentences, a pronoun before its noun, a second pronoun."""
