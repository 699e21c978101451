"""Tables of the lesson on cross attention: what is computed how often, one row by hand, two matrices as numbers."""

from collections.abc import Mapping, Sequence

import pandas as pd
from jaxtyping import Float
from torch import Tensor

from model.lessons.cross_attention import Row
from model.trace import Trace
from viz.text import Text

_SITES = {
    "encoder_output": "encoder.final",
    "cross_keys": "decoder.{layer}.cross_attention.keys",
    "cross_values": "decoder.{layer}.cross_attention.values",
    "decoder_state": "decoder.{layer}.cross_attention.residual_before",
    "cross_queries": "decoder.{layer}.cross_attention.queries",
    "cross_weights": "decoder.{layer}.cross_attention.weights",
}
"""What the table names, by its site (`model/tap.py`), in the order of computation."""


def shapes_table(trace: Trace, times: Mapping[str, int], layer: int, text: Text) -> pd.DataFrame:
    """One row for each tensor: what it is, its shape once all is written (in one head), how often it was computed."""
    sites = {name: site.format(layer=layer) for name, site in _SITES.items()}
    shapes = [trace.tensors[site].shape[-2:] for site in sites.values()]
    return pd.DataFrame(
        {
            text("lesson_cross_attention.column_what"): [text(f"lesson_cross_attention.site_{name}") for name in sites],
            text("lesson_cross_attention.column_shape"): [f"{rows} × {columns}" for rows, columns in shapes],
            text("lesson_cross_attention.column_times"): [
                text("lesson_cross_attention.times", n=times[site]) for site in sites.values()
            ],
        }
    ).set_index(text("lesson_cross_attention.column_what"))


def row_table(row: Row, source: Sequence[str], text: Text) -> pd.DataFrame:
    """One row for each source piece, from q·k to the weight."""
    columns = {"product": row.products, "score": row.scores, "exponential": row.exponentials, "weight": row.weights}
    names = {name: text(f"lesson_cross_attention.column_{name}", d_k=len(row.query)) for name in columns}
    numbers: dict[str, list[float]] = {names[name]: values.tolist() for name, values in columns.items()}
    return pd.DataFrame({text("lesson_cross_attention.column_source"): source, **numbers}).round(3)


def products_table(row: Row, key: int, text: Text) -> pd.DataFrame:
    """The numbers of the query and of one key, multiplied one by one."""
    both = {"query": row.query, "key": row.keys[key], "both": row.query * row.keys[key]}
    return pd.DataFrame(
        {text(f"lesson_cross_attention.column_{name}"): values.tolist() for name, values in both.items()}
    ).round(3)


def matrix_table(
    looks: Float[Tensor, "written word"],
    needs: Float[Tensor, "written word"],
    written: Sequence[str],
    words: Sequence[str],
    text: Text,
) -> pd.DataFrame:
    """One row for each pair of a written piece and a source word: the weight, and what hiding the word costs (nats)."""
    pairs = [(row, column) for row in range(len(written)) for column in range(len(words))]
    return pd.DataFrame(
        {
            text("lesson_cross_attention.column_written"): [written[row] for row, _ in pairs],
            text("lesson_cross_attention.word"): [words[column] for _, column in pairs],
            text("lesson_cross_attention.looks_unit"): looks.flatten().tolist(),
            text("lesson_cross_attention.needs_unit"): needs.flatten().tolist(),
        }
    ).round(4)
