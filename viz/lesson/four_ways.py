"""Untrained stacks with residual connections and norms, with one of them, or with neither, as a table."""

from collections.abc import Mapping

import pandas as pd

from model.lessons.add_and_norm import Untrained
from viz.text import Text

_PLAIN = 4  # powers of ten from 1 within which a number is written out


def four_ways_table(ways: Mapping[tuple[bool, bool], Untrained], text: Text) -> pd.DataFrame:
    """`ways` by (residual, norm): gradients at the first and the last layer, and how far apart the tokens stay."""
    rows = {
        text("lesson_add_and_norm.way", residual=_mark(residual), norm=_mark(norm)): [
            scientific(float(one.gradients[0])),
            scientific(float(one.gradients[-1])),
            scientific(one.apart),
        ]
        for (residual, norm), one in ways.items()
    }
    columns = [text(f"lesson_add_and_norm.column_{name}") for name in ("first", "last", "apart")]
    return pd.DataFrame.from_dict(rows, orient="index", columns=columns)


def scientific(value: float) -> str:
    """A number that may be very large or small, with two digits, as Markdown: 0.043, 140, $5.4 \\times 10^{13}$."""
    digits, _, exponent = f"{value:.1e}".partition("e")
    if abs(int(exponent)) < _PLAIN:
        return f"{float(f'{value:.2g}'):g}"
    return rf"${digits} \times 10^{{{int(exponent)}}}$"


def _mark(has: bool) -> str:
    return "✓" if has else "–"
