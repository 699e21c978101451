"""The three views, how long a sentence each of them bears, and how high its drawing is."""

import math
from typing import Literal

from model.trace import AttentionKind, Trace

View = Literal["head", "model", "neuron"]
"""One layer's heads between two columns of tokens, all heads as thumbnails, or one head's queries and keys."""

_USABLE: dict[View, tuple[int, int]] = {"head": (128, 8), "model": (64, 48), "neuron": (128, 1)}
"""Tokens up to which a view is usable, and how many heads it drew at once where that was measured."""

CONTROLS = 44  # pixels for the row of selectors above a drawing; style.css repeats it
_SCROLLBAR = 16  # pixels, where the drawing is wider than its frame


ABOUT_SCORES = ("grouped", "rotary", "bias", "disentangled", "unscaled", "softcap")
"""Peculiarities of a model for which the neuron view's q·k/√d is not all that goes into its softmax."""


def labels(trace: Trace, kind: AttentionKind) -> tuple[tuple[str, ...], tuple[str, ...]]:
    """The tokens of the queries and of the keys, as many as were recorded. Raises TraceError if there are none."""
    asking, answering = trace.tokens(kind)
    first = 0 if kind == "encoder" else trace.first_target
    return asking.labels[first:], answering.labels


def longest(trace: Trace, kind: AttentionKind) -> int:
    """The number of tokens on the longer side. Raises TraceError."""
    return max(map(len, labels(trace, kind)))


def limit(trace: Trace, view: View, kind: AttentionKind) -> int:
    """Tokens above which a browser stalls for seconds when it draws the view: fewer where there are more heads."""
    layers = trace.attention(kind)
    heads = {"head": 1, "model": len(layers), "neuron": 0}[view] * len(layers[0].weights)
    tokens, measured = _USABLE[view]
    return tokens if heads <= measured else math.isqrt(tokens * tokens * measured // heads)


def elements(trace: Trace, view: View, kind: AttentionKind) -> int:
    """How many elements BertViz draws for the numbers of a view at once. Raises TraceError."""
    (asking, answering), layers = labels(trace, kind), trace.attention(kind)
    heads, _, d_head = layers[0].queries.shape
    pairs = len(asking) * len(answering)
    match view:
        case "head":
            return heads * pairs
        case "model":
            return len(layers) * heads * pairs
        case "neuron":  # seven marks for each pair, and queries, keys and products cell by cell
            return 7 * pairs + d_head * (len(asking) + 2 * len(answering))


def height(trace: Trace, view: View, kind: AttentionKind) -> int:
    """Pixels that the document of a view needs, from the sizes in BertViz's scripts. Raises TraceError."""
    tokens, layers = longest(trace, kind), trace.attention(kind)
    match view:
        case "head":
            drawing = CONTROLS + 30 + 22.5 * tokens
        case "neuron":
            drawing = CONTROLS + 42 + 26 * tokens
        case "model":
            thumbnail = 10 + tokens * 84 / len(layers[0].weights)
            drawing = max(38 + len(layers) * thumbnail, 55 + 18 * tokens)
    return math.ceil(drawing) + _SCROLLBAR
