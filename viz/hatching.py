"""Cells of a matrix without a value: hatched, so that they look like no value."""

from typing import Any

import numpy as np
from numpy.typing import NDArray

from viz.theme import Theme


def hatching(empty: NDArray[np.bool_], theme: Theme) -> dict[str, Any]:
    """One rectangle for each run of `empty` cells in a row; cell [row, column] is the unit square around that point."""
    x: list[float | None] = []
    y: list[float | None] = []
    for row, cells in enumerate(empty.astype(np.int8)):
        borders = np.flatnonzero(np.diff(cells, prepend=0, append=0)) - 0.5
        for left, right in borders.reshape(-1, 2).tolist():
            x += [left, right, right, left, None]
            y += [row - 0.5, row - 0.5, row + 0.5, row + 0.5, None]
    pattern = {"shape": "/", "fgcolor": theme.masked, "bgcolor": theme.panel, "size": 6, "solidity": 0.4}
    filled = {"mode": "none", "fill": "toself", "fillpattern": pattern}
    return {"type": "scatter", "x": x, "y": y, **filled, "hoverinfo": "skip"}
