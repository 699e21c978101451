"""The numbers of a comparison as tables. Layers, heads and places count from 1; what a side does not have is empty."""

from collections.abc import Sequence
from typing import Any, cast

import numpy as np
import pandas as pd
from torch import Tensor

from model.analysis.alignment import Alignment
from model.analysis.attention_difference import AttentionDifference
from model.analysis.output_difference import NextPiece, OutputDifference
from model.analysis.stream_difference import StreamDifference
from model.attention_view import Cell
from viz.labels import head_name
from viz.text import Text

Pair = tuple[Cell, Cell]
"""A head of the first side and the head of the second that it is compared with."""

_DIGITS = 5


def rows_table(difference: AttentionDifference, pairs: Sequence[Pair], text: Text) -> pd.DataFrame:
    """One row for each pair of heads and each asking word: how much of the attention has moved."""
    n_queries = len(difference.queries)
    outside = difference.outside(0), difference.outside(1)
    columns: dict[str, Any] = _head_columns(pairs, n_queries, text)
    columns |= _word_columns(difference.queries, text, times=len(pairs))
    columns[text("compare.column_moved")] = _joined([difference.moved(*pair) for pair in pairs])
    columns[text("compare.column_divergence")] = _joined([difference.divergence(*pair) for pair in pairs])
    for side in (0, 1):
        name = text("compare.column_outside", side=side + 1)
        columns[name] = _joined([outside[side][pair[side]] for pair in pairs])
    return pd.DataFrame(columns).round(_DIGITS)


def weights_table(difference: AttentionDifference, pairs: Sequence[Pair], text: Text) -> pd.DataFrame:
    """One row for each pair of heads, asking word and answering word: both weights, and second − first."""
    n_queries, n_keys = difference.comparable.shape
    first, second = (_joined([difference.values[side][pair[side]] for pair in pairs]) for side in (0, 1))
    query, key = (places.ravel() for places in np.indices((n_queries, n_keys)))
    queries, keys = np.array(difference.queries.labels), np.array(difference.keys.labels)
    columns: dict[str, Any] = _head_columns(pairs, n_queries * n_keys, text)
    columns |= {
        text("compare.column_query_place"): np.tile(query + 1, len(pairs)),
        text("compare.column_query"): np.tile(queries[query], len(pairs)),
        text("compare.column_key_place"): np.tile(key + 1, len(pairs)),
        text("compare.column_key"): np.tile(keys[key], len(pairs)),
        text("compare.column_weight", side=1): first,
        text("compare.column_weight", side=2): second,
        text("compare.column_difference"): second - first,
        text("compare.column_comparable"): np.tile(difference.comparable.numpy().ravel(), len(pairs)),
    }
    return pd.DataFrame(columns).round(_DIGITS)


def stream_table(difference: StreamDifference, text: Text) -> pd.DataFrame:
    """One row for each depth and word; depth 0 is the input of the first layer."""
    depths, n_words = difference.cosine.shape
    return pd.DataFrame(
        {text("compare.column_depth"): np.repeat(np.arange(depths), n_words)}
        | _word_columns(difference.words, text, times=depths)
        | {
            text("compare.distance_cosine"): difference.cosine.numpy().ravel(),
            text("compare.distance_length"): difference.length.numpy().ravel(),
        }
    ).round(_DIGITS)


def output_table(difference: OutputDifference, text: Text) -> pd.DataFrame:
    """One row for each written word: how far apart the expectations lie, and the most probable piece of each side."""
    best = [_best_of_each(difference.next_pieces(place, 1)) for place in range(len(difference.words))]
    columns = _word_columns(difference.words, text, times=1) | {
        text("compare.column_variation"): difference.total_variation.numpy(),
        text("compare.column_kullback_leibler"): difference.kullback_leibler.numpy(),
    }
    for side in (0, 1):
        columns |= {
            text("compare.column_expected", side=side + 1): [one[side][0] for one in best],
            text("compare.column_probability", side=side + 1): [one[side][1] for one in best],
        }
    return pd.DataFrame(columns).round(_DIGITS)


def _best_of_each(pieces: Sequence[NextPiece]) -> list[tuple[str, float | None]]:
    """For each side its most probable piece with its probability."""
    found: list[tuple[str, float | None]] = []
    for side in (0, 1):
        known = [piece for piece in pieces if piece.probabilities[side] is not None]
        best = max(known, key=lambda piece: cast(float, piece.probabilities[side]), default=None)
        found.append((best.label, best.probabilities[side]) if best else ("", None))
    return found


def _head_columns(pairs: Sequence[Pair], times: int, text: Text) -> dict[str, Any]:
    names = [[head_name(*pair[side]) for pair in pairs] for side in (0, 1)]
    if names[0] == names[1]:
        return {text("compare.column_head"): np.repeat(names[0], times)}
    return {text("compare.column_head_of", side=side + 1): np.repeat(names[side], times) for side in (0, 1)}


def _word_columns(words: Alignment, text: Text, *, times: int) -> dict[str, Any]:
    places = range(len(words))
    return {
        text("compare.column_place"): np.tile([place + 1 for place in places], times),
        text("compare.column_word", side=1): np.tile([words.word(place, 0) or "" for place in places], times),
        text("compare.column_word", side=2): np.tile([words.word(place, 1) or "" for place in places], times),
        text("compare.column_change"): np.tile([text(f"compare.change_{words.change(p)}") for p in places], times),
    }


def _joined(parts: Sequence[Tensor]) -> Any:
    return np.concatenate([part.numpy().ravel() for part in parts])
