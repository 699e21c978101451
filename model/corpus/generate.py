"""Examples of a split, drawn from all patterns; deterministic in (split, seed)."""

import hashlib
from bisect import bisect
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from functools import cache
from itertools import accumulate, islice
from pathlib import Path
from random import Random
from typing import Literal

from model.corpus import (
    patterns_action,
    patterns_consequence,
    patterns_discourse,
    patterns_everyday,
    patterns_handover,
    patterns_plain,
    patterns_reason,
    patterns_reference,
)
from model.corpus.lexicon import DIRECTORY, Adjective, Frame, lexicon
from model.corpus.modals import Tense
from model.corpus.sentence import Example, Phrase, Split, realise
from model.corpus.situations import Draw, Side, Situation
from model.corpus.splits import SPLITS, may_refer

PRONOUN_SHARE = 0.56
"""Share of the sentences of train with a referring pronoun; in the other splits it is 1."""

PLAIN: tuple[tuple[Callable[[Draw], Phrase | None], int], ...] = (
    (patterns_plain.adjective, 12),
    (patterns_plain.happening, 5),
    (patterns_plain.agent_event, 4),
    (patterns_plain.this_is, 6),
    (patterns_plain.having, 6),
    (patterns_plain.there_is, 3),
    (patterns_plain.animal_object, 4),
    (patterns_plain.relative, 3),
    (patterns_plain.too_for, 2),
    (patterns_plain.comparison, 2),
    (patterns_everyday.person_object, 9),
    (patterns_everyday.expletive, 1),
    (patterns_everyday.expletive_reason, 2),
    (patterns_everyday.animal_expletive, 2),
    (patterns_everyday.plain_question, 3),
    (patterns_everyday.person_adjective, 2),
    (patterns_reference.possession, 3),
)

FrameKind = Literal["any", "transitive", "animate", "encounter", "pronominal", "wish"]


@dataclass(frozen=True)
class Pattern:
    """A pattern that explains a situation, and the situations that it can tell."""

    make: Callable[[Draw, Situation], Phrase | None]
    weight: int
    frames: FrameKind = "any"
    happens: bool | None = None
    tense: Tense | None = None
    both_refer: bool = False
    side: Side | None = None
    adjectival: bool = False

    named: bool = False

    @property
    def name(self) -> str:
        return self.make.__name__ + "_named" * self.named


SITUATED = (
    Pattern(patterns_reason.because, 14),
    Pattern(patterns_reason.fronted_reason, 5),
    Pattern(patterns_reason.two_sentences, 7),
    Pattern(patterns_reason.announced, 4, tense="past"),
    Pattern(patterns_reason.enough, 10, happens=False),
    Pattern(patterns_reason.passive_because, 13, "transitive", tense="past"),
    Pattern(patterns_reason.but, 5, "wish", happens=False),
    Pattern(patterns_reason.refusal, 2, "animate", happens=False, tense="past"),
    Pattern(patterns_reason.although, 4),
    Pattern(patterns_reason.when, 4, happens=True, tense="past", adjectival=True),
    Pattern(patterns_reason.if_clause, 5, tense="present"),
    Pattern(patterns_reason.why, 2, tense="past"),
    Pattern(patterns_reason.question, 2, happens=True, tense="past"),
    Pattern(patterns_consequence.so, 14, "pronominal"),
    Pattern(patterns_consequence.so_that, 5, "pronominal", adjectival=True),
    Pattern(patterns_discourse.reported, 2, tense="past"),
    Pattern(patterns_discourse.opened, 6, tense="past"),
    Pattern(patterns_discourse.dated, 4, tense="past"),
    Pattern(patterns_discourse.fronted_place, 4, "animate"),
    Pattern(patterns_discourse.clause_after, 7),
    Pattern(patterns_discourse.clause_before, 7, "transitive", both_refer=True),
    Pattern(patterns_consequence.saw_and, 4, "encounter", happens=True, side=1, tense="past"),
)
NAMED = (
    Pattern(patterns_reason.because, 18, named=True),
    Pattern(patterns_reason.two_sentences, 7, named=True),
    Pattern(patterns_reason.passive_because, 5, "transitive", tense="past", named=True),
    Pattern(patterns_reason.but, 4, "wish", happens=False, named=True),
    Pattern(patterns_reason.although, 2, named=True),
    Pattern(patterns_reason.announced, 2, tense="past", named=True),
)
"""Plain: the reason names its noun again. Selection is learnt so, of held-out nouns too, but not what "it" means."""

REFERRING: tuple[tuple[Callable[[Draw], Phrase | None], int], ...] = (
    (patterns_handover.handover, 14),
    (patterns_action.acted_on, 12),
    (patterns_reference.beside, 7),
    (patterns_reference.compared, 5),
    (patterns_reference.until, 2),
)


@cache
def frames_of(kind: FrameKind) -> tuple[Frame, ...]:
    """The frames that a kind of pattern can tell."""

    def fits(frame: Frame) -> bool:
        animate = frame.slots[0][0].kind in ("animal", "person")
        match kind:
            case "any":
                return True
            case "transitive":
                return not frame.agent and frame.preposition is None
            case "animate":
                return not frame.agent and animate
            case "encounter":
                return not frame.agent and animate and frame.preposition is None
            case "wish":
                return animate or frame.agent
            case "pronominal":
                return frame.agent or frame.preposition is None

    return tuple(frame for frame in lexicon().frames if fits(frame))


def situation_for(draw: Draw, pattern: Pattern) -> Situation:
    return draw.situation(
        frames_of(pattern.frames),
        pattern.happens,
        pattern.tense,
        both_refer=pattern.both_refer,
        only_side=pattern.side,
        only_adjectives=pattern.adjectival,
        named=pattern.named,
    )


def examples(split: Split = "train", seed: int = 0, count: int | None = None) -> Iterator[Example]:
    """Examples of a split, without end or `count` of them; the same for the same split and seed everywhere.

    train mixes in plain sentences; dev, test and test_nouns hold sentences with a referring pronoun only.
    """
    if split not in SPLITS:
        raise ValueError(f"unknown split {split!r}: one of {', '.join(SPLITS)}")
    return islice(_stream(split, seed), count)


def _stream(split: Split, seed: int) -> Iterator[Example]:
    draw = Draw(Random(f"headlight {split} {seed}"), split)
    plain_share = 1 - PRONOUN_SHARE if split == "train" else 0.0
    makers = [_maker(pattern) for pattern in SITUATED] + [make for make, _ in REFERRING]
    names = [pattern.name for pattern in SITUATED] + [make.__name__ for make, _ in REFERRING]
    weights = [float(pattern.weight) for pattern in SITUATED] + [float(weight) for _, weight in REFERRING]
    plain = [float(weight) for _, weight in PLAIN] + [float(pattern.weight) for pattern in NAMED]
    plain_weight = sum(weights) * plain_share / (1 - plain_share) / sum(plain)
    totals = list(accumulate(weights + [weight * plain_weight for weight in plain]))
    makers += [make for make, _ in PLAIN] + [_maker(pattern) for pattern in NAMED]
    names += [make.__name__ for make, _ in PLAIN] + [pattern.name for pattern in NAMED]
    while True:
        choice = bisect(totals, draw.rng.random() * totals[-1])
        phrase = makers[choice](draw)
        if phrase is not None:
            yield realise(phrase, names[choice], split)


def _maker(pattern: Pattern) -> Callable[[Draw], Phrase | None]:
    return lambda draw: pattern.make(draw, situation_for(draw, pattern))


def contrast_pairs(split: Split = "test", seed: int = 0, count: int | None = None) -> Iterator[tuple[Example, Example]]:
    """Minimal pairs: one event explained by either of its nouns, whose genders differ, so that *il* becomes *elle*."""
    return islice(_pairs(split, seed), count)


def _pairs(split: Split, seed: int) -> Iterator[tuple[Example, Example]]:
    draw = Draw(Random(f"headlight pairs {split} {seed}"), split)
    pairable = [
        pattern
        for pattern in SITUATED
        if pattern.name in ("because", "fronted_reason", "two_sentences", "passive_because", "but")
    ]
    while True:
        pattern = draw.one(pairable)
        situation = situation_for(draw, pattern)
        first, second = situation.nouns
        adjectival = isinstance(situation.reason, Adjective) and isinstance(situation.counter, Adjective)
        if first.gender == second.gender or not adjectival or not all(may_refer(n, split) for n in (first, second)):
            continue
        state = draw.rng.random()
        made = [pattern.make(Draw(Random(str(state)), split), reading) for reading in (situation, situation.flipped())]
        one, other = (realise(phrase, pattern.name, split) for phrase in made if phrase)
        yield one, other


def corpus_hash() -> str:
    """The sha256 of the lexicon and of the code that makes sentences of it, for the model card."""
    digest = hashlib.sha256()
    for path in sorted((*DIRECTORY.glob("*.tsv"), *Path(__file__).parent.glob("*.py")), key=lambda p: p.name):
        digest.update(path.name.encode() + b"\0" + path.read_bytes().replace(b"\r\n", b"\n"))
    return digest.hexdigest()
