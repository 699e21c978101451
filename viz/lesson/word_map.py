"""Words as points of a plane, in groups: what lies close together there."""

from collections.abc import Sequence
from typing import Any

import plotly.graph_objects as go

from model.lessons.embeddings import Plane
from viz.figure import unchecked
from viz.labels import columns, shortened, word_label
from viz.text import Text
from viz.theme import HEAD_COLOURS, TYPE, Theme, layout

_SYMBOLS = ("circle", "square", "diamond", "triangle-up", "star", "cross")
_HEIGHT, _BELOW = 330, 44  # pixels: of the figure, of the title under it
_WIDTH = 320  # pixels that there are at least, on a phone: labels that are apart there are so on a wider screen
_LINE, _LETTER, _GAP = 16, 8, 7  # pixels of a label's line and letter, and between a point and its label
_LONGEST = 12  # letters of a label
_ROOM = 0.06  # of the plane, around the points

Offset = tuple[int, float]
"""Where a label stands seen from its point: −1 left or 1 right of it, and pixels further down."""


def word_map(plane: Plane, words: Sequence[str], groups: Sequence[int], *, text: Text, theme: Theme) -> go.Figure:
    """The words at their points. Each of group g has that group's colour and symbol; the first one names the group.

    Axes are principal components, in the units of the vectors, with their share of the variance.
    """
    points: list[tuple[float, float]] = [(float(x), float(y)) for x, y in plane.points]
    ranges = [_range([point[axis] for point in points]) for axis in (0, 1)]
    pixels = [_pixels(point, ranges) for point in points]
    offsets = label_offsets(pixels, [_LETTER * columns(shortened(word, _LONGEST)) for word in words])
    seeds = {groups.index(group) for group in groups}
    markers: dict[str, Any] = {
        "type": "scatter",
        "mode": "markers",
        "x": [round(x, 3) for x, _ in points],
        "y": [round(y, 3) for _, y in points],
        "marker": {
            "size": [12 if place in seeds else 8 for place in range(len(words))],
            "color": [HEAD_COLOURS[group % len(HEAD_COLOURS)] for group in groups],
            "symbol": [_SYMBOLS[group % len(_SYMBOLS)] for group in groups],
        },
        "hoverinfo": "skip",
    }
    labels = [
        {
            "x": x,
            "y": y,
            "ax": side * _GAP,
            "ay": down,
            "xanchor": "left" if side > 0 else "right",
            "text": f"<b>{word_label(word, _LONGEST)}</b>" if place in seeds else word_label(word, _LONGEST),
            "font": {"size": TYPE.label, "color": theme.text},
            "showarrow": True,
            "arrowhead": 0,
            "arrowwidth": 1,
            "arrowcolor": theme.border,
            "borderpad": 0,
        }
        for place, ((x, y), word, (side, down)) in enumerate(zip(points, words, offsets, strict=True))
    ]
    axis = {"fixedrange": True, "zeroline": False, "showticklabels": False}
    titles = [text("lesson_embeddings.component", n=n, share=share) for n, share in enumerate(plane.shares, start=1)]
    return unchecked(
        [markers],
        layout(theme)
        | {
            "height": _HEIGHT,
            "margin": {"t": 0, "b": _BELOW, "l": 24, "r": 0},
            "dragmode": False,
            "showlegend": False,
            "annotations": labels,
            "xaxis": axis | {"title": {"text": titles[0]}, "range": ranges[0]},
            "yaxis": axis | {"title": {"text": titles[1]}, "range": ranges[1]},
        },
    )


def label_offsets(pixels: Sequence[tuple[float, float]], widths: Sequence[float]) -> list[Offset]:
    """For each point (x to the right, y downwards, in pixels) the nearest free place for a label of that width.

    Labels stand in lines; one that finds no room stands on the right of its point nevertheless.
    """
    taken: dict[int, list[tuple[float, float]]] = {}
    lines = (_HEIGHT - _BELOW) // _LINE
    offsets: list[Offset] = []
    for (x, y), width in zip(pixels, widths, strict=True):
        by_distance = sorted(range(lines), key=lambda line: abs(_middle(line) - y))
        places = ((line, side) for line in by_distance for side in (1, -1))
        line, side = next((one for one in places if _free(*_span(x, width, one[1]), taken.get(one[0], []))), (-1, 1))
        taken.setdefault(line, []).append(_span(x, width, side))
        offsets.append((side, _middle(line) - y if line >= 0 else 0.0))
    return offsets


def _middle(line: int) -> float:
    return (line + 0.5) * _LINE


def _span(x: float, width: float, side: int) -> tuple[float, float]:
    return (x + _GAP, x + _GAP + width) if side > 0 else (x - _GAP - width, x - _GAP)


def _free(left: float, right: float, taken: Sequence[tuple[float, float]]) -> bool:
    return left >= 0 and right <= _WIDTH and all(right <= start or left >= end for start, end in taken)


def _range(values: Sequence[float]) -> tuple[float, float]:
    room = _ROOM * ((max(values) - min(values)) or 1.0)
    return min(values) - room, max(values) + room


def _pixels(point: Sequence[float], ranges: Sequence[tuple[float, float]]) -> tuple[float, float]:
    right, up = ((value - low) / (high - low) for value, (low, high) in zip(point, ranges, strict=True))
    return right * _WIDTH, (1 - up) * (_HEIGHT - _BELOW)
