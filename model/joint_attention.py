"""Source and target in one matrix, with the kinds of attention of an encoder-decoder in its corners."""

from dataclasses import replace
from itertools import chain

import torch
from jaxtyping import Bool, Float
from torch import Tensor

from model.attention_view import AttentionView, Axis, Specials, attention_view
from model.trace import AttentionKind, Trace

_CORNERS: tuple[AttentionKind, ...] = ("encoder", "decoder", "cross")


def can_be_joined(trace: Trace) -> bool:
    """Whether a trace has all three kinds of attention, with as many heads in each."""
    layers = [trace.attention(kind) for kind in _CORNERS]
    return all(layers) and len({one.weights.shape[0] for kind in layers for one in kind}) == 1


def joint_attention(trace: Trace, *, by_word: bool = True, specials: Specials = "show") -> AttentionView:
    """The weights of head h of layer l of all three kinds: the source words look at one another (upper left), the
    target words at one another (lower right) and at the source words (lower left).

    The source words look at no target word: masked, as is all of a layer that one of the stacks does not have. A row of
    the target sums to 2, because its two kinds of attention are two distributions. Raises TraceError where a kind is
    missing, ValueError where the stacks have different numbers of heads.
    """
    encoder, decoder, cross = (attention_view(trace, kind, by_word=by_word, specials=specials) for kind in _CORNERS)
    if len({view.values.shape[1] for view in (encoder, decoder, cross)}) > 1:
        raise ValueError("stacks with different numbers of heads have no matrix in common")
    n_source, n_target = len(encoder.queries), len(decoder.queries)
    layers = max(view.values.shape[0] for view in (encoder, decoder))
    size = (n_source + n_target, n_source + n_target)
    values = encoder.values.new_zeros(layers, encoder.values.shape[1], *size)
    allowed = torch.zeros(layers, *size, dtype=torch.bool)
    source, target = slice(n_source), slice(n_source, None)
    for view, rows, columns in ((encoder, source, source), (decoder, target, target), (cross, target, source)):
        _fill(values, allowed, view, rows, columns)
    axis = _one_after_the_other(encoder.queries, decoder.queries)
    return replace(encoder, kind="all", values=values, allowed=allowed, queries=axis, keys=axis, second_text=n_source)


def _fill(
    values: Float[Tensor, "layer head query key"],
    allowed: Bool[Tensor, "layer query key"],
    view: AttentionView,
    rows: slice,
    columns: slice,
) -> None:
    layers = view.values.shape[0]
    values[:layers, :, rows, columns] = view.values
    allowed[:layers, rows, columns] = view.allowed


def _one_after_the_other(source: Axis, target: Axis) -> Axis:
    """Both axes as one; the words between them have numbers that are not neighbours."""
    beyond = 2 + max(source.words, default=0)
    return Axis(
        (*source.labels, *target.labels),
        (*source.words, *(beyond + word for word in target.words)),
        frozenset(chain(source.specials, (len(source) + place for place in target.specials))),
    )
