"""A small X split into heads: which number goes where."""

from typing import Any

import plotly.graph_objects as go
from jaxtyping import Float
from torch import Tensor

from viz.figure import translucent, unchecked
from viz.labels import head_of_layer_name
from viz.text import Text
from viz.theme import HEAD_COLOURS, TYPE, Theme, layout

_GAP = 0.6  # between two heads, in cells
_BETWEEN = 1.6  # between X and its heads, in rows
_ROW = 30  # pixels


def head_split(
    x: Float[Tensor, "word d_model"], heads: Float[Tensor, "head word d_head"], *, text: Text, theme: Theme
) -> go.Figure:
    """Above X, below the heads side by side. The tens of a number are its word, which also gives its colour."""
    n_words, d_model = x.shape
    n_heads, _, d_head = heads.shape
    shift = (n_heads - 1) * _GAP / 2
    cells: list[tuple[float, float, float]] = [
        (column + shift, row, float(x[row, column])) for row in range(n_words) for column in range(d_model)
    ]
    below = n_words + _BETWEEN
    for head in range(n_heads):
        start = head * (d_head + _GAP)
        cells += [
            (start + column, below + row, float(heads[head, row, column]))
            for row in range(n_words)
            for column in range(d_head)
        ]
    shapes = [_cell(column, row, number, theme) for column, row, number in cells]
    names = [(-0.9 + shift, 0.5 * (n_words - 1), "X")] + [
        (head * (d_head + _GAP) + (d_head - 1) / 2, below - 0.95, head_of_layer_name(head)) for head in range(n_heads)
    ]
    numbers: dict[str, Any] = {
        "type": "scatter",
        "mode": "text",
        "x": [column for column, _, _ in cells],
        "y": [row for _, row, _ in cells],
        "text": [f"{number:.0f}" for _, _, number in cells],
        "textfont": {"size": TYPE.label},
        "hoverinfo": "skip",
        "showlegend": False,
    }
    hidden = {"visible": False, "fixedrange": True}
    return unchecked(
        [numbers],
        layout(theme)
        | {
            "height": round(_ROW * (2 * n_words + _BETWEEN + 0.6)),
            "margin": {"t": 4, "b": 4, "l": 4, "r": 4},
            "dragmode": False,
            "shapes": shapes,
            "annotations": [
                {"x": column, "y": row, "text": f"<b>{name}</b>", "font": {"size": TYPE.label, "color": theme.muted}}
                for column, row, name in names
            ],
            "xaxis": hidden | {"range": [-1.4, d_model + 2 * shift]},
            "yaxis": hidden | {"range": [below + n_words - 0.4, -0.6]},
        },
    )


def _cell(column: float, row: float, number: float, theme: Theme) -> dict[str, Any]:
    colour = HEAD_COLOURS[(int(number) // 10 - 1) % len(HEAD_COLOURS)]
    box = {"x0": column - 0.48, "x1": column + 0.48, "y0": row - 0.46, "y1": row + 0.46}
    line = {"width": 1, "color": theme.border}
    return {"type": "rect", **box, "fillcolor": translucent(colour, 0.28), "line": line, "layer": "below"}
