"""The causal mask as the decoder meets it: each row sees itself and what is left of it."""

import math
from collections.abc import Sequence
from typing import Any

import numpy as np
import plotly.graph_objects as go

from viz.figure import colour_stops, unchecked
from viz.labels import word_label
from viz.text import Text
from viz.theme import TYPE, Theme, layout

_HEIGHT = 270  # pixels
_LABEL_ROOM = 190  # pixels of an axis in a narrow column, which the labels share
_MOST_GAPS = 40  # rows; with more, gaps between cells would drown the cells


def causal_mask(tokens: Sequence[str], step: int, *, text: Text, theme: Theme) -> go.Figure:
    """A square of the decoder's input, queries as rows and keys as columns; the row of `step`, from 1, stands out.

    What is hidden is hatched.
    """
    size, now = len(tokens), step - 1
    seen = np.where(np.tri(size, dtype=bool), np.float32(0), np.float32("nan"))
    seen[now, :step] = 1
    gap = 1 if size <= _MOST_GAPS else 0
    cells = {
        "type": "heatmap",
        "z": seen,
        "zmin": 0,
        "zmax": 1,
        "colorscale": colour_stops([theme.sequential[3], theme.accent]),
        "showscale": False,
        "xgap": gap,
        "ygap": gap,
        "hoverongaps": False,
        "hovertemplate": f"%{{y}} → %{{x}}<extra>{text('decoding.may_see')}</extra>",
    }
    labelled = _labelled(size, now)
    axis = {
        "tickvals": labelled,
        "labelalias": {str(row): _bold(word_label(token), row == now) for row, token in enumerate(tokens)},
        "tickfont": {"size": TYPE.small, "color": theme.text},
        "showgrid": False,
        "zeroline": False,
        "constrain": "domain",
        "fixedrange": True,
    }
    return unchecked(
        [_hidden(size, theme), cells],
        layout(theme)
        | {
            "dragmode": False,
            "height": _HEIGHT,
            "margin": {"t": 4, "b": 4, "l": 8, "r": 8},
            "showlegend": False,
            "xaxis": axis | {"range": [-0.5, size - 0.5], "tickangle": -90, "side": "top", "constraintoward": "left"},
            "yaxis": axis | {"range": [size - 0.5, -0.5], "scaleanchor": "x", "constraintoward": "top"},
        },
    )


def _hidden(size: int, theme: Theme) -> dict[str, Any]:
    """Everything right of the diagonal, as one staircase."""
    steps = [(column - 0.5, row - 0.5) for row in range(size) for column in (row, row + 1)]
    corners = [*steps, (size - 0.5, size - 0.5), (size - 0.5, -0.5)]
    return {
        "type": "scatter",
        "x": [x for x, _ in corners],
        "y": [y for _, y in corners],
        "mode": "none",
        "fill": "toself",
        "fillpattern": {
            "shape": "/",
            "fgcolor": theme.masked,
            "bgcolor": theme.panel,
            "size": 6,
            "solidity": 0.4,
        },
        "hoverinfo": "skip",
    }


def _labelled(size: int, now: int) -> list[int]:
    """Which rows carry a label: as many as fit, and always the one at work."""
    every = math.ceil(size * (TYPE.small + 3) / _LABEL_ROOM)
    return [row for row in range(size) if row == now or (row % every == 0 and abs(row - now) >= every)]


def _bold(label: str, bold: bool) -> str:
    return f"<b>{label}</b>" if bold else label
