"""What BertViz's scripts are told: the parameters that its Python functions would write, with packed numbers."""

from typing import Any

from model.trace import AttentionKind, Trace
from viz.bertviz.packing import pack_vectors, pack_weights
from viz.bertviz.views import View, labels
from viz.labels import shortened
from viz.text import Text
from viz.theme import HEAD_COLOURS, Mode

ROOT_ID = "bertviz"
_MOST_COLUMNS = 40  # of a token, in widths of a Latin letter


def parameters(trace: Trace, view: View, kind: AttentionKind, mode: Mode) -> dict[str, Any]:
    """The parameters of one view of one kind of attention.

    BertViz numbers the layers of encoder, decoder and cross attention alike and takes the depth of the first for all
    of them; one kind alone is never mixed up. Layers and heads count from 1 where its scripts let us name them;
    with which of them a view begins is said by bridge.js. Raises TraceError where the trace has no such attention.
    """
    left, right = labels(trace, kind)
    layers = trace.attention(kind)
    shown: dict[str, Any] = {
        "name": None,
        "attn": pack_weights([each.weights for each in layers]),
        "left_text": [shortened(label, _MOST_COLUMNS) for label in left],
        "right_text": [shortened(label, _MOST_COLUMNS) for label in right],
    }
    told: dict[str, Any] = {
        "attention": {"all": shown},
        "default_filter": "all",
        "root_div_id": ROOT_ID,
        "display_mode": mode,
    }
    if view == "neuron":
        shown["queries"] = pack_vectors([each.queries for each in layers])
        shown["keys"] = pack_vectors([each.keys for each in layers])
        ahead = any(bool(each.mask.triu(1).any()) for each in layers)
        return told | {"bidirectional": ahead}
    numbers = list(range(1, len(layers) + 1))
    if view == "head":
        return told | {"heads": None, "include_layers": numbers}
    n_heads = len(layers[0].weights)
    return told | {"include_layers": numbers, "include_heads": list(range(1, n_heads + 1)), "total_heads": n_heads}


def bridge(text: Text) -> dict[str, Any]:
    """What bridge.js needs besides: our colours, and the words that BertViz writes in English."""
    return {
        "colours": HEAD_COLOURS,
        "cell": text("bertviz.word_cell", layer="{layer}", head="{head}"),
        "words": {
            "Heads": text("bertviz.word_heads"),
            "Layers": text("bertviz.word_layers"),
            "Query ": f"{text('bertviz.word_query')} ",
            "Key ": f"{text('bertviz.word_key')} ",
            "q × k (elementwise)": text("bertviz.word_product"),
            "Softmax": text("bertviz.word_softmax"),
            "No token selected": text("bertviz.word_no_token"),
        },
    }
