"""Which nouns may meet in which split.

Every unordered pair of nouns belongs to train, dev or test by a hash of its names. A sentence of train holds train
pairs only, in all of its clauses; the principal pair of a dev or test sentence belongs to that split. Nouns marked
``held_out`` in the lexicon are antecedents only in test_nouns. Showcase pairs stand in no split at all.
"""

import hashlib
from functools import cache

from model.corpus.lexicon import Noun, lexicon
from model.corpus.sentence import Split

SPLITS: tuple[Split, ...] = ("train", "dev", "test", "test_nouns")
SHOWCASE = frozenset({frozenset({"animal", "street"}), frozenset({"trophy", "suitcase"})})
"""Pairs of famous test sentences: shown as tests, so never learnt."""

_DEV_PERCENT = 5
_TEST_PERCENT = 5


@cache
def pair_split(first: str, second: str) -> Split | None:
    """The split of an unordered pair of English nouns; None for a showcase pair."""
    if frozenset({first, second}) in SHOWCASE:
        return None
    key = "|".join(sorted((first, second)))
    percent = int.from_bytes(hashlib.blake2b(key.encode(), digest_size=4).digest()) % 100
    if percent < _DEV_PERCENT:
        return "dev"
    return "test" if percent < _DEV_PERCENT + _TEST_PERCENT else "train"


def may_refer(noun: Noun, split: Split) -> bool:
    """Whether "it" may stand for the noun in this split; for a person it never does."""
    return noun.kind != "person" and noun.held_out == (split == "test_nouns")


def may_meet(first: Noun, second: Noun, split: Split, principal: bool = True) -> bool:
    """Whether two nouns may stand in one sentence; `principal`: as antecedent and distractor."""
    if first is second:
        return False
    home = pair_split(first.english, second.english)
    if home is None or split == "test_nouns":
        return home is not None
    return home == split or (not principal and home == "train")


@cache
def partners(noun: Noun, candidates: tuple[Noun, ...], split: Split) -> tuple[tuple[Noun, ...], tuple[Noun, ...]]:
    """The candidates that may meet `noun` as its distractor: those of the other gender, those of the same.

    In train a held-out noun is no distractor either: seen as that only, it teaches that "it" never means it.
    """
    allowed = [
        other for other in candidates if may_meet(noun, other, split) and not (split == "train" and other.held_out)
    ]
    different = tuple(other for other in allowed if other.gender != noun.gender)
    return different, tuple(other for other in allowed if other.gender == noun.gender)


@cache
def _emphasis(noun: Noun) -> int:
    """How often a noun counts where a plain sentence may name any: more, the fewer frames name it.

    Held-out nouns count most: no pronoun of train stands for them, so plain sentences are all there is to learn from.
    """
    share = sum(1 / len(slot) for frame in lexicon().frames for slot in frame.slots if noun in slot)
    if noun.held_out:
        return round(80 / (share + 0.8))
    return max(1, min(7, round(1 / (share + 0.12))))


@cache
def emphasised(nouns: tuple[Noun, ...]) -> tuple[Noun, ...]:
    """The nouns to choose from in a plain sentence, each as often as it counts."""
    return tuple(noun for noun in nouns for _ in range(_emphasis(noun)))


@cache
def ordinary(nouns: tuple[Noun, ...]) -> tuple[Noun, ...]:
    """The nouns that are not held out: only they stand beside a pronoun as a mere setting."""
    return tuple(noun for noun in nouns if not noun.held_out)


def held_out_nouns() -> tuple[Noun, ...]:
    return tuple(noun for noun in lexicon().nouns if noun.held_out)
