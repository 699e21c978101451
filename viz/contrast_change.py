"""What one changed word does to the contrast of every head."""

from collections.abc import Sequence
from typing import Any

import plotly.graph_objects as go

from model.coreference import HeadComparison, Resolution
from viz.coreference import GRID_HEIGHT, following, head_title, noun_words
from viz.figure import unchecked
from viz.labels import head_name, isolated
from viz.text import Text
from viz.theme import HEAD_COLOURS, TYPE, Theme, layout

_KIND_COLOURS = {"encoder": HEAD_COLOURS[0], "cross": HEAD_COLOURS[1]}
_KIND_SYMBOLS = {"encoder": "circle", "cross": "diamond"}
_NAMED_HEADS = 3  # at most so many dots carry a label,
_LABEL = (0.35, 0.12)  # of which each needs so much room
_LIMIT, _HEADROOM = 1.1, 1.35  # where the dots end, and the names of the corners


def contrast_change(
    heads: Sequence[HeadComparison], first: Resolution, second: Resolution, text: Text, theme: Theme
) -> go.Figure:
    """Each head as a dot: its contrast in the first sentence (x) and in the second (y), both from −1 to 1.

    Upper right: the head prefers the antecedent in both sentences, so it follows the meaning.
    """
    axis = {
        "tickvals": [-1, 0, 1],
        "zeroline": True,
        "zerolinewidth": 1,
        "showgrid": False,
        "fixedrange": True,
    }
    follows_meaning = {
        "type": "rect",
        "x0": 0,
        "x1": _LIMIT,
        "y0": 0,
        "y1": _HEADROOM,
        "fillcolor": theme.panel,
        "line": {"width": 0},
        "layer": "below",
    }
    return unchecked(
        [_dots(kind, heads, text, theme) for kind in ("encoder", "cross")],
        layout(theme)
        | {
            "height": GRID_HEIGHT,
            "margin": {"t": 26, "b": 8, "l": 8, "r": 8},
            "dragmode": False,
            "legend": {"orientation": "h", "y": 1.0, "yanchor": "bottom", "x": 0},
            "shapes": [follows_meaning],
            "annotations": [_corner(x, y, label, theme) for x, y, label in _corners(first, second, text)],
            "xaxis": axis | {"range": [-_LIMIT, _LIMIT], "title": {"text": text("coreference.contrast_in", n=1)}},
            "yaxis": axis | {"range": [-_HEADROOM, _HEADROOM], "title": {"text": text("coreference.contrast_in", n=2)}},
        },
    )


def _dots(kind: str, heads: Sequence[HeadComparison], text: Text, theme: Theme) -> dict[str, Any]:
    named = _named(heads)
    group = [head for head in heads if head.kind == kind]
    return {
        "type": "scatter",
        "mode": "markers+text",
        "x": [round(head.contrast[0], 3) for head in group],
        "y": [round(head.contrast[1], 3) for head in group],
        "name": text(f"coreference.kind_{kind}"),
        "text": [head_name(head.layer, head.head) if head in named else "" for head in group],
        "textposition": ["middle left" if head.contrast[0] > 0 else "middle right" for head in group],
        "textfont": {"size": TYPE.small},
        "customdata": [head_title(head, text) for head in group],
        "marker": {
            "color": _KIND_COLOURS[kind],
            "symbol": _KIND_SYMBOLS[kind],
            "size": 9,
            "opacity": 0.8,
            "line": {"width": 1, "color": theme.background},
        },
        "hovertemplate": "%{customdata}<br>1: %{x:+.3f}<br>2: %{y:+.3f}<extra></extra>",
    }


def _named(heads: Sequence[HeadComparison]) -> list[HeadComparison]:
    """The first heads that follow the meaning, as far as their labels do not overlap."""
    named: list[HeadComparison] = []
    for head in following(heads):
        apart = (
            any(abs(mine - other) > room for mine, other, room in zip(head.contrast, one.contrast, _LABEL, strict=True))
            for one in named
        )
        if all(apart) and len(named) < _NAMED_HEADS:
            named.append(head)
    return named


def _corners(first: Resolution, second: Resolution, text: Text) -> list[tuple[int, int, str]]:
    corners = [(1, 1, text("coreference.corner_meaning")), (-1, -1, text("coreference.corner_wrong"))]
    nouns = noun_words(first)
    if nouns == noun_words(second)[::-1]:
        corners += [
            (1, -1, text("coreference.corner_always", noun=isolated(nouns[0]))),
            (-1, 1, text("coreference.corner_always", noun=isolated(nouns[1]))),
        ]
    return corners


def _corner(x: int, y: int, label: str, theme: Theme) -> dict[str, Any]:
    return {
        "x": x * _LIMIT,
        "y": y * _HEADROOM,
        "text": label,
        "showarrow": False,
        "xanchor": "right" if x > 0 else "left",
        "yanchor": "top" if y > 0 else "bottom",
        "font": {"size": TYPE.small, "color": theme.muted},
    }
