"""One number in each cell of a small matrix: heads by layers, words by layers."""

from collections.abc import Sequence
from typing import Any

import numpy as np
import plotly.graph_objects as go
from numpy.typing import NDArray

from viz.figure import colour_stops, unchecked
from viz.hatching import hatching
from viz.labels import columns, isolated, short_number, word_ticks
from viz.theme import TYPE, Theme, layout

_ROW = 26  # pixels
_BELOW = 48  # pixels for the colour bar
_SHORT, _ABOVE_SHORT, _ABOVE = 3, 26, 92  # pixels above for names of so many letters, for longer ones
_EDGE = 0.6  # half a cell and some room for a frame
_BESIDE = 36  # pixels on the right for the end of a slanted name
_WIDTH = 480  # pixels that long names share
_NEARLY_ZERO = 0.005  # below this no number stands in the cell, so that the eye finds the rest
_MOST_NUMBERS = 17  # with more columns than this, numbers in the cells would overlap


def number_grid(
    values: NDArray[np.floating[Any]],
    rows: Sequence[str],
    names: Sequence[str],
    *,
    highest: float,
    unit: str,
    theme: Theme,
    lowest: float = 0.0,
    chosen: tuple[int, int] | None = None,
) -> go.Figure:
    """`values` up to `highest` of that unit, with a name for each row and column; the cell `chosen` is framed.

    `lowest` is 0, or −`highest` for a scale with 0 in its middle. Cells with NaN are hatched. A click on another cell
    gives its [row, column].
    """
    n_rows, n_columns = values.shape
    slanted = max(map(columns, names)) > _SHORT
    above = _ABOVE if slanted else _ABOVE_SHORT
    cells: dict[str, Any] = {
        "type": "heatmap",
        "z": values.round(4),
        "zmin": lowest,
        "zmax": highest,
        "colorscale": colour_stops(theme.diverging if lowest else theme.sequential),
        "xgap": 1,
        "ygap": 1,
        "hoverinfo": "skip",
        "colorbar": {
            "orientation": "h",
            "y": 0,
            "yanchor": "top",
            "len": 0.9 if not slanted else 0.6,
            "outlinewidth": 0,
            "thickness": 8,
            "nticks": 5,
            "title": {"text": unit, "side": "bottom", "font": {"size": TYPE.small}},
        },
    }
    if n_columns <= _MOST_NUMBERS:
        numbers = [[short_number(value, least=_NEARLY_ZERO) for value in line] for line in values.tolist()]
        cells |= {"text": numbers, "texttemplate": "%{text}", "textfont": {"size": TYPE.small}}
    places = [
        (row, column) for row in range(n_rows) for column in range(n_columns) if not np.isnan(values[row, column])
    ]
    clicks = {  # heatmaps do not report clicks
        "type": "scatter",
        "mode": "markers",
        "x": [column for _, column in places],
        "y": [row for row, _ in places],
        "customdata": [list(place) for place in places],
        "text": [f"{rows[row]} · {isolated(names[column])}: {values[row, column]:.3f}" for row, column in places],
        "hovertemplate": "%{text}<extra></extra>",
        "marker": {"symbol": "square", "size": 24, "opacity": 0},
        "selected": {"marker": {"opacity": 0}},
        "unselected": {"marker": {"opacity": 0}},
    }
    axis = {"showgrid": False, "zeroline": False, "fixedrange": True, "ticks": ""}
    ticks = word_ticks(names, _WIDTH) if slanted else {"tickvals": list(range(n_columns)), "ticktext": list(names)}
    return unchecked(
        [cells, hatching(np.isnan(values), theme), clicks],
        layout(theme)
        | {
            "height": _ROW * n_rows + above + _BELOW,
            "margin": {"t": above, "b": 40, "l": 8, "r": _BESIDE if slanted else 8},
            "dragmode": False,
            "showlegend": False,
            "plot_bgcolor": theme.grid,  # between the cells
            "clickmode": "event+select",
            "shapes": [] if chosen is None else _frame(*chosen, theme),
            "xaxis": axis
            | ticks
            | {"range": [-_EDGE, n_columns - 1 + _EDGE], "tickangle": -45 if slanted else 0, "side": "top"},
            "yaxis": axis
            | {"tickvals": list(range(n_rows)), "ticktext": list(rows), "range": [n_rows - 1 + _EDGE, -_EDGE]},
        },
    )


def _frame(row: int, column: int, theme: Theme) -> list[dict[str, Any]]:
    """A dark line and a light one: one of them stands out from the cell, whatever its colour."""
    box = {"type": "rect", "x0": column - 0.5, "x1": column + 0.5, "y0": row - 0.5, "y1": row + 0.5}
    return [box | {"line": {"color": theme.text, "width": 5}}, box | {"line": {"color": theme.background, "width": 2}}]
