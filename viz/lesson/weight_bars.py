"""A few weights that add up to 1, as bars with their numbers."""

from collections.abc import Sequence

import plotly.graph_objects as go

from viz.figure import unchecked
from viz.labels import plain
from viz.theme import TYPE, Theme, layout

_ROW = 30  # pixels
_AXIS = 44


def weight_bars(names: Sequence[str], weights: Sequence[float], *, unit: str, theme: Theme) -> go.Figure:
    """A bar from 0 to 1 of that unit for each name."""
    places = list(range(len(names)))
    bars = {
        "type": "bar",
        "orientation": "h",
        "y": places,
        "x": list(weights),
        "text": [f"{weight:.2f}" for weight in weights],
        "textposition": "outside",
        "textfont": {"size": TYPE.label},
        "cliponaxis": False,
        "marker": {"color": theme.accent},
        "hoverinfo": "skip",
    }
    return unchecked(
        [bars],
        layout(theme)
        | {
            "height": _ROW * len(names) + _AXIS,
            "margin": {"t": 4, "b": 8, "l": 8, "r": 8},
            "dragmode": False,
            "xaxis": {
                "range": [0, 1.08],
                "title": {"text": unit},
                "fixedrange": True,
                "tickvals": [0, 0.25, 0.5, 0.75, 1],
            },
            "yaxis": {
                "tickvals": places,
                "ticktext": [plain(name) for name in names],
                "range": [len(names) - 0.5, -0.5],
                "fixedrange": True,
                "showgrid": False,
                "ticks": "",
            },
        },
    )
