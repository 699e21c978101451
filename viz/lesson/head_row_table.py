"""One row of a head as a table: from q · k to the weight, and the query and keys that it comes from."""

from collections.abc import Sequence

import pandas as pd

from model.lessons.head_row import HeadRow
from viz.text import Text


def row_table(row: HeadRow, names: Sequence[str], places: Sequence[int], text: Text) -> pd.DataFrame:
    """Each of the keys at `places` with its product, score, power of e, weight, and the weight of the trace."""
    columns = {
        text("lesson_self_attention.word"): [names[place] for place in places],
        "q · k": row.products,
        f"÷ {row.root:.2f}": row.scores,
        text("lesson_self_attention.power"): row.powers,
        text("lesson_self_attention.share_of", total=row.total): row.weights,
        text("lesson_self_attention.stored"): row.stored,
    }
    return pd.DataFrame(
        {
            name: values if isinstance(values, list) else [f"{float(values[place]):.3f}" for place in places]
            for name, values in columns.items()
        }
    )


def numbers_table(row: HeadRow, names: Sequence[str], text: Text) -> pd.DataFrame:
    """The numbers of the query and of every key: one column each."""
    columns = {text("lesson_self_attention.query"): row.query} | {
        f"{place}  {name}": key for place, (name, key) in enumerate(zip(names, row.keys, strict=True), start=1)
    }
    return pd.DataFrame({name: numbers.numpy().round(4) for name, numbers in columns.items()})
