"""Heads switched off, and weights set by hand."""

from collections.abc import Collection, Mapping, Sequence
from typing import Literal

import torch
from jaxtyping import Bool, Float
from torch import Tensor

from model.interventions.place import InterventionError, Place, QueryWindow, indices, place_of
from model.tap import Tap
from model.translator import Translator

MeanOutputs = Mapping[Place, Float[Tensor, "head d_head"]]


def heads_off(
    place: Place,
    heads: Collection[int],
    how: Literal["zero", "uniform", "mean"] = "zero",
    means: MeanOutputs | None = None,
) -> Tap:
    """The tap that makes heads (from 0) say nothing of the sentence.

    "zero": they write nothing. "mean": they write what they write on average, which `means` has from
    `mean_head_outputs`; unlike nothing, that is something the layers after them have met. "uniform": they look at
    everything they may see alike. Raises InterventionError "no_such_position" during the pass.
    """
    if how == "mean" and (means is None or place not in means):
        raise InterventionError("no_such_position", f"There is no mean output for {place}.", position=place.layer)
    allowed: list[Bool[Tensor, "#batch #head #query key"]] = []

    def off(site: str, tensor: Tensor) -> Tensor:
        here, name = place_of(site)
        if here != place:
            return tensor
        if how == "uniform":
            if name == "mask":
                allowed[:] = [tensor]
            if name != "weights":
                return tensor
            seen = allowed[0].expand_as(tensor).to(tensor.dtype)
            return _with(tensor, heads, seen / seen.sum(-1, keepdim=True))
        if name != "head_outputs":
            return tensor
        if how == "mean" and means is not None:
            return _with(tensor, heads, means[place][None, :, None].expand_as(tensor))
        return _with(tensor, heads, torch.zeros_like(tensor))

    return off


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
    allowed: list[Bool[Tensor, "#batch #head #query key"]] = []

    def edit(site: str, tensor: Tensor) -> Tensor:
        here, name = place_of(site)
        if here is not None and name == "scores":
            window.see(here, tensor)
        if here != place or name not in ("mask", "weights"):
            return tensor
        if name == "mask":
            allowed[:] = [tensor]
            return tensor
        _, n_heads, n_queries, n_keys = tensor.shape
        (chosen,) = indices([head], n_heads)
        rows = window.indices([query], n_queries, place.kind)
        columns = indices([key], n_keys, grows=place.kind == "decoder")
        if not rows:
            return tensor  # a step of the decoder that does not compute this row
        seen = allowed[0].expand_as(tensor)[:, chosen, rows[0]]
        if not columns or not bool(seen[:, columns[0]].all()):
            raise InterventionError("not_seen", f"Token {query} may not look at token {key}.", query=query, key=key)
        changed = tensor.clone()
        changed[:, chosen, rows[0]] = _row_with(changed[:, chosen, rows[0]], seen, columns[0], weight)
        return changed

    return edit


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


def mean_head_outputs(translator: Translator, sentences: Sequence[str]) -> MeanOutputs:
    """What each head writes on average over the tokens of these sentences and their greedy translations."""
    sums: dict[Place, Tensor] = {}
    counts: dict[Place, int] = {}

    def watch(site: str, tensor: Tensor) -> Tensor:
        place, name = place_of(site)
        if place is not None and name == "head_outputs":
            sums[place] = sums.get(place, 0) + tensor[0].sum(1)
            counts[place] = counts.get(place, 0) + tensor.shape[2]
        return tensor

    for sentence, translation in zip(sentences, translator.translate_batch(sentences), strict=True):
        translator.trace(sentence, translation, tap=watch)
    return {place: total / counts[place] for place, total in sums.items()}
