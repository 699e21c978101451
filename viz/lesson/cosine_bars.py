"""Bars of cosines: how nearly other words point where one word does."""

from collections.abc import Sequence

import plotly.graph_objects as go

from viz.figure import unchecked
from viz.labels import word_label
from viz.theme import TYPE, Theme, layout

_ROW, _AXIS = 32, 44  # pixels


def cosine_bars(words: Sequence[str], cosines: Sequence[float], *, unit: str, theme: Theme) -> go.Figure:
    """One bar for each word, in this order, from 0 (or the smallest cosine, if that is negative) to 1."""
    bars = {
        "type": "bar",
        "orientation": "h",
        "x": [round(cosine, 4) for cosine in cosines],
        "y": list(range(len(words))),
        "marker": {"color": theme.accent},
        "text": [f"{cosine:.2f}" for cosine in cosines],
        "textposition": "outside",
        "textfont": {"size": TYPE.label, "color": theme.text},
        "cliponaxis": False,
        "hoverinfo": "skip",
    }
    return unchecked(
        [bars],
        layout(theme)
        | {
            "height": _ROW * len(words) + _AXIS,
            "margin": {"t": 4, "b": 8, "l": 8, "r": 8},
            "dragmode": False,
            "bargap": 0.35,
            "xaxis": {"title": {"text": unit}, "range": [min(0.0, *cosines), 1.08], "fixedrange": True},
            "yaxis": {
                "range": [len(words) - 0.5, -0.5],
                "tickvals": list(range(len(words))),
                "ticktext": [word_label(word) for word in words],
                "tickfont": {"size": TYPE.label, "color": theme.text},
                "fixedrange": True,
                "showgrid": False,
            },
        },
    )
