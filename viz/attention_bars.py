"""One word's attention as a list of bars."""

from collections.abc import Sequence

import numpy as np
import plotly.graph_objects as go

from model.attention_view import AttentionView, Axis, Cell
from viz.attention_style import cell_colours, cell_name
from viz.labels import word_label
from viz.theme import TYPE, Theme, layout

_LISTED = 8
_SMALLEST = 0.005
_LOWEST = 96  # pixels: with less, the numbers of the axis and its title overlap


def attention_bars(view: AttentionView, chosen: Sequence[Cell], word: int, theme: Theme, *, unit: str) -> go.Figure:
    """The keys that the query `word` looks at most in any of the chosen heads, the largest value first.

    Values are those of the word's row; where a word has several rows (subwords), their mean. Weights that would
    be written as 0.00 are left out, and a label that stands for several keys has its position in brackets.
    """
    rows = list(view.queries.of_word(word))
    values = np.stack([view.values[cell][rows].mean(0).numpy() for cell in chosen])
    order: list[int] = np.argsort(-values.max(0), kind="stable")[:_LISTED].tolist()
    if view.quantity == "weights":
        order = [key for key in order if values[:, key].max() >= _SMALLEST] or order[:1]
    names = [_name(view.keys, key) for key in order]
    bars: list[go.Bar] = []
    for row, (cell, colour) in enumerate(cell_colours(view, chosen).items()):
        shown = values[row, order]
        bars.append(
            go.Bar(
                x=shown,
                y=list(range(len(order))),
                orientation="h",
                name=cell_name(view, cell),
                marker={"color": colour},
                text=[f"{value:.2f}" for value in shown],
                textposition="outside",
                constraintext="none",
                textfont={"size": TYPE.small, "color": theme.muted},
                cliponaxis=False,
                hovertemplate="%{y}: %{x:.3f}",
            )
        )
    shown = {
        "height": max(len(order) * (14 + 9 * len(chosen)) + 48, _LOWEST),
        "margin": {"l": 8, "r": 36, "t": 4, "b": 8},
        "barmode": "group",
        "bargap": 0.25,
        "bargroupgap": 0.05,
        "showlegend": False,
        "dragmode": False,
        "xaxis": {
            "title": {"text": unit},
            "fixedrange": True,
            "range": [0, 1] if view.quantity == "weights" else None,
        },
        "yaxis": {
            "tickvals": list(range(len(order))),
            "ticktext": names,
            "autorange": "reversed",
            "fixedrange": True,
            "ticks": "",
        },
    }
    return go.Figure(bars, layout=layout(theme) | shown)


def _name(keys: Axis, key: int) -> str:
    label = word_label(keys.labels[key])
    return f"{label} ({key + 1})" if keys.labels.count(keys.labels[key]) > 1 else label
