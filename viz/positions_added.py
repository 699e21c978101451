"""Figures of positions that are added to the embedding: the table, its waves, and how alike two positions are."""

from typing import Any

import numpy as np
import plotly.graph_objects as go
from jaxtyping import Float
from torch import Tensor

from model.position_comparison import Sinusoidal
from model.tokens import Tokens
from viz.figure import colour_stops, unchecked
from viz.labels import word_label
from viz.text import Text
from viz.theme import HEAD_COLOURS, TYPE, Theme, layout

_MOST_WORDS = 40  # with more positions than this, words beside the rows would overlap
_PANEL = 172  # pixels


def position_table(
    table: Float[Tensor, "position d_model"],
    sentence: Tokens | None,
    *,
    text: Text,
    theme: Theme,
    height: int = 440,
) -> go.Figure:
    """Positions as rows, dimensions as columns. The positions that the sentence takes are bracketed and, where there
    is room, named by its tokens. Range: ± the largest value."""
    values = table.numpy()
    n_positions = len(values)
    limit = max(float(np.abs(values).max()), 1e-6)
    taken = min(len(sentence), n_positions) if sentence else 0
    named = sentence is not None and n_positions <= _MOST_WORDS
    heatmap: dict[str, Any] = {
        "type": "heatmap",
        "z": values.astype(np.float32),
        "zmin": -limit,
        "zmax": limit,
        "colorscale": colour_stops(theme.diverging),
        "hovertemplate": f"{text('positions.position')} %{{y}}<br>{text('positions.dimension')} %{{x}}"
        "<br>%{z:.3f}<extra></extra>",
        "colorbar": {"outlinewidth": 0, "thickness": 10, "tickfont": {"size": TYPE.small}},
    }
    shown: dict[str, Any] = {
        "height": height,
        "margin": {"t": 8, "b": 8, "l": 8, "r": 8},
        "dragmode": False,
        "xaxis": {"title": {"text": text("positions.dimension")}, "showgrid": False, "fixedrange": True},
        "yaxis": {
            "title": {"text": text("positions.position")},
            "range": [n_positions - 0.5, -0.5],
            "showgrid": False,
            "zeroline": False,
            "fixedrange": True,
        },
    }
    if taken:
        edge = {"type": "line", "xref": "paper", "x0": 0, "line": {"color": theme.text, "width": 1.5}}
        shown["shapes"] = [
            edge | {"x1": 1, "y0": taken - 0.5, "y1": taken - 0.5},
            edge | {"x1": 0, "y0": -0.5, "y1": taken - 0.5, "line": {"color": theme.accent, "width": 4}},
        ]
    if sentence and named:
        shown["yaxis"] |= {
            "tickvals": list(range(n_positions)),
            "ticktext": [
                f"{word_label(sentence.labels[row])}  {row}" if row < taken else str(row) for row in range(n_positions)
            ],
            "tickfont": {"size": TYPE.small},
        }
    elif taken:
        shown["annotations"] = [
            {
                "text": text("positions.sentence_ends", n=taken),
                "xref": "paper",
                "x": 1,
                "xanchor": "right",
                "y": taken - 0.5,
                "yanchor": "top",
                "showarrow": False,
                "font": {"size": TYPE.small, "color": theme.text},
                "bgcolor": theme.background,
            }
        ]
    return unchecked([heatmap], layout(theme) | shown)


def wave_lines(view: Sinusoidal, pair: int, *, text: Text, theme: Theme) -> go.Figure:
    """The sine and the cosine of one pair of dimensions against the position; dots are the whole positions."""
    traces: list[dict[str, Any]] = []
    for row, (dash, symbol) in enumerate((("solid", "circle"), ("dash", "square"))):
        name = text("positions.dimension_n", n=2 * pair + row)
        shared = {"type": "scatter", "line": {"color": HEAD_COLOURS[row], "dash": dash, "width": 2}}
        traces += [
            shared
            | {
                "mode": "lines",
                "x": view.places.numpy(),
                "y": view.wave[row].numpy(),
                "name": name,
                "hoverinfo": "skip",
            },
            shared
            | {
                "mode": "markers",
                "x": list(range(view.wave_at_positions.shape[1])),
                "y": view.wave_at_positions[row].numpy().round(4),
                "marker": {"color": HEAD_COLOURS[row], "symbol": symbol, "size": 5},
                "hovertemplate": f"{text('positions.position')} %{{x}}: %{{y:.3f}}<extra>{name}</extra>",
                "showlegend": False,
            },
        ]
    return unchecked(traces, _lines(theme, text("positions.position"), [-1.1, 1.1]))


def similarity_line(similarity: Float[Tensor, " distance"], offset: int, *, text: Text, theme: Theme) -> go.Figure:
    """Cosine of two positions against their distance, from 0 on; the distance `offset` is marked. Range: −1 to 1."""
    values = similarity.numpy().round(4)
    traces: list[dict[str, Any]] = [
        {
            "type": "scatter",
            "mode": "lines",
            "y": values,
            "line": {"color": HEAD_COLOURS[0], "width": 2},
            "hovertemplate": f"{text('positions.distance')} %{{x}}: %{{y:.3f}}<extra></extra>",
            "showlegend": False,
        }
    ]
    if offset < len(values):
        traces.append(
            {
                "type": "scatter",
                "mode": "markers+text",
                "x": [offset],
                "y": [values[offset]],
                "text": [f"k = {offset}: {values[offset]:.2f}"],
                "textposition": "top right" if offset < len(values) / 2 else "top left",
                "marker": {"color": theme.accent, "size": 9},
                "hoverinfo": "skip",
                "showlegend": False,
            }
        )
    return unchecked(
        traces, _lines(theme, text("positions.distance_axis"), [min(0.0, float(values.min())) - 0.1, 1.15])
    )


def plain_lines(length: int, totals: tuple[int, int], *, text: Text, theme: Theme, height: int = 360) -> go.Figure:
    """The number pos itself (left) and pos / T for two lengths T (right)."""
    positions = list(range(length))
    line = {"type": "scatter", "mode": "lines+markers"}
    traces: list[dict[str, Any]] = [
        line
        | {
            "x": positions,
            "y": positions,
            "name": "pos",
            "line": {"color": HEAD_COLOURS[0]},
            "marker": {"size": 5},
        }
    ]
    for index, (total, dash) in enumerate(zip(totals, ("solid", "dash"), strict=True), start=1):
        shown = list(range(min(total, length)))
        traces.append(
            line
            | {
                "x": shown,
                "y": [round(position / total, 5) for position in shown],
                "name": f"pos / {total}",
                "xaxis": "x2",
                "yaxis": "y2",
                "line": {"color": HEAD_COLOURS[index], "dash": dash},
                "marker": {"size": 5},
            }
        )
    axis = {"fixedrange": True, "title": {"text": text("positions.position")}}
    return unchecked(
        traces,
        layout(theme)
        | {
            "height": height,
            "margin": {"t": 8, "b": 8, "l": 8, "r": 8},
            "dragmode": False,
            "legend": {"orientation": "h", "y": 1, "yanchor": "bottom", "x": 0},
            "xaxis": axis | {"domain": [0, 0.46]},
            "xaxis2": axis | {"domain": [0.54, 1], "anchor": "y2"},
            "yaxis": {"fixedrange": True, "rangemode": "tozero"},
            "yaxis2": {"fixedrange": True, "range": [0, 1.05], "anchor": "x2"},
        },
    )


def _lines(theme: Theme, title: str, y_range: list[float]) -> dict[str, Any]:
    return layout(theme) | {
        "height": _PANEL,
        "margin": {"t": 8, "b": 8, "l": 8, "r": 8},
        "dragmode": False,
        "legend": {"orientation": "h", "y": 1, "yanchor": "bottom", "x": 0},
        "xaxis": {"title": {"text": title}, "fixedrange": True, "zeroline": False},
        "yaxis": {"range": y_range, "fixedrange": True, "zeroline": True},
    }
