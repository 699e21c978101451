"""Figures of a trace."""

from collections.abc import Sequence

import plotly.graph_objects as go

from model.attention_view import AttentionView, Cell, Quantity, Specials, Together, attention_view
from model.interventions import InterventionError, parse_head
from model.interventions.place import ATTENTION_KINDS
from model.residual import profile
from model.trace import AttentionKind, StackName, Trace, TraceError
from viz.attention_arcs import SMALLEST, attention_arcs
from viz.attention_grid import attention_grid
from viz.attention_heatmap import attention_heatmap
from viz.attention_style import cell_colours, value_scale
from viz.notebook.finish import LARGE, SMALL, finished
from viz.stream_map import StreamQuantity, largest_place, stream_map
from viz.text import Language, Text
from viz.theme import Mode, theme


def heads(
    trace: Trace,
    kind: AttentionKind | None = None,
    *,
    quantity: Quantity = "weights",
    together: Together = "single",
    by_word: bool = True,
    specials: Specials = "show",
    lang: Language = "en",
    mode: Mode = "light",
) -> go.Figure:
    """Every head of one kind of attention as a thumbnail; by default the first kind that the trace has.

    The options are those of `attention_view`. Raises TraceError where the trace has no attention of that kind.
    """
    text, colours = Text(lang), theme(mode)
    present: list[AttentionKind] = [one for one in ATTENTION_KINDS if trace.attention(one)]
    view = attention_view(trace, kind or present[0], quantity, together=together, by_word=by_word, specials=specials)
    key = mode if quantity == "weights" else quantity
    title = text("notebook.heads", kind=text(f"attention.kind_{view.kind}"))
    return finished(attention_grid(view, (), colours), colours, SMALL, title, text(f"notebook.heads_{key}"))


def head(
    trace: Trace,
    code: str,
    *,
    quantity: Quantity = "weights",
    by_word: bool = True,
    specials: Specials = "show",
    lang: Language = "en",
    mode: Mode = "light",
) -> go.Figure:
    """One head large, queries as rows: `viz.head(trace, "enc.6.h4")`, layers and heads counted from 1.

    Raises InterventionError for a code that names no head, or none of this trace.
    """
    text, colours = Text(lang), theme(mode)
    view, (cell,) = chosen_heads(trace, [code], quantity, by_word, specials)
    unit = text("attention.score" if quantity == "scores" else "attention.weight")
    figure = attention_heatmap(view, cell, cell_colours(view, [cell])[cell], colours, unit=unit)
    largest = f"{value_scale(view, colours).highest:.1f}"
    said = text(f"notebook.head_{quantity}", largest=largest)
    return finished(figure, colours, SMALL, text(f"attention.kind_{view.kind}"), said)


def ribbons(
    trace: Trace,
    *codes: str,
    focus: str | None = None,
    by_word: bool = True,
    specials: Specials = "show",
    lang: Language = "en",
    mode: Mode = "light",
) -> go.Figure:
    """Up to four heads of one kind as ribbons between the words: `viz.ribbons(trace, "enc.6.h4", "enc.6.h1")`.

    The ribbons of other words than `focus` (its first occurrence) are faint. Raises InterventionError as `head` does,
    ValueError for heads of several kinds or a word that does not occur.
    """
    text, colours = Text(lang), theme(mode)
    view, cells = chosen_heads(trace, codes, "weights", by_word, specials)
    word = None if focus is None else trace.tokens(parse_head(codes[0]).place.kind)[0].words.index(focus)
    figure = attention_arcs(view, cells, colours, focus=word)
    said = text("notebook.ribbons", smallest=SMALLEST)
    return finished(figure, colours, SMALL, text(f"attention.kind_{view.kind}"), said)


def stream(
    trace: Trace,
    stack: StackName | None = None,
    *,
    quantity: StreamQuantity = "share",
    lang: Language = "en",
    mode: Mode = "light",
) -> go.Figure:
    """One number per sublayer and token of a stack (by default the first that there is); the largest is framed.

    `StreamProfile` says what the quantities are. Raises TraceError where the trace has no such stack.
    """
    text, colours = Text(lang), theme(mode)
    stack = stack or ("decoder" if trace.encoder is None else "encoder")
    found = trace.encoder if stack == "encoder" else trace.decoder
    if found is None:
        raise TraceError(f"this trace has no {stack}")
    seen = profile(found)
    figure = stream_map(seen, quantity, *largest_place(seen, quantity), text=text, theme=colours)
    return finished(figure, colours, LARGE, text(f"layer_norm.quantity_{quantity}"), text("notebook.largest_framed"))


def chosen_heads(
    trace: Trace, codes: Sequence[str], quantity: Quantity, by_word: bool, specials: Specials
) -> tuple[AttentionView, list[Cell]]:
    """The attention that heads of one kind belong to, and their places in it."""
    named = [parse_head(code) for code in codes]
    kinds: set[AttentionKind] = {one.place.kind for one in named}
    if len(kinds) != 1:
        raise ValueError("name one head or more, all of one kind of attention")
    (kind,) = kinds
    layers = trace.attention(kind)
    for code, one in zip(codes, named, strict=True):
        if one.place.layer >= len(layers) or one.number >= len(layers[0].weights):
            raise no_such_head(code)
    view = attention_view(trace, kind, quantity, by_word=by_word, specials=specials)
    return view, [(one.place.layer, one.number) for one in named]


def no_such_head(code: str | None) -> InterventionError:
    return InterventionError("no_such_position", f"There is no head {code} here.", position=str(code))
