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
_WIDTHS = (320, 480, 640, 800)  # pixels, from a phone to a wall: labels stay apart on all of them
_LINE, _LETTER, _GAP = 16, 8, 7  # pixels of a label's line and letter, and between a point and its label
_LONGEST = 12  # letters of a label
_ROOM = 0.06  # of the plane, around the points

Offset = tuple[int, float]
"""Where a label stands seen from its point: −1 left or 1 right of it, and pixels further down."""
Span = tuple[float, float]


def word_map(plane: Plane, words: Sequence[str], groups: Sequence[int], *, text: Text, theme: Theme) -> go.Figure:
    """The words at their points. Each of group g has that group's colour and symbol; the first one names the group.

    Axes are principal components, in the units of the vectors, with their share of the variance.
    """
    points: list[tuple[float, float]] = [(float(x), float(y)) for x, y in plane.points]
    ranges = [_range([point[axis] for point in points]) for axis in (0, 1)]
    offsets = label_offsets(
        [_place(point, ranges) for point in points], [_LETTER * columns(shortened(word, _LONGEST)) for word in words]
    )
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


def label_offsets(points: Sequence[tuple[float, float]], widths: Sequence[float]) -> list[Offset]:
    """For each point (x as a share of the width, y in pixels downwards) the nearest free place for a label so wide.

    Labels stand in lines; one that finds no room stands on the right of its point nevertheless.
    """
    taken: dict[int, list[list[Span]]] = {}
    lines = (_HEIGHT - _BELOW) // _LINE
    offsets: list[Offset] = []
    for (x, y), width in zip(points, widths, strict=True):
        by_distance = sorted(range(lines), key=lambda line: abs(_middle(line) - y))
        places = ((line, side) for line in by_distance for side in (1, -1))
        line, side = next((one for one in places if _free(_spans(x, width, one[1]), taken.get(one[0], []))), (-1, 1))
        taken.setdefault(line, []).append(_spans(x, width, side))
        offsets.append((side, _middle(line) - y if line >= 0 else 0.0))
    return offsets


def _middle(line: int) -> float:
    return (line + 0.5) * _LINE


def _spans(x: float, width: float, side: int) -> list[Span]:
    """From where to where a label reaches, on each of the screens."""
    beside = _GAP if side > 0 else -_GAP - width
    return [(x * screen + beside, x * screen + beside + width) for screen in _WIDTHS]


def _free(spans: Sequence[Span], taken: Sequence[Sequence[Span]]) -> bool:
    inside = all(left >= 0 and right <= screen for (left, right), screen in zip(spans, _WIDTHS, strict=True))
    return inside and not any(
        left < end and start < right
        for others in taken
        for (left, right), (start, end) in zip(spans, others, strict=True)
    )


def _range(values: Sequence[float]) -> tuple[float, float]:
    room = _ROOM * ((max(values) - min(values)) or 1.0)
    return min(values) - room, max(values) + room


def _place(point: Sequence[float], ranges: Sequence[tuple[float, float]]) -> tuple[float, float]:
    right, up = ((value - low) / (high - low) for value, (low, high) in zip(point, ranges, strict=True))
    return right, (1 - up) * (_HEIGHT - _BELOW)
