"""Attention as it is to be read: between words or subwords, without special tokens, by head or together.

A trace holds what the model computed. Here it is reduced to what is shown, and the result says how.
"""

from dataclasses import dataclass
from typing import Literal, cast

import torch
from jaxtyping import Bool, Float
from torch import Tensor

from model.tokens import Tokens
from model.trace import AttentionKind, Trace, TraceError
from model.word_merge import merge_words

Quantity = Literal["weights", "scores", "mask"]
"""What a trace holds of attention."""
Shown = Quantity | Literal["difference"]
"""What can be drawn of it: also how far two traces differ in their weights."""
Kind = AttentionKind | Literal["all"]
"""Also the three kinds in one matrix, where source and target follow each other; see `joint_attention`."""
Together = Literal["single", "mean_heads", "max_heads", "mean_layers", "max_layers"]
Specials = Literal["show", "hide", "rescale"]
Rows = Literal["whole", "hidden", "rescaled", "maximum"]
Cell = tuple[int, int]
"""A place in the grid of heads: (layer, head), counted from 0; a reduced axis has the one index 0."""


@dataclass(frozen=True)
class Axis:
    """The rows or the columns of a matrix of attention: their labels, and the word that each belongs to."""

    labels: tuple[str, ...]
    words: tuple[int, ...]
    specials: frozenset[int] = frozenset()
    """The places of special tokens."""

    def __len__(self) -> int:
        return len(self.labels)

    def of_word(self, word: int | None) -> tuple[int, ...]:
        """Where the pieces of a word stand; nowhere for None or a word that is not shown."""
        return tuple(place for place, owner in enumerate(self.words) if owner == word)


@dataclass(frozen=True, eq=False)  # compared and hashed by identity: figures of a view are cached
class AttentionView:
    """One kind of attention of all heads, ready to be drawn.

    `values` are weights (0…1), scores QKᵀ/√d before masking (any number), the mask: 1 (may look) and 0, or a
    difference of weights (−1…1). `allowed` is False where no piece of the query may look at any piece of the key; a
    weight there is 0 by decree and not by choice. A reduced axis has length 1.
    """

    kind: Kind
    quantity: Shown
    together: Together
    by_word: bool
    specials: Specials
    values: Float[Tensor, "layer head query key"]
    allowed: Bool[Tensor, "layer query key"]
    queries: Axis
    keys: Axis
    second_text: int | None = None
    """Where on both axes the target begins, if they hold source and target."""

    def __post_init__(self) -> None:
        layers, _, n_queries, n_keys = self.values.shape
        if (n_queries, n_keys) != (len(self.queries), len(self.keys)) or self.allowed.shape != (
            layers,
            n_queries,
            n_keys,
        ):
            raise TraceError("values, mask and labels of an attention view do not fit together")

    @property
    def rows_sum_to_one(self) -> bool:
        """Whether each row is a distribution over the keys that are shown."""
        return self.quantity == "weights" and self.rows in ("whole", "rescaled")

    @property
    def rows(self) -> Rows:
        """What became of the rows, which the model made sum to 1."""
        if self.together in ("max_heads", "max_layers"):
            return "maximum"
        match self.specials:
            case "show":
                return "whole"
            case "hide":
                return "hidden"
            case "rescale":
                return "rescaled"

    @property
    def masked(self) -> Bool[Tensor, "layer query key"]:
        """What is to be drawn as masked: of scores nothing, for they are shown as they are before masking."""
        return torch.zeros_like(self.allowed) if self.quantity == "scores" else ~self.allowed

    @property
    def cells(self) -> tuple[Cell, ...]:
        """All places of the grid, layer by layer."""
        layers, heads = self.values.shape[:2]
        return tuple((layer, head) for layer in range(layers) for head in range(heads))


def attention_view(
    trace: Trace,
    kind: AttentionKind,
    quantity: Quantity = "weights",
    *,
    together: Together = "single",
    by_word: bool = True,
    specials: Specials = "show",
) -> AttentionView:
    """One kind of attention of a trace, reduced in this order: words, special tokens, heads or layers.

    Words: see `merge_words`; a word may look where one of its pieces may. Scores stay between subwords
    whatever `by_word` says: a softmax acts on the scores of pieces, and no number plays that part for words.
    Special tokens: `hide` leaves out their rows and columns; `rescale` also divides what is left of a row of
    weights by its sum (a row that gave everything to special tokens stays 0).
    Heads or layers: the mean or the maximum, entry by entry.
    Raises TraceError where the trace has no attention of that kind.
    """
    layers = trace.attention(kind)
    if not layers:
        raise TraceError(f"this trace has no {kind} attention")
    asking, answering = trace.tokens(kind)
    by_word = by_word and quantity != "scores"
    allowed = torch.stack([layer.mask for layer in layers])
    values = torch.stack([layer.scores if quantity == "scores" else layer.weights for layer in layers])
    if by_word:
        values = merge_words(values, asking, answering)
        allowed = merge_words(allowed.float(), asking, answering) > 0
    if quantity == "mask":
        values = allowed[:, None].expand(values.shape).float()
    queries, keys = _axis(asking, by_word), _axis(answering, by_word)
    if specials != "show":
        rows, columns = _ordinary(queries), _ordinary(keys)
        values = values[..., rows, :][..., columns]
        allowed = allowed[:, rows, :][..., columns]
        queries, keys = _at(queries, rows), _at(keys, columns)
    if specials == "rescale" and quantity == "weights":
        values = values / values.sum(-1, keepdim=True).clamp(min=torch.finfo(values.dtype).tiny)
    return AttentionView(
        kind=kind,
        quantity=quantity,
        together=together,
        by_word=by_word,
        specials=specials,
        values=_reduced(values, together),
        allowed=allowed.any(0, keepdim=True) if together in ("mean_layers", "max_layers") else allowed,
        queries=queries,
        keys=keys,
    )


def telling_heads(view: AttentionView, word: int | None = None, count: int = 2) -> tuple[Cell, ...]:
    """The heads to show first: those with the largest values from `word` (or any word) to `count` different keys.

    Heads that disagree come first together: in small models one head joins a pronoun to one noun, and another to
    the other. Looking at oneself, at the words next to one, at special tokens and at punctuation is what many
    heads do most of the time, and tells least; it does not count. Where nothing else is there, the first head.
    """
    rows = list(view.queries.of_word(word)) or _ordinary(view.queries)
    columns = [key for key in _ordinary(view.keys) if any(character.isalnum() for character in view.keys.labels[key])]
    values = view.values[..., rows, :][..., columns]
    if view.kind != "cross":
        asking = torch.tensor([view.queries.words[row] for row in rows])
        answering = torch.tensor([view.keys.words[column] for column in columns])
        near = (asking[:, None] - answering).abs() <= 1
        values = values.masked_fill(near, -torch.inf)
    if not values.numel():
        return view.cells[:1]
    largest, heads = values.amax(-2).flatten(0, 1).max(0)  # for each key, over all heads
    ranked = cast(list[int], largest.argsort(descending=True, stable=True)[:count].tolist())
    found = dict.fromkeys(view.cells[int(heads[key])] for key in ranked if largest[key].isfinite())
    return tuple(found) or view.cells[:1]


def _reduced(
    values: Float[Tensor, "layer head query key"], together: Together
) -> Float[Tensor, "layer_or_one head_or_one query key"]:
    match together:
        case "single":
            return values
        case "mean_heads":
            return values.mean(1, keepdim=True)
        case "max_heads":
            return values.amax(1, keepdim=True)
        case "mean_layers":
            return values.mean(0, keepdim=True)
        case "max_layers":
            return values.amax(0, keepdim=True)


def _axis(tokens: Tokens, by_word: bool) -> Axis:
    if by_word:
        special_words = frozenset(tokens.word_of[position] for position in tokens.specials)
        return Axis(tokens.words, tuple(range(len(tokens.words))), special_words)
    return Axis(tokens.labels, tokens.word_of, tokens.specials)


def _ordinary(axis: Axis) -> list[int]:
    return [place for place in range(len(axis)) if place not in axis.specials]


def _at(axis: Axis, places: list[int]) -> Axis:
    return Axis(tuple(axis.labels[place] for place in places), tuple(axis.words[place] for place in places))
