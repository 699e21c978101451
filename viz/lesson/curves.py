"""A few curves that can be told apart without colour."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

import plotly.graph_objects as go

from viz.figure import unchecked
from viz.labels import plain
from viz.theme import HEAD_COLOURS, TYPE, Theme, layout

_DASHES = ("solid", "dot", "dash", "dashdot")
_SYMBOLS = ("circle", "diamond", "square", "x")
_MOST_MARKERS = 60  # points; with more, markers would hide the line


@dataclass(frozen=True)
class Level:
    """A height that curves are compared with, and its name."""

    name: str
    value: float


def curves(
    named: Sequence[tuple[str, Sequence[float]]],
    x: Sequence[float] | Sequence[str],
    *,
    across: str = "",
    up: str,
    theme: Theme,
    log: bool = False,
    level: Level | None = None,
    at: float | None = None,
    height: int = 260,
) -> go.Figure:
    """Each curve with its name over the same `x`: numbers, or the names of places along the axis.

    `across` and `up` name the axes; `log` makes the upward one logarithmic, in powers of ten. `level` is drawn as a
    dashed line, `at` as an upright one.
    """
    names = [plain(one) for one in x if isinstance(one, str)]
    places = list(range(len(names))) if names else list(x)
    traces = [
        {
            "type": "scatter",
            "mode": "lines+markers" if len(places) <= _MOST_MARKERS else "lines",
            "x": places,
            "y": [float(f"{value:.5g}") for value in values],
            "name": plain(name),
            "line": {"color": HEAD_COLOURS[index], "dash": _DASHES[index], "width": 2.5},
            "marker": {"symbol": _SYMBOLS[index], "size": 7},
            "text": names or None,
            "hovertemplate": f"{'%{text}' if names else '%{x}'}: %{{y:.3g}}<extra>{plain(name)}</extra>",
        }
        for index, (name, values) in enumerate(named)
    ]
    across_axis: dict[str, Any] = {"title": {"text": across}, "fixedrange": True, "showgrid": False, "zeroline": False}
    if names:
        across_axis |= {"tickvals": places, "ticktext": names, "tickangle": -45}
    up_axis: dict[str, Any] = {"title": {"text": up}, "fixedrange": True}
    if log:
        up_axis |= {"type": "log", "exponentformat": "power"} | ({"dtick": "D2"} if _spans_little(named) else {})
    shapes = [_line(theme, x0=0, x1=1, xref="paper", y0=level.value, y1=level.value)] if level else []
    shapes += [] if at is None else [_line(theme, x0=at, x1=at, yref="paper", y0=0, y1=1)]
    return unchecked(
        traces,
        layout(theme)
        | {
            "height": height,
            "margin": {"t": 8, "b": 8, "l": 8, "r": 8},
            "dragmode": False,
            "showlegend": True,
            "legend": {"orientation": "h", "y": 1, "yanchor": "bottom", "x": 0},
            "xaxis": across_axis,
            "yaxis": up_axis,
            "shapes": shapes,
            "annotations": [_name(level, theme)] if level else [],
        },
    )


def _spans_little(named: Sequence[tuple[str, Sequence[float]]]) -> bool:
    """Whether all values lie within a factor of a hundred, so that powers of ten alone would be too few marks."""
    values = [value for _, one in named for value in one if value > 0]
    return bool(values) and max(values) < 100 * min(values)


def _line(theme: Theme, **place: float | str) -> dict[str, Any]:
    return {"type": "line", **place, "line": {"color": theme.muted, "width": 1, "dash": "dash"}}


def _name(level: Level, theme: Theme) -> dict[str, Any]:
    return {
        "text": plain(level.name),
        "xref": "paper",
        "x": 1,
        "xanchor": "right",
        "y": level.value,
        "yanchor": "bottom",
        "showarrow": False,
        "font": {"size": TYPE.small, "color": theme.muted},
    }
