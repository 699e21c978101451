"""Splitting into heads and joining them, with shapes; and what the heads of a model do on one sentence."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import cast

import torch
from jaxtyping import Float
from torch import Tensor

from model.analysis.roles.definitions import ROLES, Pair
from model.analysis.roles.sentences import Sentence
from model.attention_view import AttentionView, Cell
from model.tokens import Tokens
from model.trace import Trace
from model.word_merge import merge_words

Shape = tuple[int, ...]

HABITS = ("previous", "next", "itself", "end", "punctuation", "repeat")
"""Roles (`model/analysis/roles/definitions.py`) that need no more than the sentence itself."""


def numbered(words: int, d_model: int) -> Float[Tensor, "word d_model"]:
    """A small X whose numbers say where they come from: 23 is number 3 of word 2."""
    return 10 * torch.arange(1.0, words + 1)[:, None] + torch.arange(1.0, d_model + 1)


def split(x: Float[Tensor, "word d_model"], n_heads: int) -> Float[Tensor, "head word d_head"]:
    """[T, D] → [T, H, d] → [H, T, d]: each head gets its own columns of every word."""
    return x.view(len(x), n_heads, -1).transpose(0, 1)


def split_wrongly(x: Float[Tensor, "word d_model"], n_heads: int) -> Float[Tensor, "head word d_head"]:
    """[T, D] → [H, T, d] in one step: the shape is right, and the numbers of different words are mixed."""
    return x.view(n_heads, len(x), -1)


@dataclass(frozen=True)
class Shapes:
    """The shapes of multi-head attention, step by step."""

    inputs: Shape
    split: Shape
    heads: Shape
    keys: Shape
    scores: Shape
    outputs: Shape
    joined: Shape


def shapes(batch: int, length: int, d_model: int, n_heads: int) -> Shapes:
    """The same operations as in `model/layers.py`, on tensors without numbers, which cost no memory at any size."""
    x = torch.empty(batch, length, d_model, device="meta")
    parts = x.view(batch, length, n_heads, -1)
    heads = parts.transpose(1, 2)
    keys = heads.mT
    scores = heads @ keys
    outputs = scores @ heads
    joined = outputs.transpose(1, 2).flatten(2)
    return Shapes(*(tuple(one.shape) for one in (x, parts, heads, keys, scores, outputs, joined)))


@dataclass(frozen=True)
class Habits:
    """How much each head of the encoder gives, on one sentence, to what a habit names: the mean over the tokens or
    words for which it names anything (see `RoleScore.score`)."""

    scores: dict[str, Float[Tensor, "layer head"]]

    def strongest(self, habit: str) -> Cell:
        scores = self.scores[habit]
        layer, head = divmod(int(scores.argmax()), scores.shape[1])
        return layer, head


def habits(trace: Trace) -> Habits:
    """The habits that the sentence of a trace has a case for."""
    tokens, _ = trace.tokens("encoder")
    weights = torch.stack([layer.weights for layer in trace.attention("encoder")])
    sentence = Sentence(tokens, None, None, {}, frozenset(), {})
    by_name = {role.name: role for role in ROLES}
    found = {
        name: _given(
            weights if by_name[name].units == "token" else merge_words(weights, tokens, tokens),
            list(by_name[name].pairs(sentence, "encoder")),
        )
        for name in HABITS
    }
    return Habits({name: scores for name, scores in found.items() if scores is not None})


def _given(weights: Float[Tensor, "layer head query key"], pairs: Sequence[Pair]) -> Float[Tensor, "layer head"] | None:
    size = weights.shape[-1]
    inside = [(query, key) for query, key in pairs if 0 <= key < size]
    if not inside:
        return None
    queries, keys = (torch.tensor(side) for side in zip(*inside, strict=True))
    return weights[:, :, queries, keys].sum(-1) / len({query for query, _ in inside})


def favourites(view: AttentionView, layer: int, word: int) -> list[int]:
    """The word that each head of a layer looks at most from the word at that place."""
    return cast(list[int], view.values[layer, :, word].argmax(-1).tolist())


@dataclass(frozen=True)
class Look:
    """What a word looks at: for each word the largest weight of any head, that head, and the mean of all heads."""

    words: tuple[str, ...]
    largest: Float[Tensor, " key"]
    heads: tuple[Cell, ...]
    mean: Float[Tensor, " key"]


def look(view: AttentionView, word: int) -> Look:
    """What the word at that place looks at, over all heads of all layers."""
    rows = view.values[:, :, word]
    best = rows.flatten(0, 1).max(0)
    heads = [divmod(index, rows.shape[1]) for index in cast(list[int], best.indices.tolist())]
    return Look(view.keys.labels, best.values, tuple(heads), rows.mean((0, 1)))


@dataclass(frozen=True)
class Example:
    """A sentence, the word that asks, and the word that a person would expect it to look at."""

    sentence: str
    asking: str
    expected: str


EXAMPLES: dict[str, tuple[Example, ...]] = {
    "bank": (
        Example("I arrived at the bank after crossing the river.", "bank", "river"),
        Example("I arrived at the bank after crossing the road.", "bank", "road"),
    ),
    "flies": (
        Example("Time flies like an arrow.", "flies", "Time"),
        Example("Fruit flies like a banana.", "flies", "Fruit"),
    ),
    "its": (Example("The Law will never be perfect, but its application should be just.", "its", "Law"),),
    "making": (Example("The new law is making the voting process more difficult.", "making", "difficult"),),
    "making_far": (
        Example(
            "It is in this spirit that a majority of American governments have passed new laws since 2009 making the "
            "registration or voting process more difficult.",
            "making",
            "difficult",
        ),
    ),
}
"""Sentences side by side have equally many words. `its` and `making_far` are those of Figures 4 and 3 of Vaswani et al.
(2017)."""


def state_change(first: Trace, second: Trace, word: str) -> float:
    """|h − h'| / |h| of a word that stands in two sentences, h and h' the encoder's last states (means over pieces)."""
    h, other = (_state(trace, word) for trace in (first, second))
    return float(((h - other).square().sum() / h.square().sum()).sqrt())


def _state(trace: Trace, word: str) -> Float[Tensor, " d_model"]:
    assert trace.encoder is not None
    tokens: Tokens = trace.encoder.tokens
    place = tokens.words.index(word)
    return trace.encoder.final[[piece for piece, owner in enumerate(tokens.word_of) if owner == place]].mean(0)
