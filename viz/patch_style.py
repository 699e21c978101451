"""What figures of attention over an image share: its colours, frames, background and what can be clicked."""

from typing import Any

import numpy as np
from numpy.typing import NDArray

from model.analysis.patch_attention import PatchAttention
from viz.figure import translucent
from viz.labels import head_name, layer_name
from viz.text import Text
from viz.theme import Theme

Pixels = NDArray[np.uint8]
"""An image: height × width × RGB."""
_THINNEST, _THICKEST = 0.15, 0.9  # opacity of the smallest weight and of the largest


def picture_name(shown: PatchAttention, picture: int, text: Text) -> str:
    """What one picture is of: a head "L3·H5", the mean of a layer's heads, or the rollout up to it."""
    if shown.together == "heads":
        return head_name(shown.layer, picture)
    return text(f"image.name_{shown.together}", layer=layer_name(shown.layer))


def heat(
    weights: NDArray[np.float32],
    x: NDArray[np.floating[Any]],
    y: NDArray[np.floating[Any]],
    highest: float,
    theme: Theme,
) -> dict[str, Any]:
    """Cells between the edges `x` and `y`. Colour and cover follow the square root: most weights are small."""
    last = len(theme.sequential) - 1
    stops = [
        [(step / last) ** 2, translucent(colour, round(_THINNEST + (_THICKEST - _THINNEST) * step / last, 3))]
        for step, colour in enumerate(theme.sequential)
    ]
    return {
        "type": "heatmap",
        "z": weights.round(6),
        "x": x,
        "y": y,
        "zmin": 0,
        "zmax": highest or 1.0,
        "colorscale": [[0, translucent(theme.sequential[0], 0)], *stops[1:]],
        "hoverinfo": "skip",
        "hoverongaps": False,
        "showscale": False,
    }


def targets(x: list[float], y: list[float], codes: list[int], texts: list[str], size: int) -> dict[str, Any]:
    """What can be clicked, and says its text: heatmaps do not report clicks. A click gives the code."""
    return {
        "type": "scatter",
        "mode": "markers",
        "x": x,
        "y": y,
        "customdata": codes,
        "text": texts,
        "hovertemplate": "%{text}<extra></extra>",
        "marker": {"symbol": "square", "size": size, "opacity": 0},
        "selected": {"marker": {"opacity": 0}},
        "unselected": {"marker": {"opacity": 0}},
    }


def background(source: str, x: float, y: float, width: float, height: float) -> dict[str, Any]:
    """The image itself, below everything, in the units of the axes."""
    place = {"x": x, "y": y, "sizex": width, "sizey": height, "xref": "x", "yref": "y"}
    return {"source": source, **place, "sizing": "stretch", "layer": "below"}


def frame(
    shown: PatchAttention, left: float, top: float, width: float, height: float, theme: Theme
) -> list[dict[str, Any]]:
    """A dark line and a light one around the patch that looks: one of them stands out from whatever is there."""
    place = shown.grid.place(shown.query)
    if place is None:
        return []
    x, y = left + place[1] * width, top + place[0] * height
    return [box(x, y, width, height, theme.text, 4), box(x, y, width, height, theme.background, 2)]


def box(x: float, y: float, width: float, height: float, colour: str, thickness: int) -> dict[str, Any]:
    """The outline of a rectangle."""
    corners = {"x0": x, "x1": x + width, "y0": y, "y1": y + height}
    return {"type": "rect", **corners, "line": {"color": colour, "width": thickness}}
