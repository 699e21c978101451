"""Heads switched off, and weights set by hand."""

from collections.abc import Callable, Collection, Mapping, Sequence
from typing import Literal

import torch
from jaxtyping import Bool, Float
from torch import Tensor

from model.interventions.place import InterventionError, Place, QueryWindow, indices, place_of
from model.layers import NOTHING_MASKED
from model.tap import Tap, compose

MeanOutputs = Mapping[Place, Float[Tensor, "head d_head"]]
"""What each head writes on average, by the place of its sublayer; see `means.py`."""
How = Literal["zero", "uniform", "mean"]


def heads_off(
    place: Place,
    heads: Collection[int],
    how: How = "zero",
    means: MeanOutputs | None = None,
) -> Tap:
    """The tap that makes heads (from 0) say nothing of the sentence.

    "zero": they write nothing. "mean": they write what they write on average, which `means` has from
    `mean_head_outputs`; unlike nothing, that is something the layers after them have met. "uniform": they look at
    everything they may see alike. Raises InterventionError "no_such_position" during the pass.
    """
    if how == "uniform":
        return _reweighted(place, lambda weights, seen: _with(weights, heads, _alike(seen)))
    written = _written(place, how, means)

    def off(site: str, tensor: Tensor) -> Tensor:
        if place_of(site) != (place, "head_outputs"):
            return tensor
        return _with(tensor, heads, written.to(tensor).expand_as(tensor))

    return off


def heads_off_by_row(
    off: Mapping[Place, Bool[Tensor, "batch head"]], how: How = "zero", means: MeanOutputs | None = None
) -> Tap:
    """The tap that switches heads off, in each row of the batch those that are True; `how` as in `heads_off`."""
    allowed = NOTHING_MASKED

    def silence(site: str, tensor: Tensor) -> Tensor:
        nonlocal allowed
        place, name = place_of(site)
        if place is None or place not in off:
            return tensor
        chosen = off[place][:, :, None, None]
        if name == "mask":
            allowed = tensor
        elif name == "weights" and how == "uniform":
            return torch.where(chosen, _alike(allowed.expand_as(tensor)), tensor)
        elif name == "head_outputs" and how != "uniform":
            return torch.where(chosen, _written(place, how, means).to(tensor), tensor)
        return tensor

    return silence


def rows_off(sets: Sequence[Collection[tuple[Place, int]]], n_heads: int) -> dict[Place, Bool[Tensor, "batch head"]]:
    """Which heads `heads_off_by_row` switches off, where those of row i of the batch are the i-th of these sets.

    So one pass over a sentence, repeated, tells what each set does. `n_heads`: of a layer of the model.
    """
    off: dict[Place, Tensor] = {}
    for row, heads in enumerate(sets):
        for place, head in heads:
            off.setdefault(place, torch.zeros(len(sets), n_heads, dtype=torch.bool))[row, head] = True
    return off


def _alike(seen: Bool[Tensor, "batch head query key"]) -> Float[Tensor, "batch head query key"]:
    """The weights of a head that looks at everything it may see alike."""
    return seen / seen.sum(-1, keepdim=True)


def _written(place: Place, how: How, means: MeanOutputs | None) -> Float[Tensor, "1 #head 1 #d_head"]:
    """What heads that are off write."""
    if how == "zero":
        return torch.zeros(1, 1, 1, 1)
    if means is None or place not in means:
        raise InterventionError("no_such_position", f"There is no mean output for {place}.", position=place.layer)
    return means[place][None, :, None]


def _reweighted(place: Place, change: Callable[[Tensor, Tensor], Tensor]) -> Tap:
    """The tap that changes the weights of a place, told which keys each query may see: both [batch head query key]."""
    allowed = NOTHING_MASKED

    def edit(site: str, tensor: Tensor) -> Tensor:
        nonlocal allowed
        found = place_of(site)
        if found == (place, "mask"):
            allowed = tensor
        return change(tensor, allowed.expand_as(tensor)) if found == (place, "weights") else tensor

    return edit


def _with(
    tensor: Float[Tensor, "batch head query feature"],
    heads: Collection[int],
    other: Float[Tensor, "batch head query feature"],
) -> Float[Tensor, "batch head query feature"]:
    """`tensor` with these heads of `other`."""
    chosen = indices(heads, tensor.shape[1])
    changed = tensor.clone()
    changed[:, chosen] = other[:, chosen]
    return changed


def set_weight(place: Place, head: int, query: int, key: int, weight: float) -> Tap:
    """The tap that sets one weight (0 to 1) in the row of a query; the other weights share the rest as they did before.

    Where they had nothing to share, they get alike. Positions count the tokens of the whole sentence from 0. Raises
    InterventionError during the pass: "no_such_position"; "not_seen" where the query may not look at the key, or has
    nothing else to look at.
    """
    window = QueryWindow()

    def edited(weights: Tensor, seen: Tensor) -> Tensor:
        _, n_heads, n_queries, n_keys = weights.shape
        (chosen,) = indices([head], n_heads)
        rows = list(window.rows([query], n_queries, place.stack).values())
        columns = indices([key], n_keys, grows=place.kind == "decoder")
        if not rows:
            return weights  # a step of the decoder that does not compute this row
        row = (slice(None), chosen, rows[0])
        if not columns or not bool(seen[row][:, columns[0]].all()):
            asking, answering = query + 1, key + 1
            message = f"Token {asking} may not look at token {answering}."
            raise InterventionError("not_seen", message, query=asking, key=answering)
        changed = weights.clone()
        changed[row] = _row_with(weights[row], seen[row], columns[0], weight)
        return changed

    return compose(window, _reweighted(place, edited))


def _row_with(
    row: Float[Tensor, "batch key"], seen: Bool[Tensor, "batch key"], key: int, weight: float
) -> Float[Tensor, "batch key"]:
    others, free = row.clone(), seen.to(row.dtype)
    others[:, key] = free[:, key] = 0
    total, n_free = others.sum(-1, keepdim=True), free.sum(-1, keepdim=True)
    if weight < 1 and not bool((n_free > 0).all()):
        raise InterventionError("nothing_to_see", "Each token must keep something to look at.")
    shares = torch.where(total > 0, others / total.clamp(min=1e-12), free / n_free.clamp(min=1))
    shares = (1 - weight) * shares
    shares[:, key] = weight
    return shares
