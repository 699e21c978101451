"""Orders of words as tables: what the model writes, and what one self-attention makes of three words."""

from collections.abc import Sequence
from typing import cast

import pandas as pd
from jaxtyping import Float
from torch import Tensor

from model.lessons.order_by_hand import Ordered
from model.lessons.word_order import Reading, Reordered
from viz.labels import number_text
from viz.text import Text, markdown_escape


def translations_table(found: Reordered, readings: Sequence[Reading], text: Text) -> pd.DataFrame:
    """Both orders and what becomes of them, a column for each reading: with positions, then without."""
    orders = [" ".join(found.words), found.reordered]
    columns = [text("lesson_positions.with"), text("lesson_positions.without")][: len(readings)]
    rows = [[markdown_escape(reading.translations[row]) for reading in readings] for row in range(2)]
    table = pd.DataFrame(rows, [markdown_escape(order) for order in orders], columns)
    table.index.name = text("lesson_positions.order")
    return table


def orders_table(first: Ordered, second: Ordered, text: Text) -> pd.DataFrame:
    """What goes in and what comes out for each word, in both orders; the words in those of the first."""
    places = [second.words.index(word) for word in first.words]
    columns = {
        (text("lesson_positions.in_order", words=" ".join(one.words)), text(f"lesson_positions.{side}")): [
            _vector(values[place]) for place in order
        ]
        for one, order in ((first, range(len(first.words))), (second, places))
        for side, values in (("in", one.inputs), ("out", one.outputs))
    }
    return pd.DataFrame({" · ".join(name): cells for name, cells in columns.items()}, list(first.words))


def plain_table(totals: Sequence[int], text: Text) -> pd.DataFrame:
    """The first positions as they are, and divided by each total."""
    positions = range(1, 4)
    shown = {"pos": [str(pos) for pos in positions]}
    for total in totals:
        shown[f"pos / {total}"] = [f"{pos / total:.3g}" for pos in positions]
    return pd.DataFrame(shown, [text("lesson_positions.position_n", n=pos) for pos in positions])


def numbers_table(table: Float[Tensor, "position d_model"], text: Text) -> pd.DataFrame:
    """PE number by number; the columns say of which function they are."""
    d_model = table.shape[1]
    rates = [10000.0 ** (-2 * (column // 2) / d_model) for column in range(d_model)]
    names = [f"{('sin', 'cos')[column % 2]}({rate:g} · pos)" for column, rate in enumerate(rates)]
    rows = [[number_text(number, ".4f") for number in row] for row in cast(list[list[float]], table.tolist())]
    return pd.DataFrame(rows, [text("lesson_positions.position_n", n=pos) for pos in range(len(rows))], names)


def _vector(numbers: Tensor) -> str:
    shown = ", ".join(number_text(number, ".2f") for number in cast(list[float], numbers.tolist()))
    return f"({shown})"
