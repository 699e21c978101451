"""How sharp each head's attention is, how far it looks, and where most of it goes: numbers to sort heads by."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Literal, get_args

import torch
from jaxtyping import Bool, Float
from torch import Tensor

from model.attention_view import AttentionView, Axis, Cell

Goal = Literal["itself", "previous", "next", "specials", "punctuation", "words"]
"""Where attention goes: to the word that asks, the one before or after it, special tokens, punctuation, other words."""


@dataclass(frozen=True, eq=False)
class HeadMeasures:
    """What each head does in one text, over the rows of its ordinary words.

    `entropy`: the mean of −Σ p ln p over a row, as a share of the largest possible, ln of how many keys the row may
    see: 0 where all goes to one key, 1 where it is spread evenly. `distance`: the mean of Σ p |query − key|, in tokens
    or words as the view shows them; between two texts, from the key as far along its text as the query in its own.
    `shares`: for each goal the mean weight that goes there; they sum to 1 (to 0 where a row has no weights left).
    """

    entropy: Float[Tensor, "layer head"]
    distance: Float[Tensor, "layer head"]
    shares: Mapping[Goal, Float[Tensor, "layer head"]]

    def main_goal(self, cell: Cell) -> tuple[Goal, float]:
        """Where most of a head's attention goes, and how much."""
        goal = max(self.shares, key=lambda one: float(self.shares[one][cell]))
        return goal, float(self.shares[goal][cell])


def head_measures(view: AttentionView) -> HeadMeasures:
    """The measures of all heads of a view. Raises ValueError where it does not hold weights."""
    if view.quantity != "weights":
        raise ValueError("only of weights it can be said where they go")
    queries = [place for place in range(len(view.queries)) if place not in view.queries.specials]
    goals = _goals(view, queries)
    read = torch.stack([_apart(view, queries), *(goals[goal].float() for goal in get_args(Goal))])
    entropy, sums = list[Tensor](), list[Tensor]()
    for weights, allowed in zip(view.values, view.allowed, strict=True):  # by layer: what fits a cache is read once
        rows = weights[:, queries]
        rows = rows / rows.sum(-1, keepdim=True).clamp(min=torch.finfo(rows.dtype).tiny)
        choices = allowed[queries].sum(-1).clamp(min=2).log()
        n_rows = max(1, len(queries))
        information = -torch.xlogy(rows, rows).sum(-1)
        entropy.append((information / choices).sum(-1) / n_rows)
        sums.append(rows.flatten(1) @ read.flatten(1).T / n_rows)
    distance, *shares = torch.stack(sums).unbind(-1)
    return HeadMeasures(torch.stack(entropy), distance, dict(zip(get_args(Goal), shares, strict=True)))


def head_changes(view: AttentionView) -> Float[Tensor, "layer head"]:
    """Of a view of differences, the mean over its rows of half of Σ |difference|: 0 to 1, the weight that has moved.

    Of rows of which only parts can be compared, those parts count. Raises ValueError for a view of anything else.
    """
    if view.quantity != "difference":
        raise ValueError("only of differences it can be said how much has changed")
    seen = view.values.masked_fill(view.masked[:, None], 0.0)
    rows = view.allowed.any(-1).sum(-1).clamp(min=1)
    return seen.abs().sum((-1, -2)) / 2 / rows[:, None]


def most_changed(view: AttentionView) -> Cell:
    """The head with the largest of `head_changes`, the first of equal ones."""
    changes = head_changes(view)
    layer, head = divmod(int(changes.argmax()), changes.shape[1])
    return layer, head


def _apart(view: AttentionView, queries: list[int]) -> Float[Tensor, "query key"]:
    keys = torch.arange(len(view.keys), dtype=torch.float32)
    stretched = (len(view.keys) - 1) / max(1, len(view.queries) - 1) if view.kind == "cross" else 1.0
    return (torch.tensor(queries)[:, None] * stretched - keys).abs()


def _goals(view: AttentionView, queries: list[int]) -> Mapping[Goal, Bool[Tensor, "query key"]]:
    """For each goal the cells that belong to it; every cell belongs to one."""
    shape = (len(queries), len(view.keys))
    ahead = _words(view.keys)[None] - _words(view.queries)[queries][:, None]
    within = torch.zeros(shape, dtype=torch.bool) if view.kind == "cross" else torch.ones(shape, dtype=torch.bool)
    specials = torch.tensor([place in view.keys.specials for place in range(len(view.keys))], dtype=torch.bool)
    marks = torch.tensor([not any(map(str.isalnum, label)) for label in view.keys.labels], dtype=torch.bool)
    found: dict[Goal, Bool[Tensor, "query key"]] = {"specials": specials.expand(shape)}
    steps: dict[Goal, int] = {"itself": 0, "previous": -1, "next": 1}
    for goal, step in steps.items():
        found[goal] = within & (ahead == step) & ~specials
    near = found["itself"] | found["previous"] | found["next"]
    found["punctuation"] = marks.expand(shape) & ~specials & ~near
    found["words"] = ~(near | found["specials"] | found["punctuation"])
    return found


def _words(axis: Axis) -> Tensor:
    return torch.tensor(axis.words)
