"""Examples of a split, drawn from all patterns; deterministic in (split, seed)."""

import hashlib
from bisect import bisect
from collections.abc import Callable, Iterator
from itertools import accumulate, islice
from pathlib import Path
from random import Random

from model.corpus.sentence import Example, Split
from model.corpus_zh import (
    patterns_asking,
    patterns_being,
    patterns_calendar,
    patterns_embedding,
    patterns_fixed,
    patterns_having,
    patterns_liking,
    patterns_linking,
    patterns_moving,
    patterns_quality,
    patterns_time,
)
from model.corpus_zh.clause import Sentence
from model.corpus_zh.draw import Draw
from model.corpus_zh.lexicon import DIRECTORY
from model.corpus_zh.provenance import hash_of

Pattern = Callable[[Draw], Sentence | None]

SPLITS: tuple[Split, ...] = ("train", "dev", "test")
SHOWCASE = ("我爱购物", "I love shopping")
"""The worked example of the design, in both languages: shown as a test, so it stands in no split."""

UNMARKED_SHARE = 0.25
"""Share of the statements and commands that end without 。 and without the period: what is left open stays open."""

_HELD_OUT_PERCENT = 5
_CHINESE_MARKS = {".": "。", "?": "？", "!": "！"}
_WEIGHTS = {"i_love": 4, "love_shopping": 3, "like_doing": 5, "go_again": 1, "expression": 1}
"""Weights of the patterns that do not have the usual 2."""


PATTERNS: tuple[Pattern, ...] = (
    *patterns_liking.PATTERNS,
    *patterns_being.PATTERNS,
    *patterns_having.PATTERNS,
    *patterns_quality.PATTERNS,
    *patterns_time.PATTERNS,
    *patterns_calendar.PATTERNS,
    *patterns_moving.PATTERNS,
    *patterns_asking.PATTERNS,
    *patterns_linking.PATTERNS,
    *patterns_embedding.PATTERNS,
    *patterns_fixed.PATTERNS,
)


def combination_split(words: frozenset[str]) -> Split:
    """The split of a combination of content words (their Chinese names); a word alone belongs to train."""
    if len(words) < 2:
        return "train"
    digest = hashlib.blake2b("|".join(sorted(words)).encode(), digest_size=4).digest()
    percent = int.from_bytes(digest, "big") % 100
    return "dev" if percent < _HELD_OUT_PERCENT else "test" if percent < 2 * _HELD_OUT_PERCENT else "train"


def examples(split: Split = "train", seed: int = 0, count: int | None = None) -> Iterator[Example]:
    """Examples of a split, without end or `count` of them; the same for the same split and seed everywhere."""
    return (example for example, _ in islice(combinations(split, seed), count))


def combinations(split: Split, seed: int = 0) -> Iterator[tuple[Example, frozenset[str]]]:
    """Examples without end, each with its content words. Raises ValueError for an unknown split."""
    if split not in SPLITS:
        raise ValueError(f"unknown split {split!r}: one of {', '.join(SPLITS)}")
    return _stream(split, seed)


def _stream(split: Split, seed: int) -> Iterator[tuple[Example, frozenset[str]]]:
    rng = Random(f"headlight zh {split} {seed}")
    totals = list(accumulate(_WEIGHTS.get(pattern.__name__, 2) for pattern in PATTERNS))
    while True:
        pattern = PATTERNS[bisect(totals, rng.random() * totals[-1])]
        draw = Draw(rng)
        sentence = pattern(draw)
        if sentence is None or sentence.chinese.startswith(SHOWCASE[0]) or SHOWCASE[1] in sentence.english:
            continue
        words = frozenset(word for word in draw.words if set(word) <= set(sentence.chinese))
        if combination_split(words) == split:
            unmarked = sentence.mark == "." and draw.chance(UNMARKED_SHARE)
            yield _written(sentence, pattern.__name__, split, unmarked), words


def _written(sentence: Sentence, pattern: str, split: Split, unmarked: bool) -> Example:
    english = sentence.english[0].upper() + sentence.english[1:]
    return Example(
        source=sentence.chinese + ("" if unmarked else _CHINESE_MARKS[sentence.mark]),
        target=english + ("" if unmarked else sentence.mark),
        pattern=pattern,
        split=split,
        pronoun=None,
        antecedent=None,
        distractor=None,
        predicate=None,
        target_pronoun=None,
        antecedent_gender=None,
        distractor_gender=None,
        glosses=(),
        alignment=(),
    )


def corpus_hash() -> str:
    """The sha256 of the tables and of the code that makes sentences of them, for the model card."""
    return hash_of((*DIRECTORY.glob("*.tsv"), *Path(__file__).parent.glob("*.py")))
