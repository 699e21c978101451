"""One number per sublayer and token of a stack, as a heatmap."""

from dataclasses import dataclass
from typing import Any, Literal, get_args

import numpy as np
import plotly.graph_objects as go
from jaxtyping import Float
from torch import Tensor

from model.residual import Site, StreamProfile
from viz.figure import colour_stops, unchecked
from viz.labels import isolated, layer_name, short_number, word_ticks
from viz.text import Text
from viz.theme import TYPE, Theme, layout

StreamQuantity = Literal["share", "size_sum", "cosine", "std_before", "mean_before", "std_after", "mean_after"]
QUANTITIES: tuple[StreamQuantity, ...] = get_args(StreamQuantity)

_ROW = 28  # pixels
_ABOVE, _BELOW = 64, 56  # pixels for the words, for the colour bar
_BESIDE = 36  # on the right, for the end of a slanted word
_WIDTH = 560  # pixels that the words share
_MOST_NUMBERS = 16  # with more columns than this, numbers in the cells would overlap


@dataclass(frozen=True)
class Scale:
    """The range of a quantity; a diverging one has zero in its middle."""

    lowest: float
    highest: float
    diverging: bool


def site_name(site: Site, text: Text) -> str:
    """A sublayer by its layer, counted from 1, and its kind: "L2 feed-forward"."""
    return f"{layer_name(site.layer)} {text(f'layer_norm.sublayer_{site.sublayer}')}"


def scale(profile: StreamProfile, quantity: StreamQuantity) -> Scale:
    """Shares run from 0 to 1 and cosines from −1 to 1; means are centred on zero; all else starts at zero."""
    largest = float(_values(profile, quantity).abs().max())
    match quantity:
        case "share":
            return Scale(0, 1, diverging=False)
        case "cosine":
            return Scale(-1, 1, diverging=True)
        case "mean_before" | "mean_after":
            return Scale(-largest, largest, diverging=True)
        case _:
            return Scale(0, largest, diverging=False)


def stream_map(
    profile: StreamProfile, quantity: StreamQuantity, row: int, token: int, *, text: Text, theme: Theme
) -> go.Figure:
    """Sublayers as rows in the order of computation, tokens as columns; the cell (`row`, `token`) is framed.

    A click on a cell gives its [row, token].
    """
    values = _values(profile, quantity).numpy()
    n_rows, n_tokens = values.shape
    names = [site_name(site, text) for site in profile.sites]
    pieces = [isolated(piece) for piece in profile.tokens.labels]
    span = scale(profile, quantity)
    cells: dict[str, Any] = {
        "type": "heatmap",
        "z": values.round(4),
        "zmin": span.lowest,
        "zmax": span.highest,
        "colorscale": colour_stops(theme.diverging if span.diverging else theme.sequential),
        "xgap": 1,
        "ygap": 1,
        "colorbar": {
            "orientation": "h",
            "y": 0,
            "yanchor": "top",
            "len": 0.6,
            "thickness": 10,
            "outlinewidth": 0,
            "title": {"text": text(f"layer_norm.unit_{quantity}"), "side": "bottom", "font": {"size": TYPE.small}},
        },
        "hoverinfo": "skip",
    }
    if n_tokens <= _MOST_NUMBERS:
        cells |= {"text": [[short_number(value) for value in line] for line in values], "texttemplate": "%{text}"}
        cells["textfont"] = {"size": TYPE.small}
    places = [(line, column) for line in range(n_rows) for column in range(n_tokens)]
    clicks = {  # heatmaps do not report clicks
        "type": "scatter",
        "mode": "markers",
        "x": [column for _, column in places],
        "y": [line for line, _ in places],
        "customdata": [list(place) for place in places],
        "text": [f"{names[line]}<br>{pieces[column]}: {values[line, column]:.3f}" for line, column in places],
        "hovertemplate": "%{text}<extra></extra>",
        "marker": {"symbol": "square", "size": 22, "opacity": 0},
        "showlegend": False,
    }
    frame = {
        "type": "rect",
        "x0": token - 0.5,
        "x1": token + 0.5,
        "y0": row - 0.5,
        "y1": row + 0.5,
        "line": {"color": theme.text, "width": 3},
    }
    axis = {"showgrid": False, "zeroline": False, "fixedrange": True}
    return unchecked(
        [cells, clicks],
        layout(theme)
        | {
            "height": _ROW * n_rows + _ABOVE + _BELOW,
            "margin": {"t": _ABOVE, "b": _BELOW, "l": 8, "r": _BESIDE},
            "dragmode": False,
            "shapes": [frame],
            "xaxis": axis
            | word_ticks(profile.tokens.labels, _WIDTH)
            | {"range": [-0.5, n_tokens - 0.5], "tickangle": -45, "side": "top"},
            "yaxis": axis
            | {"tickvals": list(range(n_rows)), "ticktext": names, "range": [n_rows - 0.5, -0.5], "automargin": True},
        },
    )


def stream_description(profile: StreamProfile, quantity: StreamQuantity, text: Text) -> str:
    """What `stream_map` shows, in words: the range, and where the largest value stands."""
    values = _values(profile, quantity).numpy()
    row, token = largest_place(profile, quantity)
    return text(
        "layer_norm.map_alt",
        quantity=text(f"layer_norm.quantity_{quantity}"),
        lowest=float(values.min()),
        highest=float(values.max()),
        site=site_name(profile.sites[row], text),
        piece=profile.tokens.labels[token],
    )


def largest_place(profile: StreamProfile, quantity: StreamQuantity) -> tuple[int, int]:
    """The row and the token with the largest value."""
    values = _values(profile, quantity).numpy()
    row, token = np.unravel_index(values.argmax(), values.shape)
    return int(row), int(token)


def _values(profile: StreamProfile, quantity: StreamQuantity) -> Float[Tensor, "site token"]:
    return getattr(profile, quantity)
