"""What a sentence is about: a frame with two nouns, one of which has the reason, and the choices made on the way."""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from functools import cache
from random import Random
from typing import Literal, TypeVar

from model.corpus.french import Agreement
from model.corpus.lexicon import Adjective, Frame, Noun, Reason, lexicon
from model.corpus.modals import Tense
from model.corpus.noun_phrases import agreement_of, noun_phrase, subject_pronoun
from model.corpus.people import SEEN, Person, narrators, people, relative_clause
from model.corpus.sentence import Phrase, Role, Split
from model.corpus.splits import emphasised, may_meet, may_refer, partners

Side = Literal[0, 1]
_Item = TypeVar("_Item")

_DIFFERENT_GENDER = 0.78
_PLURAL = 0.12
_PLURAL_NAMED = 0.3
_RELATIVE = 0.04


@dataclass(frozen=True)
class Situation:
    """Two nouns in a frame. `reason` is said of the antecedent ``nouns[side]``, `counter` of the other noun.

    `named`: the reason names its noun again instead of a pronoun, so that there is no antecedent and nothing to
    annotate. That held-out nouns take part is no leak: it teaches what can be said of them, and nothing about pronouns.
    """

    frame: Frame
    nouns: tuple[Noun, Noun]
    side: Side
    reason: Reason
    counter: Reason
    happens: bool
    plural: bool
    tense: Tense
    named: bool = False

    @property
    def antecedent(self) -> Noun:
        return self.nouns[self.side]

    @property
    def agreement(self) -> Agreement:
        return agreement_of(self.antecedent, self.plural)

    @property
    def animate(self) -> bool:
        """Whether the one who acts can want and try."""
        return self.frame.agent or self.nouns[0].kind in ("animal", "person")

    def role(self, slot: int) -> Role | None:
        if self.named:
            return None
        return "antecedent" if slot == self.side else "distractor"

    def flipped(self) -> "Situation":
        """The other reading: the same event, explained by the other noun."""
        return replace(self, side=1 - self.side, reason=self.counter, counter=self.reason)


class Draw:
    """The random choices of one sentence, within its split."""

    def __init__(self, rng: Random, split: Split) -> None:
        self.rng = rng
        self.split: Split = split

    def chance(self, probability: float) -> bool:
        return self.rng.random() < probability

    def one(self, items: Sequence[_Item]) -> _Item:
        return items[int(self.rng.random() * len(items))]

    def situation(
        self,
        frames: tuple[Frame, ...],
        happens: bool | None = None,
        tense: Tense | None = None,
        *,
        both_refer: bool = False,
        only_side: Side | None = None,
        only_adjectives: bool = False,
        named: bool = False,
    ) -> Situation:
        """A frame, its nouns and reasons. `both_refer`: either noun may be an antecedent in this split."""
        while True:
            frame = self.one(frames)
            occurs = self.chance(0.4) if happens is None else happens
            reasons = frame.reasons(occurs)
            side: Side = only_side if only_side is not None else 1 if self.chance(0.5) else 0
            if not reasons[0] or not reasons[1]:
                continue
            reason, counter = self.one(reasons[side]), self.one(reasons[1 - side])
            nouns = (self._named if named else self._nouns)(frame, side, reason, counter)
            if nouns is None or (both_refer and not all(may_refer(noun, self.split) for noun in nouns)):
                continue
            adjectival = isinstance(reason, Adjective) and isinstance(counter, Adjective)
            if not adjectival and (tense == "present" or only_adjectives):
                continue
            plural = self.chance(_PLURAL_NAMED if named else _PLURAL) and not any(noun.mass for noun in nouns)
            chosen: Tense = tense or ("present" if adjectival and self.chance(0.25) else "past")
            return Situation(frame, nouns, side, reason, counter, occurs, plural, chosen, named)

    def _nouns(self, frame: Frame, side: Side, reason: Reason, counter: Reason) -> tuple[Noun, Noun] | None:
        candidates = sayable(frame.slots[side], reason, self.split)
        if not candidates:
            return None
        antecedent = self.one(candidates)
        others = distracting(frame.slots[1 - side], counter)
        different, same = partners(antecedent, others, self.split)
        pool = different if self.chance(_DIFFERENT_GENDER) else same
        if not pool:
            return None
        distractor = self.one(pool)
        return (antecedent, distractor) if side == 0 else (distractor, antecedent)

    def _named(self, frame: Frame, side: Side, reason: Reason, counter: Reason) -> tuple[Noun, Noun] | None:
        """Nouns for a situation without pronoun: held-out ones too, in either role."""
        candidates = sayable(frame.slots[side], reason, None)
        others = distracting(frame.slots[1 - side], counter)
        if not candidates or not others:
            return None
        noun = self.one(emphasised(candidates))
        other = self.third(emphasised(others), noun)
        if other is None:
            return None
        return (noun, other) if side == 0 else (other, noun)

    def duo(self, first: tuple[Noun, ...], second: tuple[Noun, ...], antecedent: Side) -> tuple[Noun, Noun] | None:
        """An antecedent from one list and a distractor from the other, in the order of the lists."""
        candidates = referable((first, second)[antecedent], self.split)
        if not candidates:
            return None
        noun = self.one(candidates)
        different, same = partners(noun, (first, second)[1 - antecedent], self.split)
        pool = different if self.chance(_DIFFERENT_GENDER) else same
        if not pool:
            return None
        return (noun, self.one(pool)) if antecedent == 0 else (self.one(pool), noun)

    def third(self, candidates: tuple[Noun, ...], *present: Noun) -> Noun | None:
        """Another noun that may stand beside those present."""
        for _ in range(4):
            noun = self.one(candidates)
            if all(may_meet(noun, other, self.split, principal=False) for other in present):
                return noun
        return None

    def determiner(self, noun: Noun, plural: bool = False) -> str:
        roll = self.rng.random()
        if roll < 0.62 or noun.kind == "weather":
            return "the"
        if roll < 0.76:
            return "the" if plural or noun.mass else "a"
        if roll < 0.88:
            return "this" if roll < 0.83 else "that"
        return self.one(("my", "my", "his", "her", "our", "your"))

    def attribute(self, noun: Noun, *avoided: Reason, probability: float = 0.22) -> Adjective | None:
        """An attributive adjective that says nothing about the dimensions of the reasons."""
        choices = lexicon().attributes[noun.english]
        if not choices or not self.chance(probability):
            return None
        adjective = self.one(choices)
        return None if any(adjective.dimension == reason.dimension for reason in avoided) else adjective

    def side(self) -> Side:
        return 1 if self.chance(0.5) else 0

    def plain(self, candidates: tuple[Noun, ...]) -> Noun:
        """A noun for a sentence without pronoun, often a held-out one."""
        return self.one(emphasised(candidates))

    def plural(self, noun: Noun) -> bool:
        """Whether a noun without role stands in the plural; held-out nouns have few other occasions."""
        return not noun.mass and self.chance(0.45 if noun.held_out else 0.2)

    def described(self, noun: Noun, plural: bool, determiner: str | None = None) -> Phrase:
        """A noun phrase without role, often with an adjective."""
        adjective = self.attribute(noun, probability=0.5)
        chosen = determiner or self.determiner(noun, plural)
        if noun.held_out and chosen == "the" and not plural and self.chance(0.4):
            chosen = self.one(("a", "this", "that"))  # le and la hide the gender where they are elided
        return noun_phrase(noun, chosen, plural=plural, adjective=adjective)

    def two(self, nouns: tuple[Noun, Noun], side: Side, plural: bool = False, *avoided: Reason) -> list[Phrase]:
        """Two noun phrases, that of `side` as antecedent, the other as distractor."""
        return [
            noun_phrase(
                noun,
                self.determiner(noun, plural),
                plural=plural,
                adjective=self.attribute(noun, *avoided),
                role="antecedent" if slot == side else "distractor",
            )
            for slot, noun in enumerate(nouns)
        ]

    def noun(self, situation: Situation, slot: int, determiner: str | None = None) -> Phrase:
        """The noun phrase of a slot, with its role."""
        noun = situation.nouns[slot]
        chosen = determiner or self.determiner(noun, situation.plural)
        adjective = self.attribute(noun, situation.reason, situation.counter)
        phrase = noun_phrase(noun, chosen, plural=situation.plural, adjective=adjective, role=situation.role(slot))
        if not self.chance(_RELATIVE) or (slot == 0 and situation.frame.agent):
            return phrase
        return phrase + relative_clause(self.one(narrators()), self.one(SEEN), agreement_of(noun, situation.plural))

    def fitting(self, noun: Noun) -> tuple[Adjective, ...]:
        """All adjectives that can be said of the noun."""
        return lexicon().predicates[noun.english]

    def person(self) -> Person:
        return self.one(people())


@cache
def sayable(nouns: tuple[Noun, ...], reason: Reason, split: Split | None) -> tuple[Noun, ...]:
    """The nouns that a reason can be said of and, if a split is given, a pronoun may stand for there."""
    return tuple(noun for noun in nouns if noun.english in reason.nouns and (split is None or may_refer(noun, split)))


@cache
def distracting(nouns: tuple[Noun, ...], counter: Reason) -> tuple[Noun, ...]:
    """The nouns that the counter-reason could be said of, and persons, whom "it" cannot stand for anyway."""
    return tuple(noun for noun in nouns if noun.english in counter.nouns or noun.kind == "person")


@cache
def referable(nouns: tuple[Noun, ...], split: Split) -> tuple[Noun, ...]:
    """The nouns that a pronoun may stand for in the split."""
    return tuple(noun for noun in nouns if may_refer(noun, split))


def it(situation: Situation) -> Phrase:
    """The subject pronoun for the antecedent; in a named situation the noun itself."""
    if situation.named:
        return noun_phrase(situation.antecedent, plural=situation.plural)
    return subject_pronoun(situation.agreement, "pronoun")
