"""Byte-pair encoding step by step, on a text small enough to watch.

Sennrich, Haddow and Birch, "Neural Machine Translation of Rare Words with Subword Units" (2016), algorithm 1: start
from letters; merge the pair that stands side by side most often, everywhere; again. As in the shipped tokenizer
(`model/tokenizer.py`) a space is written "▁" in front of the word that follows it, and no pair reaches across words.
"""

import json
import re
from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from itertools import pairwise
from typing import cast

from model.network import Vocabulary
from model.tokenizer import Tokenizer
from model.tokens import SPACE, Tokens

Pair = tuple[str, str]

_WORD = re.compile(rf"{SPACE}?(?:[^\W{SPACE}]+|[^\w{SPACE}])")


@dataclass(frozen=True)
class Stage:
    """A text after some merges: each different word of it, how often it stands there, and its pieces by now.

    `pairs` counts neighbouring pieces in all words, in the order in which they first stand in the text. `merged` is the
    pair whose merge led here; None at the start, where every piece is a letter.
    """

    counts: Mapping[str, int]
    pieces: Mapping[str, tuple[str, ...]]
    merged: Pair | None = None

    @property
    def pairs(self) -> Mapping[Pair, int]:
        found = Counter[Pair]()
        for word, pieces in self.pieces.items():
            for pair in pairwise(pieces):
                found[pair] += self.counts[word]
        return found

    @property
    def best(self) -> Pair | None:
        """The pair to merge next: the most frequent, the first of equals; None where no pair stands there twice."""
        pairs = self.pairs
        best = max(pairs, key=pairs.__getitem__, default=None)
        return best if best and pairs[best] > 1 else None

    @property
    def n_letters(self) -> int:
        """How many different letters the text has, "▁" among them: the vocabulary before any merge."""
        return len({letter for word in self.counts for letter in word})

    @property
    def n_pieces(self) -> int:
        """How many pieces the whole text has by now."""
        return sum(self.counts[word] * len(pieces) for word, pieces in self.pieces.items())


@dataclass(frozen=True)
class Piece:
    """A token of a vocabulary that was learnt from some text. An unknown one is read as <unk>: its letters are lost."""

    text: str
    known: bool


@dataclass(frozen=True)
class ThreeWays:
    """One text as characters, as words and as subwords, each with the vocabulary of another text."""

    characters: tuple[Piece, ...]
    words: tuple[Piece, ...]
    subwords: tuple[Piece, ...]


def split_words(text: str) -> list[str]:
    """Words and punctuation marks of a text, each with "▁" for the space before it."""
    spelled = text.strip().replace(SPACE, "_")
    return _WORD.findall(SPACE + re.sub(r"\s+", SPACE, spelled)) if spelled else []


def learn(text: str, most: int = 200) -> tuple[Stage, ...]:
    """The text before any merge, after one, after two, … until no pair stands there twice, or `most` were merged."""
    counts = Counter(split_words(text))
    stages = [Stage(counts, {word: tuple(word) for word in counts})]
    while (best := stages[-1].best) and len(stages) <= most:
        merged = {word: merge(pieces, best) for word, pieces in stages[-1].pieces.items()}
        stages.append(Stage(counts, merged, best))
    return tuple(stages)


def merge(pieces: Sequence[str], pair: Pair) -> tuple[str, ...]:
    """`pieces` with every occurrence of the pair made one piece, from the left."""
    merged: list[str] = []
    for piece in pieces:
        if merged and (merged[-1], piece) == pair:
            merged[-1] += piece
        else:
            merged.append(piece)
    return tuple(merged)


def assembly(letters: Sequence[str], ranks: Mapping[Pair, int]) -> Iterator[tuple[str, ...]]:
    """A word from its letters to the pieces it ends in: at each step the pair that was learnt first is merged."""
    pieces = tuple(letters)
    yield pieces
    while pairs := [pair for pair in pairwise(pieces) if pair in ranks]:
        pieces = merge(pieces, min(pairs, key=ranks.__getitem__))
        yield pieces


def three_ways(text: str, stage: Stage, merges: Sequence[Pair]) -> ThreeWays:
    """`text` in the letters, in the words, and in the pieces (after these merges) of the text that `stage` has."""
    letters = {letter for word in stage.counts for letter in word}
    ranks = {pair: rank for rank, pair in enumerate(merges)}
    words = split_words(text)
    pieces = [piece for word in words for *_, last in [assembly(word, ranks)] for piece in last]
    return ThreeWays(
        characters=tuple(Piece(letter, letter in letters) for word in words for letter in word),
        words=tuple(Piece(word, word in stage.counts) for word in words),
        subwords=tuple(Piece(piece, set(piece) <= letters) for piece in pieces),
    )


def shipped_ranks(tokenizer: Vocabulary) -> Mapping[Pair, int]:
    """The merges of a shipped tokenizer with their places, from 0, in the order in which they were learnt."""
    return {pair: rank for rank, pair in enumerate(merges_of(cast(Tokenizer, tokenizer).to_json()))}


def merges_of(tokenizer_json: str) -> list[Pair]:
    """The merges in a `tokenizer.json` of the `tokenizers` library, in the order in which they were learnt."""
    merges: list[list[str]] = json.loads(tokenizer_json)["model"]["merges"]
    return [(left, right) for left, right in merges]


def word_pieces(tokens: Tokens) -> tuple[tuple[str, tuple[str, ...]], ...]:
    """Each word of a sentence with its pieces, without special tokens."""
    words = [(word, list[str]()) for word in tokens.words]
    for place, word in enumerate(tokens.word_of):
        if place not in tokens.specials:
            words[word][1].append(tokens.pieces[place])
    return tuple((word, tuple(pieces)) for word, pieces in words if pieces)


def across_words(text: str) -> Pair | None:
    """The most frequent pair of a word's last letter and the next word's first that stands in no word.

    No merge is ever made of it. None where there is no such pair.
    """
    words = split_words(text)
    within = {pair for word in words for pair in pairwise(word)}
    bare = [(one[-1], next_.removeprefix(SPACE)[:1]) for one, next_ in pairwise(words)]
    counts = Counter(pair for pair in bare if pair not in within)
    return max(counts, key=counts.__getitem__, default=None)
