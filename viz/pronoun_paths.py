"""Where the pronoun is resolved, in pictures: routes cut, sets of heads switched off, activations patched."""

from collections.abc import Sequence
from dataclasses import replace
from typing import Any

import numpy as np
import plotly.graph_objects as go
from numpy.typing import NDArray

from model.analysis.head_sets import HeadSets
from model.analysis.patching import Patching
from model.analysis.routes import Route, RouteMap
from model.trace import AttentionKind
from viz.figure import unchecked
from viz.labels import head_of_layer_name, layer_name
from viz.number_grid import number_grid
from viz.scorecard import head_title
from viz.text import Text
from viz.theme import TYPE, Theme, layout


def route_name(route: Route, text: Text) -> str:
    """From whom to whom: "it → right noun"."""
    asking, seen = (text(f"scorecard.role_{role}") for role in (route.query, route.key))
    return text("scorecard.route", asking=asking, seen=seen)


def range_name(layers: Sequence[int], text: Text) -> str:
    """ "L3", or "L1–L6" for several layers."""
    if len(layers) == 1:
        return layer_name(layers[0])
    return text("scorecard.layers", first=layer_name(layers[0]), last=layer_name(layers[-1]))


def route_map(routes: RouteMap, kind: AttentionKind, text: Text, theme: Theme) -> go.Figure:
    """A row for each pair of roles, a column for each range of layers: the share of pronouns that the cut changes.

    From −1 (all lost) to 1 (all won), against nothing cut.
    """
    found = {route: effect for route, effect in routes.effects.items() if route.kind == kind}
    ranges = list(dict.fromkeys(route.layers for route in found))
    first_of_rows = [route for route in found if route.layers == ranges[0]]
    values = np.array(
        [
            [found[replace(route, layers=layers)].right.value - routes.right.value for layers in ranges]
            for route in first_of_rows
        ]
    )
    return number_grid(
        values,
        [route_name(route, text) for route in first_of_rows],
        [range_name(layers, text) for layers in ranges],
        lowest=-1.0,
        highest=1.0,
        unit=text("scorecard.route_unit"),
        theme=theme,
    )


def patch_map(
    values: NDArray[np.floating[Any]], rows: Sequence[str], names: Sequence[str], text: Text, theme: Theme
) -> go.Figure:
    """How far each patch moves the decision: 0 as in the first sentence, 1 as in the second."""
    return number_grid(values, rows, names, lowest=-1.0, highest=1.0, unit=text("scorecard.patch_unit"), theme=theme)


def boundary_names(patching: Patching, text: Text) -> list[str]:
    """The rows of `Patching.stream`: what enters each layer, and what leaves the last."""
    n_layers = len(patching.stream) - 1
    entering = [text("scorecard.entering", layer=layer_name(layer)) for layer in range(n_layers)]
    return [*entering, text("scorecard.leaving")]


def layer_and_head_names(patching: Patching) -> tuple[list[str], list[str]]:
    """The rows and columns of `Patching.heads`."""
    n_layers, n_heads = patching.heads.shape
    return [layer_name(layer) for layer in range(n_layers)], [head_of_layer_name(head) for head in range(n_heads)]


def falling_curve(found: HeadSets, text: Text, theme: Theme) -> go.Figure:
    """The share of right pronouns as one head after the other is switched off, and what random sets leave."""
    shares = [share.value for share in found.falling]
    labels = [text("scorecard.none_off"), *(head_title(head, text) for head in found.necessary)]
    colour = {"color": theme.accent}
    traces: list[dict[str, Any]] = [
        {
            "type": "scatter",
            "mode": "lines+markers",
            "name": text("scorecard.greedy"),
            "x": list(range(len(shares))),
            "y": [round(share, 4) for share in shares],
            "text": labels,
            "hovertemplate": "%{text}: %{y:.0%}<extra></extra>",
            "line": colour | {"width": 2},
            "marker": colour | {"size": 9},
        },
        {
            "type": "scatter",
            "mode": "markers",
            "name": text("scorecard.random"),
            "x": [len(found.necessary)] * len(found.off.random),
            "y": [round(share.value, 4) for share in found.off.random],
            "hovertemplate": "%{y:.0%}<extra></extra>",
            "marker": {"color": theme.text, "symbol": "diamond-open", "size": 9},
        },
    ]
    return unchecked(
        traces,
        layout(theme)
        | {
            "height": 300,
            "margin": {"t": 36, "b": 8, "l": 8, "r": 16},
            "dragmode": False,
            "legend": {"orientation": "h", "y": 1.02, "yanchor": "bottom", "x": 0, "font": {"size": TYPE.label}},
            "xaxis": {
                "tickvals": list(range(len(labels))),
                "ticktext": labels,
                "fixedrange": True,
                "title": {"text": text("scorecard.off_axis")},
            },
            "yaxis": {
                "range": [0, 1.04],
                "tickformat": ".0%",
                "fixedrange": True,
                "title": {"text": text("scorecard.right_axis")},
            },
        },
    )
