"""Where the decoder looks when it writes each piece, beside what it needs: two matrices over the same words."""

from collections.abc import Sequence
from typing import Any

import numpy as np
import plotly.graph_objects as go
from jaxtyping import Float
from torch import Tensor

from viz.figure import colour_stops, unchecked
from viz.labels import isolated, word_ticks
from viz.text import Text
from viz.theme import TYPE, Theme, layout

_ROWS, _ROW = 250, (11, 18)  # pixels that the rows share; of a row where there are many and where there are few
_ABOVE, _BELOW = 84, 44  # pixels for the words of the source, for the colour bars
_APART = 0.04  # between the matrices, as a part of the figure
_WIDTH = 300  # pixels that the words of one matrix share


def looks_and_needs(
    looks: Float[Tensor, "written word"],
    needs: Float[Tensor, "written word"],
    written: Sequence[str],
    words: Sequence[str],
    text: Text,
    theme: Theme,
) -> go.Figure:
    """Left: attention weights, 0 to 1. Right: the log-probability lost when the word is hidden, in nats, from 0 up.

    In each row a ring marks the largest value. A gain is drawn as 0.
    """
    right = needs.clamp(min=0).numpy()
    highest = max(1.0, float(right.max()))
    return unchecked(
        [
            *_matrix(looks.numpy(), 1.0, "", text("lesson_cross_attention.looks_unit"), written, words, theme),
            *_matrix(right, highest, "2", text("lesson_cross_attention.needs_unit"), written, words, theme),
        ],
        layout(theme)
        | {
            "height": round(len(written) * min(max(_ROWS / len(written), _ROW[0]), _ROW[1])) + _ABOVE + _BELOW,
            "margin": {"t": _ABOVE, "b": _BELOW, "l": 8, "r": 24},
            "dragmode": False,
            "showlegend": False,
            "xaxis": _words(words, [0, 0.5 - _APART / 2]),
            "xaxis2": _words(words, [0.5 + _APART / 2, 1]) | {"anchor": "y2"},
            "yaxis": _rows(written),
            "yaxis2": _rows(written) | {"anchor": "x2", "showticklabels": False},
        },
    )


def _matrix(
    values: np.ndarray[Any, Any],
    highest: float,
    axis: str,
    unit: str,
    written: Sequence[str],
    words: Sequence[str],
    theme: Theme,
) -> list[dict[str, Any]]:
    where = {"xaxis": f"x{axis}", "yaxis": f"y{axis}"}
    cells = {
        "type": "heatmap",
        **where,
        "z": values.round(4),
        "zmin": 0,
        "zmax": round(highest, 2),
        "colorscale": colour_stops(theme.sequential),
        "xgap": 1,
        "ygap": 1,
        "customdata": [[[isolated(row), isolated(word)] for word in words] for row in written],
        "hovertemplate": f"%{{customdata[0]}} ← %{{customdata[1]}}: %{{z:.2f}}<extra>{unit}</extra>",
        "colorbar": {
            "orientation": "h",
            "x": 0.25 if not axis else 0.75,
            "len": 0.36,
            "y": 0,
            "yanchor": "top",
            "thickness": 8,
            "nticks": 5,
            "title": {"text": unit, "side": "bottom", "font": {"size": TYPE.small}},
        },
    }
    rings = {
        "type": "scatter",
        **where,
        "mode": "markers",
        "x": values.argmax(1).tolist(),
        "y": list(range(len(written))),
        "marker": {"symbol": "circle-open", "size": 9, "color": theme.accent, "line": {"width": 2}},
        "hoverinfo": "skip",
    }
    return [cells, rings]


def _words(words: Sequence[str], domain: list[float]) -> dict[str, Any]:
    shown = {"domain": domain, "side": "top", "tickangle": -45, "showgrid": False, "zeroline": False, "ticks": ""}
    return word_ticks(words, _WIDTH, 10) | shown | {"fixedrange": True, "range": [-0.5, len(words) - 0.5]}


def _rows(written: Sequence[str]) -> dict[str, Any]:
    shown = {"showgrid": False, "zeroline": False, "ticks": "", "fixedrange": True}
    return (
        word_ticks([shortened(piece, 12) for piece in written], _ROWS) | shown | {"range": [len(written) - 0.5, -0.5]}
    )
