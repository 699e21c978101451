"""The two sides of a comparison: their colours, the words that changed, what each expected next."""

from collections.abc import Sequence
from typing import Any

import plotly.graph_objects as go
from jaxtyping import Float
from torch import Tensor

from model.analysis.alignment import Alignment, Side
from model.analysis.output_difference import NextPiece, OutputDifference
from viz.figure import unchecked
from viz.labels import head_of_layer_name, layer_name, plain, word_label
from viz.marked_text import coloured
from viz.next_tokens import percent
from viz.number_grid import number_grid
from viz.text import Text
from viz.theme import TYPE, Theme, layout

_ROW = 40  # pixels for a piece with its two bars
_ROOM = 1.22  # the axis ends beyond 1, so that the label of a certain piece fits


def side_colour(side: Side, theme: Theme) -> str:
    """The colour of a side, as in a difference: cold what only the first has, warm what only the second has."""
    return theme.diverging[3] if side == 0 else theme.diverging[-4]


def change_marks(words: Alignment, side: Side, theme: Theme) -> dict[int, str]:
    """Formats for the words of a side that are not the same on the other: bold, on the colour of the side."""
    mark = coloured(theme.text, theme.diverging[6] if side == 0 else theme.diverging[10], "**")
    return dict.fromkeys(words.changed(side), mark)


def head_grid(values: Float[Tensor, "layer head"], chosen: tuple[int, int], text: Text, theme: Theme) -> go.Figure:
    """How much the attention of each head differs, 0 to 1; a click gives [layer, head]."""
    layers, heads = values.shape
    return number_grid(
        values.numpy(),
        [layer_name(layer) for layer in range(layers)],
        [head_of_layer_name(head) for head in range(heads)],
        highest=1,
        unit=text("compare.unit"),
        theme=theme,
        chosen=chosen,
    )


def stream_grid(
    words: Alignment, values: Float[Tensor, "depth word"], unit: str, text: Text, theme: Theme
) -> go.Figure:
    """How far the stream of each word has moved at each depth, from 0 to the largest, in `unit`."""
    rows = [text("compare.input"), *(layer_name(layer) for layer in range(len(values) - 1))]
    highest = float(values.nan_to_num().max()) or 1.0
    return number_grid(values.numpy(), rows, words.labels, highest=highest, unit=unit, theme=theme)


def output_grid(output: OutputDifference, chosen: int, text: Text, theme: Theme) -> go.Figure:
    """How far apart the expectations of each written word lie, 0 to 1; a click gives [0, word]."""
    return number_grid(
        output.total_variation.numpy()[None],
        [text("compare.output_row")],
        output.words.labels,
        highest=1,
        unit=text("compare.unit"),
        theme=theme,
        chosen=(0, chosen),
    )


def next_piece_bars(pieces: Sequence[NextPiece], names: tuple[str, str], text: Text, theme: Theme) -> go.Figure:
    """Two bars for each piece, its probability on each side (`names`), from 0 to 1; none where a side has no such."""
    bars = [_bars([piece.probabilities[side] for piece in pieces], names[side], side, theme) for side in (0, 1)]
    return unchecked(
        bars,
        layout(theme)
        | {
            "barmode": "group",
            "bargap": 0.25,
            "dragmode": False,
            "height": _ROW * len(pieces) + 76,
            "margin": {"t": 30, "b": 8, "l": 8, "r": 8},
            "legend": {"orientation": "h", "y": 1, "yanchor": "bottom", "x": 0, "traceorder": "normal"},
            "xaxis": {
                "range": [0, _ROOM],
                "tickvals": [0, 0.25, 0.5, 0.75, 1],
                "tickformat": ".0%",
                "fixedrange": True,
                "title": {"text": text("compare.probability")},
            },
            "yaxis": {
                "range": [len(pieces) - 0.5, -0.5],
                "tickvals": list(range(len(pieces))),
                "ticktext": [word_label(piece.label) for piece in pieces],
                "tickfont": {"size": TYPE.label, "color": theme.text},
                "ticklabelstandoff": 6,
                "showgrid": False,
                "fixedrange": True,
            },
        },
    )


def _bars(probabilities: Sequence[float | None], name: str, side: Side, theme: Theme) -> dict[str, Any]:
    return {
        "type": "bar",
        "orientation": "h",
        "x": [round(value or 0.0, 5) for value in probabilities],
        "y": list(range(len(probabilities))),
        "name": plain(name),
        "text": ["–" if value is None else percent(value) for value in probabilities],
        "textposition": "outside",
        "textfont": {"size": TYPE.small, "color": theme.text},
        "cliponaxis": False,
        "marker": {
            "color": side_colour(side, theme),
            "pattern": {"shape": "/" if side == 0 else "", "fillmode": "overlay"},
        },
        "hoverinfo": "skip",
    }
