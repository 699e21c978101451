"""Two sentences aligned word by word: which words match, which were replaced, which stand on one side only."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Literal

import torch
from jaxtyping import Float
from torch import Tensor

Side = Literal[0, 1]
"""The first or the second of two sentences."""
Change = Literal["same", "replaced", "removed", "added"]
"""Alike on both sides, another word, in the first sentence only, in the second sentence only."""

_ALONE, _REPLACED = 2, 3  # costs


@dataclass(frozen=True)
class Alignment:
    """Words of two sentences side by side: one place for each pair, and one for each word without a partner.

    `pairs` holds indices into `words[0]` and `words[1]`, in the order of both sentences; None where a side has no word.
    """

    words: tuple[tuple[str, ...], tuple[str, ...]]
    pairs: tuple[tuple[int | None, int | None], ...]

    def __len__(self) -> int:
        return len(self.pairs)

    def change(self, place: int) -> Change:
        """What became of the word at a place, going from the first sentence to the second."""
        first, second = self.pairs[place]
        if second is None:
            return "removed"
        if first is None:
            return "added"
        return "same" if self.words[0][first] == self.words[1][second] else "replaced"

    @property
    def shared(self) -> tuple[int, ...]:
        """The places with a word on both sides, alike or replaced."""
        return tuple(place for place, pair in enumerate(self.pairs) if None not in pair)

    def changed(self, side: Side) -> tuple[int, ...]:
        """The words of a side that are not the same on the other."""
        words = [pair[side] for place, pair in enumerate(self.pairs) if self.change(place) != "same"]
        return tuple(word for word in words if word is not None)

    def word(self, place: int, side: Side) -> str | None:
        """The word of a side at a place; None where it has none."""
        index = self.pairs[place][side]
        return None if index is None else self.words[side][index]

    @property
    def labels(self) -> tuple[str, ...]:
        """Each place to read: "it", "tired→wide", "−too" (first sentence only), "+very" (second sentence only)."""
        return tuple(self._label(place) for place in range(len(self)))

    def _label(self, place: int) -> str:
        first, second = self.word(place, 0), self.word(place, 1)
        if first is None:
            return f"+{second}"
        if second is None:
            return f"−{first}"
        return first if first == second else f"{first}→{second}"

    def spread(self, values: Float[Tensor, "..."], side: Side, axis: int) -> Float[Tensor, "..."]:
        """The `axis` of a side's words as an axis of places: NaN, and never 0, where the side has no word."""
        words = [pair[side] for pair in self.pairs]
        shape = [1] * values.ndim
        shape[axis] = len(words)
        absent = torch.tensor([word is None for word in words]).view(shape)
        return values.index_select(axis, torch.tensor([word or 0 for word in words])).masked_fill(absent, torch.nan)


def align(first: Sequence[str], second: Sequence[str]) -> Alignment:
    """The alignment with the least changes (Needleman & Wunsch 1970), where a replaced word counts 1½.

    So words that are alike find each other, and a word replaces another rather than that both stand alone. Of several
    that are as good, the one that pairs words as far to the end as it can. Words are alike only if they are spelt
    alike. Raises ValueError where a sentence has no words.
    """
    if not first or not second:
        raise ValueError("a sentence without words cannot be aligned")
    costs = _costs(first, second)
    pairs: list[tuple[int | None, int | None]] = []
    i, j = len(first), len(second)
    while i or j:
        if i and j and costs[i][j] == costs[i - 1][j - 1] + _replacing(first[i - 1], second[j - 1]):
            i, j = i - 1, j - 1
            pairs.append((i, j))
        elif i and costs[i][j] == costs[i - 1][j] + _ALONE:
            i -= 1
            pairs.append((i, None))
        else:
            j -= 1
            pairs.append((None, j))
    return Alignment((tuple(first), tuple(second)), tuple(reversed(pairs)))


def _costs(first: Sequence[str], second: Sequence[str]) -> list[list[int]]:
    """Entry [i][j]: the least cost of the changes between the first i and the first j words."""
    costs = [[_ALONE * j for j in range(len(second) + 1)]]
    for i, word in enumerate(first, start=1):
        row = [_ALONE * i]
        for j, other in enumerate(second, start=1):
            row.append(min(costs[-1][j - 1] + _replacing(word, other), costs[-1][j] + _ALONE, row[-1] + _ALONE))
        costs.append(row)
    return costs


def _replacing(word: str, other: str) -> int:
    return 0 if word == other else _REPLACED
