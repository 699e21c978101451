"""A cube of numbers [batch, position, feature], and which of them share a mean."""

from collections.abc import Sequence
from typing import Any

import numpy as np
import plotly.graph_objects as go
from numpy.typing import NDArray

from viz.figure import unchecked
from viz.theme import HEAD_COLOURS, TYPE, Theme, layout

_ROW, _ABOVE, _BELOW = 34, 40, 12  # pixels: a row of numbers, the names of features, below
_APART = 0.8  # rows between two sentences
_FAINT = 0.28
_MARKS = "ABCDEFGHIJKL"


def norm_cube(
    cube: NDArray[np.floating[Any]],
    sets: NDArray[np.integer[Any]],
    chosen: tuple[int, int, int],
    *,
    words: Sequence[str],
    features: Sequence[str],
    theme: Theme,
) -> go.Figure:
    """`cube` and `sets` are [batch, position, feature]; cells of the same set have its colour and its letter.

    The sentences of the batch stand one below the other: `words` names their rows, `features` the columns. The set of
    the cell `chosen` stands out. A click on a cell gives its [sentence, word, feature].
    """
    n_sentences, n_words, n_features = cube.shape
    mine = int(sets[chosen])
    letters = {index: _MARKS[place] for place, index in enumerate(dict.fromkeys(sets.flatten().tolist()))}
    shapes: list[dict[str, Any]] = []
    notes: list[dict[str, Any]] = []
    for place in np.ndindex(cube.shape):
        x, y, index = place[2], _height(place, n_words), int(sets[place])
        box = {"type": "rect", "x0": x - 0.47, "x1": x + 0.47, "y0": y - 0.46, "y1": y + 0.46}
        colour = HEAD_COLOURS[list(letters).index(index) % len(HEAD_COLOURS)]
        border = {"color": theme.text, "width": 3} if index == mine else {"color": colour, "width": 1}
        shapes.append(box | {"fillcolor": colour, "opacity": _FAINT, "line": {"width": 0}, "layer": "below"})
        shapes.append(box | {"line": border, "layer": "above"})
        number = f"{cube[place]:g}"
        notes.append(_note(f"<b>{number}</b>" if index == mine else number, x, y, TYPE.body, theme.text))
        notes.append(_note(letters[index], x + 0.36, y - 0.26, TYPE.small, theme.text))
    clicks = {
        "type": "scatter",
        "mode": "markers",
        "x": [place[2] for place in np.ndindex(cube.shape)],
        "y": [_height(place, n_words) for place in np.ndindex(cube.shape)],
        "customdata": [list(place) for place in np.ndindex(cube.shape)],
        "hoverinfo": "none",
        "marker": {"symbol": "square", "size": 28, "opacity": 0},
        "selected": {"marker": {"opacity": 0}},
        "unselected": {"marker": {"opacity": 0}},
    }
    heights = [_height((b, p, 0), n_words) for b in range(n_sentences) for p in range(n_words)]
    axis = {"showgrid": False, "zeroline": False, "fixedrange": True, "ticks": ""}
    return unchecked(
        [clicks],
        layout(theme)
        | {
            "height": round(_ROW * (heights[-1] + 1)) + _ABOVE + _BELOW,
            "margin": {"t": _ABOVE, "b": _BELOW, "l": 8, "r": 8},
            "dragmode": False,
            "showlegend": False,
            "clickmode": "event+select",
            "shapes": shapes,
            "annotations": notes,
            "xaxis": axis | _ticks(range(n_features), features) | {"range": [-0.6, n_features - 0.4], "side": "top"},
            "yaxis": axis | _ticks(heights, words) | {"range": [heights[-1] + 0.6, -0.6]},
        },
    )


def _height(place: Sequence[int], n_words: int) -> float:
    """How far down a word stands: sentences are apart."""
    return place[0] * (n_words + _APART) + place[1]


def _ticks(places: Sequence[float], names: Sequence[str]) -> dict[str, Any]:
    return {"tickvals": list(places), "ticktext": list(names)}


def _note(text: str, x: float, y: float, size: int, colour: str) -> dict[str, Any]:
    return {"text": text, "x": x, "y": y, "showarrow": False, "font": {"size": size, "color": colour}}
