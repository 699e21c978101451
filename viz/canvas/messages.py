"""What is sent to the canvas: all heads small, and one head whole."""

from collections.abc import Sequence

from model.attention_view import AttentionView, Cell
from viz.canvas.transport import digest, pack
from viz.labels import head_name, head_of_layer_name, layer_name
from viz.text import Text
from viz.theme import head_colour

FINEST = 48  # blocks along a thumbnail's side: about as many as it has pixels
_READOUTS = ("readout_cell", "readout_masked", "readout_block", "readout_nothing", "readout_head", "span")
_CONTROLS = ("threshold", "sharpen", "masked", "zoom_in", "zoom_out", "all_heads", "map", "legend", "reading")
_BLANKS = {name: f"{{{name}}}" for name in ("head", "looking", "seen", "weight", "first", "last")}


def overview(view: AttentionView, codes: Sequence[str], text: Text) -> bytes:
    """All heads of a view of weights, each reduced to at most `FINEST` rows and columns, with all that can be read.

    `codes` stand for `view.cells` in links, and come back when a head is chosen.
    """
    layers, heads = view.values.shape[:2]
    names = {
        "layers": [layer_name(layer) for layer in range(layers)],
        "heads": [head_of_layer_name(head) for head in range(heads)],
        "cells": [head_name(*cell) for cell in view.cells],
        "codes": codes,
        "colours": [head_colour(head) for head in range(heads)],
        "queries": view.queries.labels,
        "keys": view.keys.labels,
        # the browser fills in the blanks of what is read out
        "texts": {name: text(f"canvas.{name}") for name in _CONTROLS}
        | {name: text(f"canvas.{name}", **_BLANKS) for name in _READOUTS},
    }
    return pack(view.values.numpy(), view.masked.numpy(), names, finest=FINEST)


def detail(view: AttentionView, cell: Cell, shown: bytes, *, enter: bool) -> bytes:
    """The whole matrix of one head, for the overview `shown`; with `enter`, the canvas opens inside that head."""
    layer, head = cell
    values = view.values[layer : layer + 1, head : head + 1].numpy()
    names = {"of": digest(shown), "enter": enter}
    return pack(values, view.masked[layer : layer + 1].numpy(), names, first=cell)
