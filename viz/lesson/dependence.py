"""What the numbers of a word depend on after each kind of norm, as a table."""

from collections.abc import Mapping

import pandas as pd

from model.lessons.add_and_norm import Dependence, NormOver
from viz.text import Text


def dependence_table(found: Mapping[NormOver, Dependence], text: Text) -> pd.DataFrame:
    """One row per norm: by how much the first word changes, in percent of its length."""
    rows = {
        text(f"lesson_add_and_norm.norm_{over}"): [f"{100 * one.neighbour:.1f}%", f"{100 * one.longer:.1f}%"]
        for over, one in found.items()
    }
    columns = [text("lesson_add_and_norm.column_neighbour"), text("lesson_add_and_norm.column_longer")]
    return pd.DataFrame.from_dict(rows, orient="index", columns=columns)
