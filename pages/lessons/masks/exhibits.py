"""What the mask does to the rows of a head."""

from collections.abc import Mapping

import streamlit as st
import torch

from model.attention_view import Cell, Quantity
from model.interventions import Place, head_code
from model.lessons import masks
from model.trace import AttentionTrace
from pages import _address as address
from pages import _loaded as loaded
from pages import _results as results
from pages import _session as session
from pages.lessons.lesson import Reader
from viz.attention_heatmap import attention_heatmap
from viz.attention_style import cell_name
from viz.labels import head_name
from viz.lesson.masked_grid import masked_grid
from viz.lesson.masked_row import masked_row_table
from viz.text import markdown_escape
from viz.theme import head_colour

EXAMPLE = "I like eating hamburgers"
QUANTITIES: tuple[Quantity, ...] = ("scores", "mask", "weights")


def head_of(reader: Reader) -> Cell:
    """The head of the language model that tells most about the sentence."""
    view = results.attention(reader.sentence, "decoder", by_word=False, name=reader.model)
    return results.telling(view)[0]


def show_head(reader: Reader) -> None:
    """One head of the reader's sentence: before the mask, the mask, after it."""
    text = reader.text
    found = head_of(reader)
    shown = {name: text(f"attention.quantity_{name}") for name in QUANTITIES}
    cells = results.attention(reader.sentence, "decoder", by_word=False, name=reader.model).cells
    heads = {head_code(Place("decoder", layer), head): head_name(layer, head) for layer, head in cells}
    left, right = st.columns([3, 2])
    with left:
        quantity = address.choice(text("attention.quantity"), shown, key="masks_show")
    with right:
        name = text("lesson_masks.found", head=head_name(*found))
        picked = address.choice_or_found(text("attention.column_head"), heads, name, key="masks_head")
    cell = found if picked is None else cells[list(heads).index(picked)]
    view = results.attention(reader.sentence, "decoder", quantity, by_word=False, name=reader.model)
    unit = text(f"attention.quantity_{quantity}")
    figure = session.drawn(attention_heatmap, view, cell, head_colour(cell[1]), session.current_theme(), unit=unit)
    session.show_figure(figure, key="masks_heatmap", alt=text("attention.heatmap_alt", chosen=cell_name(view, cell)))
    st.caption(text(f"lesson_masks.about_{quantity}"))


def show_by_hand(reader: Reader) -> None:
    """Four words through the mask and the softmax, row by row."""
    text, theme = reader.text, session.current_theme()
    trace = masks.read_alone(loaded.translator(reader.model), EXAMPLE)
    attention = trace.attention("decoder")[0]
    words = trace.tokens("decoder")[0].labels
    label = text("lesson_masks.row")
    query = words.index(
        st.segmented_control(label, words, default=words[3], required=True, key="masks_row", bind="query-params")
    )
    hidden = ~attention.mask.numpy()
    for place, (name, values, masked) in zip(
        st.columns(2),
        (("scores", attention.scores[0], "−∞"), ("weights", attention.weights[0], "0")),
        strict=True,
    ):
        with place:
            title = text(f"lesson_masks.grid_{name}")
            figure = session.drawn(
                masked_grid, values.numpy(), hidden, words, title=title, masked=masked, row=query, theme=theme
            )
            session.show_figure(figure, key=f"masks_by_hand_{name}", alt=text("lesson_masks.grid_alt", title=title))
    st.table(masked_row_table(masks.masked_row(attention, 0, query), words, text))


def seen_head(reader: Reader) -> tuple[AttentionTrace, int]:
    """The head of the question, as the reader's sentence went through it: its sublayer, and its number."""
    layer, head = head_of(reader)
    return reader.trace.attention("decoder")[layer], head


def show_mistake(reader: Reader) -> None:
    st.code(masks.ZEROS_FOR_INFINITY, language="python", line_numbers=True)


def zeros_values(reader: Reader) -> Mapping[str, object]:
    """What 0 in place of −∞ does to the first row, and on average."""
    attention, head = seen_head(reader)
    ahead = masks.weight_ahead(masks.zeros_for_infinity(attention), attention.mask)[head]
    return {"first": 100 * float(ahead[0]), "mean": 100 * float(ahead.mean())}


def show_zeros(reader: Reader) -> None:
    """The weights of a head as they are, and as the mistake makes them."""
    text, theme = reader.text, session.current_theme()
    attention, head = seen_head(reader)
    wrong, words = masks.zeros_for_infinity(attention), reader.trace.tokens("decoder")[0].labels
    for place, (name, weights, hidden) in zip(
        st.columns(2),
        (("right", attention.weights, ~attention.mask), ("wrong", wrong, torch.zeros_like(attention.mask))),
        strict=True,
    ):
        with place:
            title = text(f"lesson_masks.zeros_{name}")
            figure = session.drawn(masked_grid, weights[head].numpy(), hidden.numpy(), words, title=title, theme=theme)
            session.show_figure(figure, key=f"masks_zeros_{name}", alt=text("lesson_masks.grid_alt", title=title))
    st.caption(text("lesson_masks.zeros_sentence", text=markdown_escape(reader.translation.text)))


def show_links(reader: Reader) -> None:
    """Where one goes on."""
    text = reader.text
    to = {"model": reader.model, "beginning": reader.sentence, "lang": reader.language}
    st.page_link("pages/attention.py", label=text("lesson_masks.link_attention"), query_params=to)
    st.page_link("pages/decoding.py", label=text("lesson_masks.link_decoding"), query_params=to)
