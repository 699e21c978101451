"""The classes that a model sees in an image, and what becomes of them."""

from typing import Any

import numpy as np
import pandas as pd
import plotly.graph_objects as go

from model.analysis.class_effects import ClassShift
from viz.figure import unchecked
from viz.labels import number_text, plain, shortened
from viz.text import Text, markdown_escape
from viz.theme import TYPE, Theme, layout

_CLASSES = 5
_ROW, _SECOND, _ABOVE, _BELOW = 34, 14, 24, 40  # pixels: a class, its second bar, the legend, the axis


def class_bars(shift: ClassShift, text: Text, theme: Theme) -> go.Figure:
    """Probabilities, from 0 to 1, of the likeliest classes: as the model is and, where it was changed, as changed."""
    shown = shift.likeliest(_CLASSES)
    changed = shift.after is not shift.before
    sides = [("before", shift.before, theme.muted)] + ([("after", shift.after, theme.accent)] if changed else [])
    bars: list[dict[str, Any]] = [
        {
            "type": "bar",
            "orientation": "h",
            "name": text(f"image.class_{side}"),
            "x": np.exp(log_p[list(shown)].numpy()).round(5),
            "y": list(range(len(shown))),
            "marker": {"color": colour},
            "texttemplate": "%{x:.1%}",
            "textposition": "outside",
            "constraintext": "none",
            "textfont": {"size": TYPE.small, "color": theme.text},
            "cliponaxis": False,
            "hovertemplate": "%{x:.3%}<extra></extra>",
        }
        for side, log_p, colour in sides
    ]
    return unchecked(
        bars,
        layout(theme)
        | {
            "height": (_ROW + _SECOND * changed) * len(shown) + _ABOVE + _BELOW,
            "margin": {"t": _ABOVE if changed else 4, "b": _BELOW, "l": 16, "r": 40},
            "barmode": "group",
            "bargap": 0.5,
            "dragmode": False,
            "showlegend": changed,
            "legend": {"orientation": "h", "y": 1, "yanchor": "bottom", "x": 0, "traceorder": "normal"},
            "xaxis": {
                "range": [0, 1],
                "tickformat": ".0%",
                "fixedrange": True,
                "tickvals": [0, 0.5, 1],
                "title": {"text": text("image.probability")},
            },
            "yaxis": {"range": [len(shown) - 0.5, -0.72], "visible": False, "fixedrange": True},
            "annotations": [
                {
                    "text": plain(shortened(shift.names[index], 36)),
                    "x": 0,
                    "y": row - 0.27,
                    "xanchor": "left",
                    "yanchor": "bottom",
                    "font": {"size": TYPE.small, "color": theme.text},
                    "showarrow": False,
                }
                for row, index in enumerate(shown)
            ],
        },
    )


def shift_in_words(shift: ClassShift, text: Text) -> str:
    """By how much log P of the class that was predicted changes. Markdown."""
    before, after = (number_text(float(log_p[shift.predicted]), ".3f") for log_p in (shift.before, shift.after))
    values = {"before": before, "after": after, "change": number_text(shift.change, "+.3f")}
    return text("image.off_change", name=markdown_escape(shift.names[shift.predicted]), **values)


def class_description(shift: ClassShift, text: Text) -> str:
    """What `class_bars` shows, in words."""
    probability = f"{float(shift.before[shift.predicted].exp()):.1%}"
    return text("image.classes_alt", name=shift.names[shift.predicted], probability=probability)


def class_table(shift: ClassShift, text: Text) -> pd.DataFrame:
    """All classes, the likeliest first: their probabilities, and the change of log P in nats."""
    order = shift.likeliest(len(shift.names))
    before, after = (log_p[list(order)].double().numpy() for log_p in (shift.before, shift.after))
    columns = {
        text("image.column_class"): [shift.names[index] for index in order],
        text("image.class_before"): np.exp(before).round(6),
        text("image.class_after"): np.exp(after).round(6),
        text("image.column_change"): (after - before).round(4),
    }
    return pd.DataFrame(columns)
