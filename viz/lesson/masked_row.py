"""One row of masked attention, number by number."""

from collections.abc import Sequence
from typing import cast

import pandas as pd
from jaxtyping import Float
from torch import Tensor

from model.lessons.masks import MaskedRow
from viz.labels import number_text
from viz.text import Text, markdown_escape


def masked_row_table(row: MaskedRow, words: Sequence[str], text: Text) -> pd.DataFrame:
    """Scores, their exponentials with the sum, and the weights: one column per key. Cells are Markdown.

    No two of the `words` are the same.
    """
    names = [markdown_escape(word) for word in words]
    scores, exponentials, weights = map(_numbers, (row.scores, row.exponentials, row.weights))
    return pd.DataFrame(
        [[*scores, ""], [*exponentials, f"{row.total:.2f}"], [*weights, f"{float(row.weights.sum()):.2f}"]],
        index=[
            text("lesson_masks.row_scores"),
            text("lesson_masks.row_exponentials"),
            text("lesson_masks.row_weights"),
        ],
        columns=[*names, text("lesson_masks.row_sum")],
    )


def _numbers(values: Float[Tensor, " key"]) -> list[str]:
    return [_number(value) for value in cast(list[float], values.tolist())]


def _number(value: float) -> str:
    if value == -float("inf"):
        return "−∞"
    return number_text(value, ".2f") if value else "0"
