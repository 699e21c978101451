"""A few rows of attention with a number in every cell, and what the mask makes of the cells that it forbids."""

from collections.abc import Sequence
from typing import Any

import numpy as np
import plotly.graph_objects as go
from numpy.typing import NDArray

from viz.figure import colour_stops, unchecked
from viz.hatching import hatching
from viz.labels import plain, short_number, word_ticks
from viz.theme import TYPE, Theme, layout

_ROW = 26  # pixels
_ABOVE, _BELOW = 26, 76  # pixels for the title, for the words
_WIDTH = 200  # pixels that the words share
_MOST_NUMBERS = 12  # with more columns than this, numbers in the cells would overlap


def masked_grid(
    values: NDArray[np.floating[Any]],
    hidden: NDArray[np.bool_],
    words: Sequence[str],
    *,
    title: str,
    masked: str = "",
    row: int | None = None,
    theme: Theme,
) -> go.Figure:
    """Queries as rows, keys as columns; hatched where `hidden`, with the text `masked` there. The `row` is framed.

    Weights (nothing below 0) run from 0 to 1, scores symmetrically to the largest of them.
    """
    size = len(words)
    are_weights = float(values.min()) >= 0
    highest = 1.0 if are_weights else float(np.abs(values).max())
    cells: dict[str, Any] = {
        "type": "heatmap",
        "z": np.where(hidden, np.nan, values).round(4),
        "zmin": 0.0 if are_weights else -highest,
        "zmax": highest,
        "colorscale": colour_stops(theme.sequential if are_weights else theme.diverging),
        "showscale": False,
        "xgap": 1,
        "ygap": 1,
        "hovertemplate": "%{y} → %{x}<br>%{z:.3f}<extra></extra>",
        "hoverongaps": False,
    }
    if size <= _MOST_NUMBERS:
        cells |= {
            "text": [["" if hide else short_number(value) for value, hide in zip(*line, strict=True)]
                     for line in zip(values.tolist(), hidden.tolist(), strict=True)],
            "texttemplate": "%{text}",
            "textfont": {"size": TYPE.small},
        }  # fmt: skip
    said = [
        {"text": masked, "x": column, "y": line, "showarrow": False, "font": {"size": TYPE.small, "color": theme.muted}}
        for line, column in np.argwhere(hidden).tolist()
        if masked and size <= _MOST_NUMBERS
    ]
    heading = {
        "text": f"<b>{plain(title)}</b>",
        "x": 0,
        "xref": "paper",
        "xanchor": "left",
        "y": 1,
        "yref": "paper",
        "yanchor": "bottom",
        "showarrow": False,
        "font": {"size": TYPE.label, "color": theme.text},
    }
    frame = {"type": "rect", "x0": -0.5, "x1": size - 0.5, "line": {"color": theme.text, "width": 2}}
    axis = {"showgrid": False, "zeroline": False, "fixedrange": True, "ticks": ""}
    ticks = word_ticks(words, _WIDTH)
    return unchecked(
        [cells, hatching(hidden, theme)],
        layout(theme)
        | {
            "height": _ROW * size + _ABOVE + _BELOW,
            "margin": {"l": 8, "r": 8, "t": _ABOVE, "b": 8},
            "dragmode": False,
            "showlegend": False,
            "annotations": [heading, *said],
            "shapes": [] if row is None else [frame | {"y0": row - 0.5, "y1": row + 0.5}],
            "xaxis": axis | ticks | {"range": [-0.5, size - 0.5], "tickangle": -90},
            "yaxis": axis | ticks | {"range": [size - 0.5, -0.5]},
        },
    )
