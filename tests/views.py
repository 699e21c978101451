"""Attention views made of given weights."""

import torch

from model.attention_view import AttentionView, Axis


def view_of(
    values: torch.Tensor, allowed: torch.Tensor, queries: tuple[str, ...], keys: tuple[str, ...]
) -> AttentionView:
    """Weights [layer head query key] between words; True in `allowed` [layer query key] where a query may look."""
    return AttentionView(
        kind="encoder",
        quantity="weights",
        together="single",
        by_word=True,
        specials="show",
        values=values,
        allowed=allowed,
        queries=Axis(queries, tuple(range(len(queries)))),
        keys=Axis(keys, tuple(range(len(keys)))),
    )
