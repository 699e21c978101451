"""The numbers behind the figures of attention."""

from collections.abc import Sequence
from typing import Any

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from model.attention_view import AttentionView, Cell
from viz.attention_style import cell_name

COLUMNS = ("head", "query_position", "query", "key_position", "key", "value", "masked")


def attention_table(view: AttentionView, chosen: Sequence[Cell], *, focus: int | None = None) -> pd.DataFrame:
    """One row for each chosen head, query and key, in this order; with `focus`, only that word's queries.

    Positions count what is shown from 1. A masked weight is 0, and the column `masked` says why.
    """
    queries = view.queries.of_word(focus) or tuple(range(len(view.queries)))
    head, query, key = (
        places.ravel()
        for places in np.meshgrid(np.arange(len(chosen)), queries, np.arange(len(view.keys)), indexing="ij")
    )
    return _rows(view, chosen, head, query, key)


def strongest_pairs(
    view: AttentionView, cell: Cell, count: int, *, queries: Sequence[int] = (), keys: Sequence[int] = ()
) -> pd.DataFrame:
    """The `count` values of a head that are farthest from 0 and not masked: who looks at whom, and how much.

    Only from `queries` and to `keys`, where some are given.
    """
    layer, head = cell
    values: NDArray[np.float32] = view.values[layer, head].nan_to_num().numpy()
    left_out = view.masked[layer].numpy().copy()
    for axis, places in ((0, queries), (1, keys)):
        if places:
            left_out |= np.expand_dims(~np.isin(np.arange((len(view.queries), len(view.keys))[axis]), places), 1 - axis)
    sizes = np.where(left_out, -1.0, np.abs(values)).ravel()
    largest = np.argsort(-sizes, kind="stable")[: min(count, int((sizes >= 0).sum()))]
    query, key = np.divmod(largest, values.shape[1])
    return _rows(view, [cell], np.zeros_like(query), query, key).drop(columns=["head", "masked"])


def _rows(
    view: AttentionView,
    chosen: Sequence[Cell],
    head: NDArray[Any],
    query: NDArray[Any],
    key: NDArray[Any],
) -> pd.DataFrame:
    """One row for each place: an index into `chosen`, a query and a key."""
    layers = np.array([layer for layer, _ in chosen])[head]
    heads = np.array([index for _, index in chosen])[head]
    return pd.DataFrame(
        {
            "head": np.array([cell_name(view, cell) for cell in chosen])[head],
            "query_position": query + 1,
            "query": np.array(view.queries.labels)[query],
            "key_position": key + 1,
            "key": np.array(view.keys.labels)[key],
            "value": view.values.numpy()[layers, heads, query, key].round(6),
            "masked": view.masked.numpy()[layers, query, key],
        },
        columns=list(COLUMNS),
    )
