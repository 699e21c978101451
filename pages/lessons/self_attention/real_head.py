"""The steps about a head of the shipped model: a prediction, a row computed again, and code with an error."""

import inspect
from collections.abc import Mapping

import streamlit as st

from model.attention_view import AttentionView, Cell
from model.lessons.asking import asking_word, distinct, ordinary, undecided_head
from model.lessons.head_row import head_row
from model.lessons.numpy_attention import attention, consequence
from model.lessons.scaling import products_of, spread
from pages import _address as address
from pages import _loaded as loaded
from pages import _results as results
from pages._tables import table_on_request
from pages.lessons._sentence_words import choose_word
from pages.lessons.lesson import Reader
from viz.attention_style import cell_name
from viz.lesson.head_row_table import numbers_table, row_table
from viz.lesson.prose import fill
from viz.lesson.question import Option, Question
from viz.text import markdown_escape

LISTED = 7
TOKEN, HEAD = "self_attention_token", "self_attention_head"
CODE_LINES = range(3, 8)
"""Lines of `attention` in model/lessons/numpy_attention.py, from 1, of which the first is wrong."""


def where_it_looks(reader: Reader) -> Question:
    """Which token gets most: it, the asking token itself, its neighbour or the runner-up."""
    view, cell, asking = _asked(reader)
    weights: list[float] = view.values[cell][asking].tolist()
    ranked = sorted(range(len(weights)), key=lambda place: -weights[place])
    others = [place for place in ranked[1:] if place in ordinary(view.keys)]
    near = asking - 1 if asking else asking + 1
    parts = {ranked[0]: "right"}
    for place, part in ((asking, "itself"), (near, "near"), *((place, "other") for place in others[:2])):
        if place < len(weights):
            parts.setdefault(place, part)
    section, names = reader.prose["key"], distinct(view.keys)
    options = [
        Option(
            markdown_escape(names[place]),
            fill(section[part].body, {"option": names[place], "share": weights[place]}),
            part == "right",
        )
        for place, part in sorted(parts.items())
    ]
    word, head = markdown_escape(names[asking]), cell_name(view, cell)
    return Question(reader.text("lesson_self_attention.ask_key", word=word, head=head), options)


def key_values(reader: Reader) -> Mapping[str, object]:
    view, cell, asking = _asked(reader)
    return {"head": cell_name(view, cell), "word": distinct(view.queries)[asking]}


def show_head_row(reader: Reader) -> None:
    """The query of a token against the keys that fit it best, number by number."""
    text, (view, first, _) = reader.text, _asked(reader)
    left, right = st.columns(2)
    with left:
        token = choose_word(view.queries, text("lesson_self_attention.word"), key=TOKEN)
    with right:
        heads = {cell_name(view, cell).replace("·", ""): cell for cell in view.cells}
        shown = {code: cell_name(view, cell) for code, cell in heads.items() if cell != first}
        picked = address.choice_or_found(text("lesson_self_attention.head"), shown, cell_name(view, first), key=HEAD)
    layer, head = heads[picked] if picked else first
    row, names = head_row(reader.trace.attention("encoder")[layer], head, token), distinct(view.keys)
    places = row.largest(LISTED)
    st.dataframe(row_table(row, names, places, text), hide_index=True)
    st.caption(text("lesson_self_attention.row_caption", shown=len(places), n=len(names), error=row.error))
    table_on_request(
        text("lesson_self_attention.numbers"),
        lambda: numbers_table(row, names, text),
        "headlight-query-keys",
        key="self_attention_numbers",
    )


def sizes(reader: Reader) -> Mapping[str, object]:
    """d_k of the model, and what dividing by its root does to the products of its heads on this sentence."""
    d_k = loaded.translator(reader.model).config.d_head
    products = products_of(reader.trace)
    plain, scaled = spread(products).variance, spread(products / d_k**0.5).variance
    return {"d_k": d_k, "root": d_k**0.5, "plain": plain, "scaled": scaled}


def which_line(reader: Reader) -> Question:
    """Which line of the code is wrong, and what comes of it."""
    section, found = reader.prose["spot-error"], consequence(reader.trace.attention("encoder")[0])
    values = {"message": found.message, "shape": f"[{found.size}, {found.size}, {found.size}]", "wrong": found.error}
    parts = [section[f"line-{line}"] for line in CODE_LINES]
    options = [Option(part.title, fill(part.body, values), part is section["line-3"]) for part in parts]
    return Question(reader.text("lesson_self_attention.ask_line"), options)


def show_code(reader: Reader) -> None:
    st.code(inspect.getsource(attention), language="python", line_numbers=True)


def _asked(reader: Reader) -> tuple[AttentionView, Cell, int]:
    """The tokens of the sentence; the head that is asked about; and the token that asks."""
    view = results.attention(reader.sentence, "encoder", by_word=False, name=reader.model)
    asking = asking_word(view.queries)
    return view, undecided_head(view, asking), asking
