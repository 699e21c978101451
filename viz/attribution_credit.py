"""What every attribution method gives to every word: one row per method."""

from collections.abc import Sequence
from typing import Any, cast

import numpy as np
import plotly.graph_objects as go

from model.analysis.attribution import Attribution, Inputs
from viz.attribution import credited_words, method_name, unit_name
from viz.figure import colour_stops, unchecked
from viz.labels import isolated, short_number, word_ticks
from viz.text import Text
from viz.theme import TYPE, Theme, layout

_ROW = 32  # pixels
_ABOVE, _BELOW = 70, 76  # pixels for the words; for the two stacks and the colour bar
_WIDTH = 460  # pixels that the words share
_MOST_NUMBERS = 16  # with more columns than this, numbers in the cells would overlap
_NEARLY_ZERO = 0.05  # below this no number stands in the cell, so that the eye finds the rest


def credit_figure(attributions: Sequence[Attribution], text: Text, theme: Theme) -> go.Figure:
    """Methods as rows, the measured one apart; words as columns, those of the source first, then what was written.

    Unit: parts of the method's largest score among the words of the sentence, −1 to 1; see `Attribution.relative`.
    """
    inputs = attributions[0].inputs
    columns = _columns(inputs)
    labels = ["" if index is None else inputs.labels[index] for index in columns]
    rows = _rows(attributions)
    values = np.full((len(rows), len(columns)), np.nan, np.float32)
    hover = np.full((len(rows), len(columns)), "", object)
    for row, attribution in enumerate(rows):
        if attribution is None:
            continue
        relative, scores = (cast(list[float], each.tolist()) for each in (attribution.relative, attribution.scores))
        title, unit = method_name(attribution.method, text), unit_name(attribution, text)
        for column, index in enumerate(columns):
            if index is not None:
                values[row, column] = relative[index]
                hover[row, column] = text(
                    "methods.hover", method=title, word=isolated(inputs.labels[index]), score=scores[index], unit=unit
                )
    cells: dict[str, Any] = {
        "type": "heatmap",
        "z": values.round(3),
        "zmin": -1,
        "zmax": 1,
        "colorscale": colour_stops(theme.diverging),
        "xgap": 2,
        "ygap": 2,
        "customdata": hover.tolist(),
        "hovertemplate": "%{customdata}<extra></extra>",
        "hoverongaps": False,
        "colorbar": {
            "orientation": "h",
            "y": -0.08,
            "yanchor": "top",
            "len": 0.7,
            "tickvals": [-1, -0.5, 0, 0.5, 1],
            "title": {"text": text("methods.scale"), "side": "bottom", "font": {"size": TYPE.small}},
        },
    }
    if len(columns) <= _MOST_NUMBERS:
        cells |= {
            "text": [[short_number(value, least=_NEARLY_ZERO) for value in row] for row in values.tolist()],
            "texttemplate": "%{text}",
            "textfont": {"size": TYPE.small},
        }
    axis = {"showgrid": False, "zeroline": False, "fixedrange": True}
    named = [row for row, attribution in enumerate(rows) if attribution]
    return unchecked(
        [cells],
        layout(theme)
        | {
            "height": _ROW * len(rows) + _ABOVE + _BELOW,
            "margin": {"t": _ABOVE, "b": _BELOW, "l": 8, "r": 8},
            "dragmode": False,
            "annotations": _stacks(inputs, columns, text, theme),
            "xaxis": axis
            | word_ticks(labels, _WIDTH)
            | {
                "range": [-0.5, len(columns) - 0.5],
                "tickangle": -60,
                "side": "top",
                "tickfont": {"size": TYPE.label, "color": theme.text},
            },
            "yaxis": axis
            | {
                "tickvals": named,
                "ticktext": [method_name(attribution.method, text) for attribution in rows if attribution],
                "tickfont": {"size": TYPE.label, "color": theme.text},
                "range": [len(rows) - 0.5, -0.5],
            },
        },
    )


def credit_description(attributions: Sequence[Attribution], text: Text) -> str:
    """What `credit_figure` shows, in words: the words that each method credits most."""
    return " ".join(
        text(
            "methods.credit_alt",
            method=text(f"methods.name_{attribution.method}"),
            words=", ".join(credited_words(attribution)) or "–",
        )
        for attribution in attributions
    )


def _rows(attributions: Sequence[Attribution]) -> list[Attribution | None]:
    """What was measured, an empty row, and what was derived."""
    first, *others = attributions
    return [first, None, *others]


def _columns(inputs: Inputs) -> list[int | None]:
    """The source's words, an empty column, and those written before; or only the latter."""
    source, prefix = range(inputs.n_source), range(inputs.n_source, len(inputs))
    return [*source, *([None] if source else []), *prefix]


def _stacks(inputs: Inputs, columns: list[int | None], text: Text, theme: Theme) -> list[dict[str, Any]]:
    """Under the words, which input they belong to."""
    gap = inputs.n_source
    spans = [("methods.in_source", 0, gap - 1)] if gap else []
    spans.append(("methods.in_prefix", gap + 1 if gap else 0, len(columns) - 1))
    return [
        {
            "text": text(key),
            "x": (first + last) / 2,
            "y": 0,
            "yref": "paper",
            "yanchor": "top",
            "font": {"size": TYPE.small, "color": theme.muted},
        }
        for key, first, last in spans
    ]
