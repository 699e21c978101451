"""What is written against what is read: one value for each pair, the largest of each row ringed."""

from collections.abc import Sequence
from typing import Any

import plotly.graph_objects as go
from jaxtyping import Float
from torch import Tensor

from viz.figure import colour_stops, unchecked
from viz.labels import isolated, word_ticks
from viz.theme import TYPE, Theme, layout

_ROWS, _ROW = 220, (11, 18)  # pixels that the rows share; of a row where there are many and where there are few
_ABOVE, _BELOW = 84, 44  # pixels for the words that are read, for the colour bar
_WIDTH = 300  # pixels that they share


def word_matrix(
    values: Float[Tensor, "written word"],
    highest: float,
    unit: str,
    written: Sequence[str],
    words: Sequence[str],
    theme: Theme,
) -> go.Figure:
    """`values` from 0 to `highest`, of that unit; what lies below 0 looks like 0. Rows are what is written."""
    cells = {
        "type": "heatmap",
        "z": values.numpy().round(4),
        "zmin": 0,
        "zmax": highest,
        "colorscale": colour_stops(theme.sequential),
        "xgap": 1,
        "ygap": 1,
        "customdata": [[[isolated(row), isolated(word)] for word in words] for row in written],
        "hovertemplate": f"%{{customdata[0]}} ← %{{customdata[1]}}: %{{z:.2f}}<extra>{unit}</extra>",
        "colorbar": {
            "orientation": "h",
            "len": 0.72,
            "y": 0,
            "yanchor": "top",
            "thickness": 8,
            "nticks": 5,
            "title": {"text": unit, "side": "bottom", "font": {"size": TYPE.small}},
        },
    }
    axis = {"showgrid": False, "zeroline": False, "ticks": "", "fixedrange": True}
    return unchecked(
        [cells, _rings(values, theme.background, 5), _rings(values, theme.text, 2)],
        layout(theme)
        | {
            "height": round(len(written) * min(max(_ROWS / len(written), _ROW[0]), _ROW[1])) + _ABOVE + _BELOW,
            "margin": {"t": _ABOVE, "b": _BELOW, "l": 8, "r": 24},
            "dragmode": False,
            "showlegend": False,
            "xaxis": word_ticks(words, _WIDTH, 10)
            | axis
            | {"side": "top", "tickangle": -45, "range": [-0.5, len(words) - 0.5]},
            "yaxis": word_ticks(written, _ROWS, 12) | axis | {"range": [len(written) - 0.5, -0.5]},
        },
    )


def _rings(values: Float[Tensor, "written word"], colour: str, width: int) -> dict[str, Any]:
    """A ring on the largest of each row; a light and a dark one together stand out from any cell."""
    return {
        "type": "scatter",
        "mode": "markers",
        "x": values.argmax(1).tolist(),
        "y": list(range(len(values))),
        "marker": {"symbol": "circle-open", "size": 9, "color": colour, "line": {"width": width}},
        "hoverinfo": "skip",
    }
