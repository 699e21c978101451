"""What each head of a layer looks at from one patch of an image, as small pictures."""

from collections.abc import Sequence
from typing import Any

import numpy as np
import plotly.graph_objects as go

from model.analysis.class_effects import ClassEffects
from model.analysis.patch_attention import PatchAttention
from viz.figure import unchecked
from viz.labels import head_name, head_of_layer_name, number_text
from viz.patch_style import Pixels, background, box, frame, heat, targets
from viz.picture_source import grey, png
from viz.text import Text, markdown_escape
from viz.theme import TYPE, Theme, head_colour, layout

_THUMBNAIL = 112  # pixels of a small picture's longer side
_COLUMNS = 4  # small pictures in a row
_WIDTH = 350  # usual width of the figure
_NAME, _SPACE = 0.2, 0.05  # above a small picture and around it, as a part of its width


def attention_of_heads(
    image: Pixels, shown: PatchAttention, chosen: int | None, effects: ClassEffects | None, theme: Theme
) -> go.Figure:
    """Every head of a layer as a small picture, all on one scale: see `attention_over_image`.

    `chosen` is framed in its colour. With `effects`, what switching the head off changes stands beside its name, in
    nats. A click gives the head.
    """
    height, width = image.shape[:2]
    tall = height / width
    n_heads = len(shown.weights)
    n_columns = min(_COLUMNS, n_heads)
    n_rows = -(-n_heads // n_columns)
    place = (1 + 2 * _SPACE, tall + _NAME + _SPACE)  # what one small picture takes, in widths of one
    corners = [
        (column * place[0] + _SPACE, row * place[1] + _NAME)
        for row, column in (divmod(head, n_columns) for head in range(n_heads))
    ]
    step = max(1, round(max(height, width) / _THUMBNAIL))
    source = png(grey(image)[::step, ::step])
    sizes = (1 / shown.grid.columns, tall / shown.grid.rows)
    shapes = [line for x, y in corners for line in frame(shown, x, y, *sizes, theme)]
    if chosen is not None:
        shapes.append(box(*corners[chosen], 1, tall, head_colour(chosen), 3))
    axis = {"visible": False, "fixedrange": True, "constrain": "domain"}
    right, bottom = _COLUMNS * place[0], n_rows * place[1]
    return unchecked(
        [_mosaic(shown, corners, sizes, theme), _heads(shown, corners, tall)],
        layout(theme)
        | {
            "height": round(_WIDTH * bottom / right),
            "margin": {"t": 0, "b": 0, "l": 0, "r": 0},
            "dragmode": False,
            "showlegend": False,
            "clickmode": "event+select",
            "hoverdistance": -1,  # all of a picture can be clicked, not only its middle
            "images": [background(source, x, y, 1, tall) for x, y in corners],
            "shapes": shapes,
            "annotations": [_name(head, *corner, effects, theme) for head, corner in enumerate(corners)],
            "xaxis": axis | {"range": [0, right]},
            "yaxis": axis | {"range": [bottom, 0], "scaleanchor": "x", "constraintoward": "top"},
        },
    )


def heads_in_words(shown: PatchAttention, effects: ClassEffects | None, text: Text) -> str:
    """How to read `attention_of_heads`: its scale, and what the numbers beside the names are. Markdown."""
    values = {"highest": f"{shown.highest:.3f}", "even": f"{1 / shown.grid.n_tokens:.4f}"}
    sentences = [text("image.heads_caption", **values)]
    if effects is not None:
        name = markdown_escape(effects.predicted)
        sentences.append(text("image.heads_effects", name=name, baseline=number_text(effects.baseline, ".3f")))
    return ("" if text.language == "zh" else " ").join(sentences)


def heads_description(shown: PatchAttention, text: Text) -> str:
    """What `attention_of_heads` shows, in words."""
    patch = shown.grid.label(shown.query)
    return text("image.heads_alt", layer=shown.layer + 1, count=len(shown.weights), patch=patch)


def _mosaic(
    shown: PatchAttention, corners: Sequence[tuple[float, float]], sizes: tuple[float, float], theme: Theme
) -> dict[str, Any]:
    """The heads' pictures as one matrix, with empty rows and columns for what lies between them."""
    grid, weights = shown.grid, shown.patches().numpy()
    lefts, tops = (list(dict.fromkeys(corner[axis] for corner in corners)) for axis in (0, 1))
    x = np.concatenate([left + sizes[0] * np.arange(grid.columns + 1) for left in lefts])
    y = np.concatenate([top + sizes[1] * np.arange(grid.rows + 1) for top in tops])
    cells = np.full((len(y) - 1, len(x) - 1), np.nan, np.float32)
    for head, (left, top) in enumerate(corners):
        row, column = tops.index(top) * (grid.rows + 1), lefts.index(left) * (grid.columns + 1)
        cells[row : row + grid.rows, column : column + grid.columns] = weights[head]
    return heat(cells, x, y, shown.highest, theme)


def _heads(shown: PatchAttention, corners: Sequence[tuple[float, float]], tall: float) -> dict[str, Any]:
    return targets(
        [x + 0.5 for x, _ in corners],
        [y + tall / 2 for _, y in corners],
        list(range(len(corners))),
        [head_name(shown.layer, head) for head in range(len(corners))],
        60,
    )


def _name(head: int, x: float, y: float, effects: ClassEffects | None, theme: Theme) -> dict[str, Any]:
    name = f"<b>{head_of_layer_name(head)}</b>"
    if effects is not None:
        name += f"  {number_text(float(effects.changes[head]), '+.2f')}"
    font = {"size": TYPE.small, "color": theme.text}
    return {"text": name, "x": x, "y": y, "xanchor": "left", "yanchor": "bottom", "font": font, "showarrow": False}
