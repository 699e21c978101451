"""One head, large: queries as rows, keys as columns."""

from collections.abc import Sequence
from typing import Any

import numpy as np
import plotly.graph_objects as go

from model.attention_view import AttentionView, Cell
from viz.attention_style import cell_name, value_scale
from viz.hatching import hatching
from viz.labels import word_ticks
from viz.theme import TYPE, Theme, layout

_WIDTH = 240  # pixels: key words must not overlap in a matrix of this width
_ROW = 26  # height of a row in pixels where there are few, and at least:
_LEAST_ROW = 9
_HEIGHT = 440  # pixels that the rows share
_TITLE = 34  # room for the name of the head and the colour scale
_KEY_WORDS = 96  # room for the words below
_MOST_GAPS = 40  # with more columns than this, gaps between cells would drown the cells


def attention_heatmap(
    view: AttentionView,
    cell: Cell,
    colour: str,
    theme: Theme,
    *,
    unit: str,
    focus: int | None = None,
    name: str | None = None,
) -> go.Figure:
    """The values of one head, whose name stands above in `colour`; the rows of the word `focus` are framed.

    The colour scale, named `unit`, holds for all heads of the view. Masked cells are hatched.
    """
    name = name or cell_name(view, cell)
    n_queries, n_keys = len(view.queries), len(view.keys)
    panel = n_queries * min(_ROW, max(_HEIGHT / max(1, n_queries), _LEAST_ROW))
    scale = value_scale(view, theme)
    in_focus = view.queries.of_word(focus)
    shown: dict[str, Any] = {
        "height": round(panel) + _TITLE + _KEY_WORDS,
        "margin": {"l": 8, "r": 8, "t": _TITLE, "b": 8},
        "xaxis": _axis(view.keys.labels, _WIDTH) | {"range": [-0.5, n_keys - 0.5], "tickangle": -90},
        "yaxis": _axis(view.queries.labels, panel) | {"range": [n_queries - 0.5, -0.5]},
        "annotations": [_title(name, colour)],
        "shapes": [_frame(row, n_keys, theme) for row in in_focus],
        "showlegend": False,
        "coloraxis": {
            "cmin": scale.lowest,
            "cmax": scale.highest,
            "colorscale": scale.stops,
            "showscale": view.quantity != "mask",
            "colorbar": _colour_bar(unit, theme),
        },
    }
    traces = [_values(view, cell, name), hatching(view.masked[cell[0]].numpy(), theme)]
    return go.Figure(traces, layout=layout(theme) | shown)


def _values(view: AttentionView, cell: Cell, name: str) -> go.Heatmap:
    layer, head = cell
    values = np.where(view.masked[layer].numpy(), np.nan, view.values[layer, head].numpy())
    gap = 1 if len(view.keys) <= _MOST_GAPS else 0
    return go.Heatmap(
        z=values.astype(np.float32),
        coloraxis="coloraxis",
        xgap=gap,
        ygap=gap,
        hovertemplate="%{y} → %{x}<br>%{z:.3f}<extra>" + name + "</extra>",
        hoverongaps=False,
    )


def _axis(words: Sequence[str], pixels: float) -> dict[str, Any]:
    return word_ticks(words, pixels) | {"showgrid": False, "zeroline": False, "ticks": "", "autorange": False}


def _title(name: str, colour: str) -> dict[str, Any]:
    place = {"x": 0, "y": 1, "xref": "paper", "yref": "paper", "xanchor": "left", "yanchor": "bottom"}
    return {
        "text": f"<b>{name}</b>",
        "font": {"size": TYPE.body, "color": colour},
        "showarrow": False,
        **place,
    }


def _colour_bar(unit: str, theme: Theme) -> dict[str, Any]:
    """Above the matrix, on the right: beside the title it costs no width."""
    place = {"orientation": "h", "x": 1, "xanchor": "right", "y": 1, "yanchor": "bottom", "len": 0.55}
    title = {"text": unit, "side": "top", "font": {"size": TYPE.small, "color": theme.muted}}
    ticks = {"nticks": 4, "tickfont": {"size": TYPE.small, "color": theme.muted}}
    return {**place, **ticks, "title": title, "thickness": 6, "outlinewidth": 0, "xpad": 0, "ypad": 2}


def _frame(row: int, n_keys: int, theme: Theme) -> dict[str, Any]:
    box = {"x0": -0.5, "x1": n_keys - 0.5, "y0": row - 0.5, "y1": row + 0.5}
    return {"type": "rect", **box, "line": {"color": theme.text, "width": 1.5}}
