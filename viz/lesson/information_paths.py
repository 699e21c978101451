"""The way between two words through four kinds of network, side by side."""

from collections.abc import Mapping, Sequence
from typing import Any

import plotly.graph_objects as go

from model.lessons.information_paths import Connection, Path
from viz.figure import unchecked
from viz.labels import word_label
from viz.text import Text
from viz.theme import TYPE, Theme, layout

_HEIGHT, _BETWEEN = 340, 0.17  # pixels; share of the height between two rows of pictures
_LONGEST = 10  # letters of a word


def information_paths(paths: Mapping[Connection, Path], words: Sequence[str], *, text: Text, theme: Theme) -> go.Figure:
    """Four small pictures: tokens along x, layers upwards, and the way of information, with its steps in the title."""
    traces: list[dict[str, Any]] = []
    placed: dict[str, Any] = {}
    titles: list[dict[str, Any]] = []
    for number, (connection, path) in enumerate(paths.items()):
        suffix = str(number + 1) if number else ""
        left, top = 0.52 * (number % 2), 1 - (number // 2) * (0.5 + _BETWEEN / 2)
        bottom = top - 0.5 + _BETWEEN / 2
        traces += _picture(path, len(words), f"x{suffix}", f"y{suffix}", theme)
        start, end = path.places[0][0], path.places[-1][0]
        ends = sorted({start, end})
        axis = {"fixedrange": True, "showgrid": False, "zeroline": False}
        placed[f"xaxis{suffix}"] = axis | {
            "domain": [left, left + 0.48],
            "anchor": f"y{suffix}",
            "range": [-0.7, len(words) - 0.3],
            "tickvals": ends,
            "ticktext": [word_label(words[place], _LONGEST) for place in ends],
            "tickangle": 0,
        }
        placed[f"yaxis{suffix}"] = axis | {
            "domain": [bottom, top],
            "anchor": f"x{suffix}",
            "range": [-0.35, path.layers + 0.35],
            "tickvals": sorted({0, path.layers}),
            "showticklabels": False,
        }
        titles.append(
            {
                "text": text(f"lesson_transformer.path_{connection}", n=path.steps),
                "xref": "paper",
                "yref": "paper",
                "x": left,
                "y": top,
                "xanchor": "left",
                "yanchor": "bottom",
                "font": {"size": TYPE.label, "color": theme.text},
                "showarrow": False,
            }
        )
    shared = {"height": _HEIGHT, "margin": {"t": 24, "b": 8, "l": 8, "r": 8}, "dragmode": False, "showlegend": False}
    return unchecked(traces, layout(theme) | shared | placed | {"annotations": titles})


def _picture(path: Path, n_tokens: int, x: str, y: str, theme: Theme) -> list[dict[str, Any]]:
    """A faint point for each token in each layer, and the way."""
    places = [(token, layer) for layer in range(path.layers + 1) for token in range(n_tokens)]
    shared = {"type": "scatter", "xaxis": x, "yaxis": y, "hoverinfo": "skip"}
    return [
        shared
        | {
            "mode": "markers",
            "x": [token for token, _ in places],
            "y": [layer for _, layer in places],
            "marker": {"size": 4, "color": theme.border},
        },
        shared
        | {
            "mode": "lines+markers",
            "x": [token for token, _ in path.places],
            "y": [layer for _, layer in path.places],
            "line": {"color": theme.accent, "width": 2},
            "marker": {"size": 6, "color": theme.accent},
        },
    ]
