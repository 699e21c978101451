"""What layers cost as the sentence grows, on logarithmic axes."""

from collections.abc import Mapping, Sequence
from math import log10
from typing import Any

import plotly.graph_objects as go

from model.lessons.layer_costs import LayerKind
from viz.figure import unchecked
from viz.text import Text
from viz.theme import HEAD_COLOURS, TYPE, Theme, layout

_HEIGHT = 320  # pixels
_DASHES = ("dot", "dash", "longdash", "solid")
_SYMBOLS = ("circle", "square", "diamond", "triangle-up")


def layer_costs(
    lengths: Sequence[int],
    costs: Mapping[LayerKind, Sequence[float]],
    *,
    unit: str,
    marked: int,
    text: Text,
    theme: Theme,
) -> go.Figure:
    """A line for each kind of layer: tokens along x, its cost in `unit` upwards. The length `marked` is the reader's.

    Both axes are logarithmic: a straight line of slope 2 is a square.
    """
    traces: list[dict[str, Any]] = [
        {
            "type": "scatter",
            "mode": "lines+markers",
            "x": list(lengths),
            "y": [float(f"{value:.4g}") for value in values],
            "name": text(f"lesson_transformer.layer_{kind}"),
            "line": {"color": HEAD_COLOURS[number], "dash": _DASHES[number], "width": 2},
            "marker": {"symbol": _SYMBOLS[number], "size": 7},
            "hovertemplate": f"%{{x}} → %{{y:.3s}} {unit}",
        }
        for number, (kind, values) in enumerate(costs.items())
    ]
    lines: list[dict[str, Any]] = []
    names: list[dict[str, Any]] = []
    if lengths[0] <= marked <= lengths[-1]:
        lines = [_upright(marked, theme)]
        names = [_name(marked, text("lesson_transformer.yours", n=marked), theme)]
    axis = {"type": "log", "fixedrange": True}
    return unchecked(
        traces,
        layout(theme)
        | {
            "height": _HEIGHT,
            "margin": {"t": 8, "b": 8, "l": 8, "r": 8},
            "dragmode": False,
            "legend": {"orientation": "h", "y": 1, "yanchor": "bottom", "x": 0},
            "xaxis": axis
            | {
                "title": {"text": text("lesson_transformer.length")},
                "tickvals": list(lengths),
                "ticktext": list(map(str, lengths)),
            },
            "yaxis": axis | {"title": {"text": unit}, "exponentformat": "SI", "dtick": 1},
            "shapes": lines,
            "annotations": names,
        },
    )


def _upright(length: int, theme: Theme) -> dict[str, Any]:
    line = {"color": theme.muted, "width": 1, "dash": "dot"}
    return {"type": "line", "x0": length, "x1": length, "y0": 0, "y1": 1, "yref": "paper", "line": line}


def _name(length: int, words: str, theme: Theme) -> dict[str, Any]:
    return {
        "text": words,
        "x": log10(length),
        "y": 1,
        "yref": "paper",
        "xanchor": "left",
        "yanchor": "top",
        "xshift": 4,
        "font": {"size": TYPE.small, "color": theme.muted},
        "showarrow": False,
    }
