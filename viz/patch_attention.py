"""What a patch of an image, or [CLS], looks at, drawn over the image."""

from typing import Any

import numpy as np
import plotly.graph_objects as go
from numpy.typing import NDArray

from model.analysis.patch_attention import PatchAttention
from viz.figure import unchecked
from viz.patch_style import Pixels, background, frame, heat, picture_name, targets
from viz.picture_source import grey, png
from viz.text import Text
from viz.theme import TYPE, Theme, layout

_HEIGHT, _ABOVE, _BELOW = 316, 28, 44  # pixels: the picture, the columns' numbers above it, the colour bar below
_TICKS = 7  # at most so many rows and columns have their number


def attention_over_image(image: Pixels, shown: PatchAttention, picture: int, text: Text, theme: Theme) -> go.Figure:
    """One picture of `shown` (a head, from 0) over the image (height × width × RGB) as the model sees it, in grey.

    The more of a patch is covered, in warmer colours, the larger its weight: from 0 to the largest of any patch in any
    picture of `shown`. The patch that looks is framed. A click on another gives its token.
    """
    rows, columns = shown.grid.rows, shown.grid.columns
    weights = shown.patches()[picture].numpy()
    axis = {"showgrid": False, "zeroline": False, "fixedrange": True, "ticks": "", "constrain": "domain"}
    height, width = image.shape[:2]
    shades = heat(weights, np.arange(columns + 1.0), np.arange(rows + 1.0), shown.highest, theme)
    return unchecked(
        [
            shades | {"colorbar": _colour_bar(shown, text), "showscale": True, "xgap": 1, "ygap": 1},
            _patches(weights, shown),
        ],
        layout(theme)
        | {
            "height": _HEIGHT + _ABOVE + _BELOW,
            "margin": {"t": _ABOVE, "b": _BELOW, "l": 24, "r": 8},
            "dragmode": False,
            "showlegend": False,
            "clickmode": "event+select",
            "images": [background(png(grey(image)), 0, 0, columns, rows)],
            "shapes": frame(shown, 0, 0, 1, 1, theme),
            "xaxis": axis | _numbers(columns) | {"range": [0, columns], "side": "top"},
            "yaxis": axis
            | _numbers(rows)
            | {
                "range": [rows, 0],
                "constraintoward": "top",
                "scaleanchor": "x",
                "scaleratio": (height / rows) / (width / columns),
            },
        },
    )


def picture_in_words(shown: PatchAttention, picture: int, text: Text) -> str:
    """Which picture it is, and how its weight is divided between [CLS] and the patches."""
    to_cls = float(shown.weights[picture, 0])
    values = {"cls": f"{to_cls:.1%}", "rest": f"{1 - to_cls:.1%}"}
    return text("image.from_to", name=picture_name(shown, picture, text), patch=_query(shown), **values)


def picture_description(shown: PatchAttention, picture: int, text: Text) -> str:
    """What `attention_over_image` shows, in words."""
    best = 1 + int(shown.weights[picture, 1:].argmax())
    values = {"best": shown.grid.label(best), "weight": f"{float(shown.weights[picture, best]):.3f}"}
    return text("image.picture_alt", name=picture_name(shown, picture, text), patch=_query(shown), **values)


def _query(shown: PatchAttention) -> str:
    return shown.grid.label(shown.query)


def _colour_bar(shown: PatchAttention, text: Text) -> dict[str, Any]:
    return {
        "orientation": "h",
        "y": 0,
        "yanchor": "top",
        "len": 0.8,
        "thickness": 8,
        "outlinewidth": 0,
        "nticks": 5,
        "title": {
            "text": text("image.unit_share" if shown.together == "rollout" else "image.unit"),
            "side": "bottom",
            "font": {"size": TYPE.small},
        },
    }


def _patches(weights: NDArray[np.float32], shown: PatchAttention) -> dict[str, Any]:
    grid = shown.grid
    return targets(
        [column + 0.5 for _ in range(grid.rows) for column in range(grid.columns)],
        [row + 0.5 for row in range(grid.rows) for _ in range(grid.columns)],
        list(range(1, grid.n_tokens)),
        [f"{grid.label(1 + place)}: {weight:.4f}" for place, weight in enumerate(weights.flatten().tolist())],
        24,
    )


def _numbers(count: int) -> dict[str, Any]:
    """Ticks in the middle of patches, numbered from 1."""
    step = -(-count // _TICKS)
    return {
        "tickvals": [place + 0.5 for place in range(0, count, step)],
        "ticktext": [str(place + 1) for place in range(0, count, step)],
    }
