"""Figures of positions that act inside attention: turned pairs (rotary), biased scores (ALiBi), and score matrices."""

import math
from typing import Any

import plotly.graph_objects as go
from jaxtyping import Float
from torch import Tensor

from viz.figure import colour_stops, unchecked
from viz.text import Text
from viz.theme import TYPE, Theme, head_colour, layout

_MOST_NAMED = 24  # more positions than this on the circle go without numbers


def turning_pair(angle: float, length: int, pair: int, *, text: Text, theme: Theme, height: int = 420) -> go.Figure:
    """One pair of numbers, first (1, 0), turned by `angle` radians at each position: its places on the circle."""
    angles = [position * angle for position in range(length)]
    steps = [2 * math.pi * step / 180 for step in range(181)]
    circle = {
        "type": "scatter",
        "mode": "lines",
        "x": [math.cos(step) for step in steps],
        "y": [math.sin(step) for step in steps],
        "line": {"color": theme.border, "width": 1},
        "hoverinfo": "skip",
        "showlegend": False,
    }
    points = {
        "type": "scatter",
        "mode": "markers+text" if length <= _MOST_NAMED else "markers",
        "x": [round(math.cos(turned), 4) for turned in angles],
        "y": [round(math.sin(turned), 4) for turned in angles],
        "text": [str(position) for position in range(length)],
        "customdata": [round(math.degrees(turned) % 360, 1) for turned in angles],
        "textposition": [_outside(turned) for turned in angles],
        "textfont": {"size": TYPE.small},
        "marker": {
            "color": list(range(length)),
            "colorscale": colour_stops(theme.sequential[4:]),
            "size": 9,
            "line": {"width": 1, "color": theme.background},
        },
        "hovertemplate": f"{text('positions.position')} %{{text}}: %{{customdata}}°<extra></extra>",
        "showlegend": False,
    }
    axis = {"range": [-1.3, 1.3], "fixedrange": True, "showgrid": False, "tickvals": [-1, 0, 1]}
    return unchecked(
        [circle, points],
        layout(theme)
        | {
            "height": height,
            "margin": {"t": 8, "b": 8, "l": 8, "r": 8},
            "dragmode": False,
            "xaxis": axis | {"title": {"text": text("positions.dimension_n", n=2 * pair)}},
            "yaxis": axis
            | {"title": {"text": text("positions.dimension_n", n=2 * pair + 1)}, "scaleanchor": "x", "scaleratio": 1},
        },
    )


def position_matrix(
    values: Float[Tensor, "row column"],
    unit: str,
    *,
    rows: str,
    columns: str,
    diverging: bool,
    theme: Theme,
    height: int = 420,
) -> go.Figure:
    """A number for every two positions; `rows` and `columns` name the axes.

    Diverging numbers are centred on zero; others are zero or negative.
    """
    limit = max(float(values.abs().max()), 1e-6)
    stops = colour_stops(theme.diverging) if diverging else colour_stops(theme.sequential[::-1])
    heatmap = {
        "type": "heatmap",
        "z": values.numpy().round(4),
        "zmin": -limit,
        "zmax": limit if diverging else 0,
        "colorscale": stops,
        "hovertemplate": f"{rows} %{{y}}, {columns} %{{x}}: %{{z:.3f}}<extra></extra>",
        "colorbar": {
            "outlinewidth": 0,
            "thickness": 10,
            "tickfont": {"size": TYPE.small},
            "title": {"text": unit, "side": "top", "font": {"size": TYPE.small}},
        },
    }
    return unchecked(
        [heatmap],
        layout(theme)
        | {
            "height": height,
            "margin": {"t": 8, "b": 8, "l": 8, "r": 8},
            "dragmode": False,
            "xaxis": {
                "title": {"text": columns},
                "showgrid": False,
                "fixedrange": True,
                "constrain": "domain",
            },
            "yaxis": {
                "title": {"text": rows},
                "showgrid": False,
                "zeroline": False,
                "fixedrange": True,
                "autorange": "reversed",
                "scaleanchor": "x",
                "constrain": "domain",
            },
        },
    )


def slope_bars(
    slopes: Float[Tensor, " head"], chosen: int, *, text: Text, theme: Theme, height: int = 420
) -> go.Figure:
    """The slope of each head, from steep (looks near) to flat (looks far); the chosen head keeps its full colour."""
    values: list[float] = [round(float(slope), 5) for slope in slopes]
    bars: dict[str, Any] = {
        "type": "bar",
        "x": list(range(1, len(values) + 1)),
        "y": values,
        "text": [f"{value:.3g}" for value in values],
        "textposition": "outside",
        "textfont": {"size": TYPE.small},
        "marker": {
            "color": [head_colour(head) for head in range(len(values))],
            "opacity": [1.0 if head == chosen else 0.45 for head in range(len(values))],
        },
        "hovertemplate": f"{text('positions.head')} %{{x}}: %{{y}}<extra></extra>",
    }
    return unchecked(
        [bars],
        layout(theme)
        | {
            "height": height,
            "margin": {"t": 8, "b": 8, "l": 8, "r": 8},
            "dragmode": False,
            "xaxis": {"title": {"text": text("positions.head")}, "dtick": 1, "fixedrange": True, "showgrid": False},
            "yaxis": {
                "title": {"text": text("positions.slope")},
                "range": [0, max(values) * 1.15],
                "fixedrange": True,
            },
        },
    )


def _outside(angle: float) -> str:
    """Where a label stands so that the circle does not cross it."""
    vertical = "top" if math.sin(angle) > 0.4 else "bottom" if math.sin(angle) < -0.4 else "middle"
    horizontal = "right" if math.cos(angle) > 0.4 else "left" if math.cos(angle) < -0.4 else "center"
    return f"{vertical} {horizontal}"
