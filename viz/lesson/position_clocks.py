"""A sinusoidal position as a row of clocks, one for each pair (sin, cos): the hand turns as the position grows."""

import math
from typing import Any, cast

import plotly.graph_objects as go
from jaxtyping import Float
from torch import Tensor

from viz.figure import unchecked
from viz.text import Text
from viz.theme import HEAD_COLOURS, TYPE, Theme, layout

_SPACE = 2.7  # from the middle of a clock to that of the next, in radii


def position_clocks(
    table: Float[Tensor, "position d_model"], position: int, offset: int, *, text: Text, theme: Theme
) -> go.Figure:
    """The pairs of PE(position) and PE(position + offset) as hands; 0 stands at twelve o'clock, and the hand of pair i
    turns clockwise by ω_i each position. `table` has both positions."""
    n_pairs = table.shape[1] // 2
    steps = [2 * math.pi * step / 90 for step in range(91)]
    traces: list[dict[str, Any]] = [
        {
            "type": "scatter",
            "mode": "lines",
            "x": [pair * _SPACE + math.cos(step) for step in steps],
            "y": [math.sin(step) for step in steps],
            "line": {"color": theme.border, "width": 1.5},
            "hoverinfo": "skip",
            "showlegend": False,
        }
        for pair in range(n_pairs)
    ]
    for place, dash, colour in ((position, "solid", HEAD_COLOURS[0]), (position + offset, "dash", HEAD_COLOURS[1])):
        sines, cosines = (cast(list[float], table[place, start::2].tolist()) for start in (0, 1))
        x: list[float | None] = []
        y: list[float | None] = []
        for pair in range(n_pairs):
            x += [pair * _SPACE, pair * _SPACE + 0.92 * sines[pair], None]
            y += [0.0, 0.92 * cosines[pair], None]
        traces.append(
            {
                "type": "scatter",
                "mode": "lines+markers",
                "x": x,
                "y": y,
                "line": {"color": colour, "dash": dash, "width": 3},
                "marker": {"size": [0, 8, 0] * n_pairs, "color": colour},
                "name": text("lesson_positions.position_n", n=place),
                "hoverinfo": "skip",
            }
        )
    names = [
        {
            "x": pair * _SPACE,
            "y": -1.15,
            "yanchor": "top",
            "text": text(
                "lesson_positions.clock", pair=pair, degrees=math.degrees(offset * 10000 ** (-pair / n_pairs))
            ),
            "font": {"size": TYPE.small, "color": theme.muted},
        }
        for pair in range(n_pairs)
    ]
    hidden = {"visible": False, "fixedrange": True}
    return unchecked(
        traces,
        layout(theme)
        | {
            "height": 220,
            "margin": {"t": 8, "b": 8, "l": 8, "r": 8},
            "dragmode": False,
            "legend": {"orientation": "h", "y": 1, "yanchor": "bottom", "x": 0},
            "annotations": names,
            "xaxis": hidden | {"range": [-1.2, (n_pairs - 1) * _SPACE + 1.2]},
            "yaxis": hidden | {"range": [-2.0, 1.1], "scaleanchor": "x", "scaleratio": 1},
        },
    )
