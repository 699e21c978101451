"""Greedy search and beam search on the same beginnings, and where one goes on."""

import streamlit as st

from model.decoding import Beam, Greedy
from model.decoding.forcing import Spelling
from model.lessons.words import outcome
from pages import _address as address
from pages import _results as results
from pages import _session as session
from pages.lessons.lesson import Reader
from pages.lessons.words.questions import LANGUAGE_MODEL
from viz.hypothesis_tree import hypothesis_tree
from viz.lesson.word_tables import searches_table

_BEGINNINGS = ("I want to", "My brother is", "The cat sat on the")
_OWN = "own"
_WIDTHS = (2, 3, 4, 8)
_DRAWN = 3  # the width whose tree is drawn


def greedy_or_beam(reader: Reader) -> None:
    """What each search writes, with its log P, and the tree of a narrow beam."""
    text = reader.text
    shown = {str(n): beginning for n, beginning in enumerate(_BEGINNINGS, start=1)}
    offered = {**shown, _OWN: text("lesson_words.own", sentence=reader.sentence)}
    table, tree = st.columns([1, 1], gap="large")
    with table:
        code = address.choice(text("app.beginning"), offered, key="words_search", dropdown=True)
    sentence, name = (reader.sentence, reader.model) if code == _OWN else (shown[code], LANGUAGE_MODEL)
    found = {search: results.translation(sentence, search, name) for search in (Greedy(), *map(Beam, _WIDTHS))}
    with table:
        st.table(searches_table({search: outcome(one) for search, one in found.items()}, text))
        st.caption(text("lesson_words.search_caption"))
    translation = found[Beam(_DRAWN)]
    decoding, tokenizer = translation.decoding, translation.translator.tokenizer
    with tree:
        figure = session.drawn(
            hypothesis_tree,
            decoding,
            Spelling(tokenizer),
            step=len(decoding.best),
            start=tokenizer.piece(translation.translator.config.start_id),
            text=text,
            theme=session.current_theme(),
        )
        values = {"nodes": len(decoding.nodes), "steps": len(decoding.steps), "winner": translation.text}
        alt = text("decoding.tree_alt", score=f"{decoding.results[0][1]:.3f}", **values)
        session.show_figure(figure, key="words_tree", alt=alt)
        st.caption(text("lesson_words.tree_caption", width=_DRAWN))


def go_on(reader: Reader) -> None:
    """Pages of the app where one goes on."""
    pages = (
        ("decoding", "subdirectory_arrow_right", {"model": reader.model, "sentence_zh": reader.sentence}),
        ("methods", "balance", {"model": reader.model, "sentence_zh": reader.sentence}),
        ("attention", "grid_view", {"model": LANGUAGE_MODEL}),
    )
    for page, icon, to in pages:
        label = reader.text(f"lesson_words.on_{page}")
        to = {**to, "lang": reader.language}
        st.page_link(f"pages/{page}.py", label=label, icon=f":material/{icon}:", query_params=to)
