"""What is sent to the canvas: all heads small, and one head whole."""

from collections.abc import Mapping, Sequence
from typing import Any, NamedTuple, get_args

from jaxtyping import Float
from torch import Tensor

from model.attention_measures import Goal, HeadMeasures
from model.attention_view import AttentionView, Cell
from viz.canvas.transport import digest, pack
from viz.labels import head_name, head_of_layer_name, layer_name
from viz.text import Text
from viz.theme import HEAD_COLOURS

FINEST = 48  # blocks along a thumbnail's side: about as many as it has pixels
_READOUTS = ("readout_cell", "readout_masked", "readout_block", "readout_nothing", "readout_head", "span")
_CONTROLS = (
    *("matrix", "arcs", "more", "order", "order_layer", "show", "show_all", "show_chosen", "threshold", "sharpen"),
    *("masked", "png", "svg", "unpin", "compare", "compare_help", "zoom_in", "zoom_out", "all_heads", "map", "reading"),
)
_BLANKS = {name: f"{{{name}}}" for name in ("head", "about", "looking", "seen", "weight", "first", "last")}


class Patches(NamedTuple):
    """An image whose patches are tokens: its file, and how many rows and columns of patches it has."""

    image: bytes
    rows: int
    columns: int


def overview(
    view: AttentionView,
    codes: Sequence[str],
    measures: HeadMeasures | Float[Tensor, "layer head"],
    text: Text,
    patches: Patches | None = None,
) -> bytes:
    """All heads of a view, each reduced to at most `FINEST` rows and columns, with all that can be read.

    The view holds weights, with the `measures` of its heads, or differences, with how much each head has changed.
    `codes` stand for `view.cells` in links, and come back when a head is chosen.
    `patches` are what the tokens after the first stand for, if they are not words.
    """
    layers, heads = view.values.shape[:2]
    signed = view.quantity == "difference"
    names = {
        "layers": [layer_name(layer) for layer in range(layers)],
        "heads": [head_of_layer_name(head) for head in range(heads)],
        "cells": [head_name(*cell) for cell in view.cells],
        "codes": codes,
        "palette": HEAD_COLOURS,
        "queries": view.queries.labels,
        "keys": view.keys.labels,
        "second_text": view.second_text,
        **(
            _by_weight(measures, view, text, in_line=patches is None and view.second_text is None)
            if isinstance(measures, HeadMeasures)
            else _by_change(measures, view, text)
        ),
        "texts": _texts(text, signed),
    }
    if patches:
        names["picture"] = {"rows": patches.rows, "columns": patches.columns, "first": 1, "bytes": len(patches.image)}
    image = patches.image if patches else b""
    return pack(view.values.numpy(), view.masked.numpy(), names, finest=FINEST, signed=signed, image=image)


def detail(view: AttentionView, cell: Cell, shown: bytes) -> bytes:
    """The whole matrix of one head, for the overview `shown`."""
    layer, head = cell
    values = view.values[layer : layer + 1, head : head + 1].numpy()
    names = {"of": digest(shown)}
    signed = view.quantity == "difference"
    return pack(values, view.masked[layer : layer + 1].numpy(), names, first=cell, signed=signed)


def _texts(text: Text, signed: bool) -> Mapping[str, str]:
    """What stands on the canvas and around it; the browser fills in the blanks of what is read out."""
    return {
        **{name: text(f"canvas.{name}") for name in _CONTROLS},
        **{name: text(f"canvas.{name}", **_BLANKS) for name in _READOUTS},
        "legend": text("canvas.legend_difference" if signed else "canvas.legend"),
    }


def _by_weight(measures: HeadMeasures, view: AttentionView, text: Text, *, in_line: bool) -> Mapping[str, Any]:
    """By what heads of weights are sorted and left out; by distances only where tokens stand in one line."""
    orders = {"sharp": measures.entropy, "spread": -measures.entropy}
    if in_line:
        orders |= {"near": measures.distance, "far": -measures.distance}
    goals = [measures.main_goal(cell)[0] for cell in view.cells]
    shows = [
        {
            "code": goal,
            "name": text("canvas.show_goal", goal=text(f"canvas.goal_{goal}")),
            "heads": [index for index, main in enumerate(goals) if main == goal],
        }
        for goal in get_args(Goal)
    ]
    return {
        "orders": _orders(orders, text),
        "shows": shows,
        "about": [_about(measures, cell, text, in_line=in_line) for cell in view.cells],
    }


def _by_change(changes: Float[Tensor, "layer head"], view: AttentionView, text: Text) -> Mapping[str, Any]:
    about = [text("canvas.about_change", change=f"{float(changes[cell]):.2f}") for cell in view.cells]
    return {"orders": _orders({"changed": -changes}, text), "shows": [], "about": about}


def _orders(orders: Mapping[str, Float[Tensor, "layer head"]], text: Text) -> list[Mapping[str, Any]]:
    return [
        {"code": code, "name": text(f"canvas.order_{code}"), "values": values.flatten().numpy().round(5).tolist()}
        for code, values in orders.items()
    ]


def _about(measures: HeadMeasures, cell: Cell, text: Text, *, in_line: bool) -> str:
    goal, share = measures.main_goal(cell)
    known = {"goal": text(f"canvas.goal_{goal}"), "share": f"{share:.0%}", "entropy": f"{measures.entropy[cell]:.2f}"}
    if in_line:
        return text("canvas.about_in_line", **known, distance=f"{measures.distance[cell]:.1f}")
    return text("canvas.about", **known)
