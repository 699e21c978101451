"""The overview: every head of every layer as a thumbnail of its attention, in one picture."""

import math
from collections.abc import Mapping, Sequence
from typing import Any

import numpy as np
import plotly.graph_objects as go
from numpy.typing import NDArray

from model.attention_view import AttentionView, Cell
from viz.attention_style import cell_colours, cell_name, value_scale
from viz.labels import head_of_layer_name, layer_name
from viz.theme import TYPE, Theme, layout

_FINEST = 48  # cells along a thumbnail's side: about as many as it has pixels
_VALUES = 253  # codes 0…253 are values, then:
_MASKED, _GAP = 254, 255
_COLUMNS_ALONE = 4  # thumbnails in a row where the grid has only one row or one column
_PIXELS = 440  # usual width of the figure
_SPACE = 0.06  # around a thumbnail, as a part of its place
_NAME = 0.2  # above a thumbnail with a name of its own, as a part of its place


def attention_grid(view: AttentionView, chosen: Sequence[Cell], theme: Theme) -> go.Figure:
    """Layers from top to bottom, heads from left to right; in each thumbnail queries are rows, keys columns.

    All thumbnails share one colour scale (`value_scale`); masked cells are grey. Chosen heads are framed in
    their colours. Clicks come from the second, invisible trace, whose points carry their cell. Where
    there is one layer, or heads or layers are taken together, the thumbnails are larger, in rows of four.
    """
    layers, heads = view.values.shape[:2]
    crossed = min(layers, heads) > 1
    n_columns = heads if crossed else min(_COLUMNS_ALONE, layers * heads)
    n_rows = math.ceil(layers * heads / n_columns)
    above = _SPACE if crossed else _NAME
    places = {cell: divmod(index, n_columns) for index, cell in enumerate(view.cells)}
    columns = _axis([head_of_layer_name(head) for head in range(heads)] if crossed else [])
    rows = _axis([layer_name(layer) for layer in range(layers)] if crossed else [])
    shown = {
        "height": round(n_rows * _PIXELS / n_columns) + 24,
        "margin": {"l": 4, "r": 4, "t": 4, "b": 4},
        "xaxis": columns | {"side": "top", "range": [0, n_columns]},
        "yaxis": rows | {"range": [n_rows, 0]},
        "shapes": [_frame(places[cell], above, colour) for cell, colour in cell_colours(view, chosen).items()],
        "annotations": [] if crossed else [_name(view, cell, place, theme) for cell, place in places.items()],
        "clickmode": "event+select",
        "hoverdistance": -1,  # so that all of a thumbnail can be clicked, not only what lies near its middle
        "dragmode": False,
        "showlegend": False,
    }
    traces = [_mosaic(view, places, (n_rows, n_columns), above, theme), _click_targets(view, places)]
    return go.Figure(traces, layout=layout(theme) | shown)


def _mosaic(
    view: AttentionView,
    places: Mapping[Cell, tuple[int, int]],
    grid: tuple[int, int],
    above: float,
    theme: Theme,
) -> go.Heatmap:
    """All thumbnails as one matrix of bytes; one unit of the axes is the place of one thumbnail."""
    scale = value_scale(view, theme)
    values = (_pooled(view.values.numpy()) - scale.lowest) / (scale.highest - scale.lowest)
    codes = np.where(_pooled(view.masked.numpy())[:, None], _MASKED, np.round(values.clip(0, 1) * _VALUES))
    height, width = codes.shape[2:]
    top, bottom = math.ceil(height * above), math.ceil(height * _SPACE)
    side = math.ceil(width * _SPACE)
    place = (top + height + bottom, side + width + side)
    tiled = np.full((grid[0] * place[0], grid[1] * place[1]), _GAP, dtype=np.uint8)
    for (layer, head), (row, column) in places.items():
        y, x = row * place[0] + top, column * place[1] + side
        tiled[y : y + height, x : x + width] = codes[layer, head]
    masked_from, gap_from = (_VALUES + 0.5) / _GAP, (_MASKED + 0.5) / _GAP
    return go.Heatmap(
        z=tiled,
        x0=0.5 / place[1],
        dx=1 / place[1],
        y0=0.5 / place[0],
        dy=1 / place[0],
        zmin=0,
        zmax=_GAP,
        colorscale=[
            *((stop * _VALUES / _GAP, colour) for stop, colour in scale.stops),
            (masked_from, scale.stops[-1][1]),
            (masked_from, theme.masked),
            (gap_from, theme.masked),
            (gap_from, theme.background),
            (1, theme.background),
        ],
        showscale=False,
        hoverinfo="skip",
    )


def _pooled(values: NDArray[Any]) -> NDArray[Any]:
    """The last two axes cut down to `_FINEST` blocks, each to its value farthest from 0."""
    for axis in (-2, -1):
        length = values.shape[axis]
        if length > _FINEST:
            starts = np.arange(_FINEST) * length // _FINEST
            low, high = (extreme.reduceat(values, starts, axis=axis) for extreme in (np.minimum, np.maximum))
            values = low if values.dtype == bool else np.where(-low > high, low, high)
    return values


def _click_targets(view: AttentionView, places: Mapping[Cell, tuple[int, int]]) -> go.Scatter:
    return go.Scatter(
        x=[column + 0.5 for _, column in places.values()],
        y=[row + 0.5 for row, _ in places.values()],
        mode="markers",
        marker={"symbol": "square", "size": 44, "opacity": 0},
        selected={"marker": {"opacity": 0}},
        unselected={"marker": {"opacity": 0}},
        customdata=[list(cell) for cell in places],
        text=[cell_name(view, cell) for cell in places],
        hovertemplate="%{text}<extra></extra>",
    )


def _frame(place: tuple[int, int], above: float, colour: str) -> dict[str, Any]:
    row, column = place
    box = {"x0": column + 0.01, "x1": column + 0.99, "y0": row + max(0.01, above - _SPACE), "y1": row + 0.99}
    return {"type": "rect", **box, "line": {"color": colour, "width": 3}}


def _name(view: AttentionView, cell: Cell, place: tuple[int, int], theme: Theme) -> dict[str, Any]:
    row, column = place
    where = {"x": column + 0.5, "y": row + (_NAME - _SPACE) / 2, "yanchor": "middle"}
    font = {"size": TYPE.label, "color": theme.muted}
    return {"text": cell_name(view, cell), "font": font, "showarrow": False, **where}


def _axis(names: Sequence[str]) -> dict[str, Any]:
    return {
        "tickvals": [place + 0.5 for place in range(len(names))],
        "ticktext": list(names),
        "showticklabels": bool(names),
        "showgrid": False,
        "zeroline": False,
        "ticks": "",
        "fixedrange": True,
    }
