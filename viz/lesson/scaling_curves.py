"""What dividing by √d_k does to scores and to their softmax, against d_k."""

import math
from collections.abc import Sequence
from typing import Any

import plotly.graph_objects as go

from model.lessons.scaling import Scaling
from viz.figure import unchecked
from viz.text import Text
from viz.theme import HEAD_COLOURS, Theme, layout


def scaling_curves(measured: Sequence[Scaling], keys: int, *, text: Text, theme: Theme) -> go.Figure:
    """Left the variance of the scores, right the entropy of their softmax in nats (at most ln `keys`); d_k and the
    variance on logarithmic axes."""
    sizes = [one.d_k for one in measured]
    both = [
        (text("lesson_self_attention.undivided"), [one.plain for one in measured], "solid", "circle"),
        (text("lesson_self_attention.divided"), [one.scaled for one in measured], "dash", "square"),
    ]
    traces: list[dict[str, Any]] = []
    for colour, (name, spreads, dash, symbol) in zip(HEAD_COLOURS, both, strict=False):
        for axis, values in (
            ("", [one.variance for one in spreads]),
            ("2", [one.entropy for one in spreads]),
        ):
            traces.append(
                {
                    "type": "scatter",
                    "mode": "lines+markers",
                    "x": sizes,
                    "y": [round(value, 3) for value in values],
                    "xaxis": f"x{axis}",
                    "yaxis": f"y{axis}",
                    "name": name,
                    "legendgroup": name,
                    "showlegend": not axis,
                    "line": {"color": colour, "dash": dash, "width": 2},
                    "marker": {"symbol": symbol, "size": 8},
                    "hovertemplate": "d<sub>k</sub> = %{x}: %{y:.2f}<extra>%{fullData.name}</extra>",
                }
            )
    size = {"type": "log", "tickvals": sizes, "title": {"text": "d<sub>k</sub>"}, "fixedrange": True}
    return unchecked(
        traces,
        layout(theme)
        | {
            "height": 300,
            "margin": {"t": 8, "b": 8, "l": 8, "r": 8},
            "dragmode": False,
            "legend": {"orientation": "h", "y": 1.02, "yanchor": "bottom", "x": 0},
            "xaxis": size | {"domain": [0, 0.43]},
            "xaxis2": size | {"domain": [0.57, 1], "anchor": "y2"},
            "yaxis": {
                "type": "log",
                "dtick": 1,
                "title": {"text": text("lesson_self_attention.variance")},
                "fixedrange": True,
            },
            "yaxis2": {
                "title": {"text": text("lesson_self_attention.entropy")},
                "range": [0, math.log(keys) * 1.05],
                "anchor": "x2",
                "fixedrange": True,
            },
        },
    )
