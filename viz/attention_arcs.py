"""Who looks at whom: ribbons from the words that ask, on the left, to the words they look at, on the right.

The width of a ribbon is its weight, drawn to scale: the ribbons that leave a word fill the bar beside it
exactly where the weights shown sum to 1. All ribbons of one head and one step of opacity are one SVG path.
"""

from collections.abc import Mapping, Sequence
from typing import Any

import numpy as np
import plotly.graph_objects as go
from numpy.typing import NDArray

from model.attention_view import AttentionView, Axis, Cell
from viz.attention_style import cell_colours, cell_name
from viz.labels import isolated, word_ticks
from viz.theme import TYPE, Theme, layout

SMALLEST = 0.01
"""Weights below this have no ribbon: it would be thinner than a hair."""

_ROW = (16, 30)  # height of a row in pixels: with many words and with few
_HEIGHT = 450  # pixels that the rows share
_BAR = 0.8  # height of a weight of 1, as a fraction of a row of queries
_SIDE = 0.012  # width of the bars, as a fraction of the figure
_OPACITIES = ((0.0, 0.16), (0.05, 0.32), (0.2, 0.52), (0.5, 0.75))  # (from this weight on, opacity)
_FADED = 0.4  # what is not in focus keeps this part of the lowest opacity
_LISTED = 5  # words named when a word is pointed at


def attention_arcs(view: AttentionView, chosen: Sequence[Cell], theme: Theme, *, focus: int | None = None) -> go.Figure:
    """The weights of up to four heads, each in its colour; with `focus`, all other ribbons are faint.

    A click on a word that asks carries its index in the sentence, any other click None.
    Raises ValueError where the view holds no weights: scores have no width.
    """
    if view.quantity != "weights":
        raise ValueError("only weights can be drawn as ribbons")
    colours = cell_colours(view, chosen)
    weights = np.stack([view.values[cell].numpy() for cell in chosen])
    n_rows = max(len(view.queries), len(view.keys))
    pixels = n_rows * min(max(_HEIGHT / n_rows, _ROW[0]), _ROW[1])
    in_focus = view.queries.of_word(focus)
    shown = {
        "height": round(pixels) + 40,
        "margin": {"l": 8, "r": 8, "t": 32, "b": 8},
        "xaxis": {"range": [0, 1], "visible": False, "fixedrange": True},
        "yaxis": _axis(view.queries, pixels, in_focus),
        "yaxis2": _axis(view.keys, pixels, ()) | {"side": "right", "overlaying": "y"},
        "shapes": [*_ribbons(weights, list(colours.values()), in_focus), _bars(view, theme)],
        "annotations": [_legend(view, colours)],
        "clickmode": "event+select",
        "dragmode": False,
        "hovermode": "closest",
        "showlegend": False,
    }
    asking = _words(view.queries, 0, "y", _listed(view, chosen, weights, view.keys))
    asking.customdata = view.queries.words
    answering = _words(view.keys, 1, "y2", _listed(view, chosen, weights.swapaxes(1, 2), view.queries))
    answering.customdata = [None] * len(view.keys)
    return go.Figure([asking, answering], layout=layout(theme) | shown)


def _ribbons(weights: NDArray[np.float32], colours: Sequence[str], in_focus: Sequence[int]) -> list[dict[str, Any]]:
    """One shape for each head and step of opacity; `weights` are [head, query, key]."""
    n_heads, n_queries, n_keys = weights.shape
    slot = _BAR / n_heads
    thick = weights * (slot / max(1.0, float(weights.sum(-1).max(initial=0))))
    heads, queries, keys = (np.arange(length, dtype=np.float64) for length in weights.shape)
    heads, queries = heads[:, None, None], queries[:, None]
    start = queries - _BAR / 2 + heads * slot + thick.cumsum(-1) - thick
    key_rows = (keys + 0.5) * n_queries / n_keys - 0.5
    narrower = min(1.0, n_queries / n_keys)
    end = key_rows + (heads - (n_heads - 1) / 2) * slot * narrower - thick / 2
    steps = np.searchsorted([lower for lower, _ in _OPACITIES], weights, side="right") - 1
    if in_focus:
        steps[:, [query not in in_focus for query in range(n_queries)]] = -1
    shapes: list[dict[str, Any]] = []
    for step in range(-1, len(_OPACITIES)):
        opacity = _OPACITIES[0][1] * _FADED if step < 0 else _OPACITIES[step][1]
        for head, colour in enumerate(colours):
            drawn = (steps[head] == step) & (weights[head] >= SMALLEST)
            path = "".join(
                _ribbon(*edges) for edges in zip(start[head][drawn], end[head][drawn], thick[head][drawn], strict=True)
            )
            if path:
                shapes.append(_shape(path, colour, opacity))
    return shapes


def _ribbon(start: float, end: float, thick: float) -> str:
    """A closed path from x = 0 to x = 1 between the bars, with horizontal tangents at both ends."""
    left, right = _SIDE, 1 - _SIDE
    a, b, c, d = (f"{y:.3f}" for y in (start, end, end + thick, start + thick))
    return f"M{left} {a}C.5 {a} .5 {b} {right} {b}V{c}C.5 {c} .5 {d} {left} {d}Z"


def _bars(view: AttentionView, theme: Theme) -> dict[str, Any]:
    """Beside each word a bar as high as a weight of 1."""
    n_queries, n_keys = len(view.queries), len(view.keys)
    key_rows = (np.arange(n_keys) + 0.5) * n_queries / max(1, n_keys) - 0.5
    half = _BAR / 2 * min(1.0, n_queries / max(1, n_keys))
    boxes = [
        *((0, _SIDE / 2, row - _BAR / 2, row + _BAR / 2) for row in range(n_queries)),
        *((1 - _SIDE / 2, 1, row - half, row + half) for row in key_rows),
    ]
    path = "".join(f"M{x0} {y0:.3f}H{x1}V{y1:.3f}H{x0}Z" for x0, x1, y0, y1 in boxes)
    return _shape(path, theme.border, 1.0)


def _shape(path: str, colour: str, opacity: float) -> dict[str, Any]:
    style = {"fillcolor": colour, "opacity": opacity, "line": {"width": 0}, "fillrule": "nonzero"}
    return {"type": "path", "path": path, "xref": "x", "yref": "y", "layer": "below", **style}


def _words(axis: Axis, x: int, yaxis: str, text: list[str]) -> go.Scatter:
    """Invisible targets for the pointer beside the words of one side."""
    return go.Scatter(
        x=[x] * len(axis),
        y=list(range(len(axis))),
        yaxis=yaxis,
        mode="markers",
        marker={"size": 24, "opacity": 0},
        selected={"marker": {"opacity": 0}},
        unselected={"marker": {"opacity": 0}},
        cliponaxis=False,
        text=text,
        hovertemplate="%{y}<br>%{text}<extra></extra>",
    )


def _listed(view: AttentionView, chosen: Sequence[Cell], weights: NDArray[np.float32], partners: Axis) -> list[str]:
    """For each word of one side, a line per head: its largest weights; `weights` is [head, word, partner]."""
    best: list[list[list[int]]] = np.argsort(-weights, axis=-1, kind="stable")[..., :_LISTED].tolist()

    def line(head: int, word: int) -> str:
        largest = (
            f"{isolated(partners.labels[partner])} {weights[head, word, partner]:.2f}" for partner in best[head][word]
        )
        return f"{cell_name(view, chosen[head])}: {'  '.join(largest)}"

    return ["<br>".join(line(head, word) for head in range(len(chosen))) for word in range(weights.shape[1])]


def _axis(axis: Axis, pixels: float, emphasised: Sequence[int]) -> dict[str, Any]:
    ticks = word_ticks(axis.labels, pixels)
    for place in emphasised:
        ticks["labelalias"][str(place)] = f"<b>{ticks['labelalias'][str(place)]}</b>"
    return ticks | {
        "range": [len(axis) - 0.5, -0.5],
        "autorange": False,
        "fixedrange": True,
        "showgrid": False,
        "zeroline": False,
        "ticks": "",
    }


def _legend(view: AttentionView, colours: Mapping[Cell, str]) -> dict[str, Any]:
    names = (f'<b style="color:{colour}">{cell_name(view, cell)}</b>' for cell, colour in colours.items())
    place = {"x": 0.5, "y": 1, "xref": "paper", "yref": "paper", "xanchor": "center", "yanchor": "bottom"}
    return {"text": "   ".join(names), "font": {"size": TYPE.body}, "showarrow": False, **place}
