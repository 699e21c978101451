"""Logits and what becomes of them: all of a step, the steps of a translation, three of them by hand."""

import streamlit as st

from model.lessons import words
from pages import _address as address
from pages import _session as session
from pages.lessons.lesson import Reader
from pages.lessons.words.questions import spelling
from viz.lesson.logit_histogram import logit_histogram
from viz.lesson.word_tables import softmax_table, steps_table
from viz.text import markdown_escape

_NAMED = 2  # pieces that the picture names
_EXAMPLE = (2.0, 1.0, 0.1)


def choose_step(reader: Reader, exhibit: str) -> int:
    """A step of the translation, from 0, by the piece that it writes."""
    written = reader.translation.decoding.token_ids
    spell = spelling(reader)
    names = {str(n): f"{n} · {spell(token)}" for n, token in enumerate(written, start=1)}
    return int(address.choice(reader.text("lesson_words.step"), names, key=f"words_{exhibit}_step", dropdown=True)) - 1


def all_logits(reader: Reader) -> None:
    """The logits of all pieces at a step, and the largest by name."""
    text = reader.text
    step = choose_step(reader, "logits")
    logits = words.logits_of(reader.translation, step)
    values, tokens = logits.topk(_NAMED)
    spell = spelling(reader)
    named = [(spell(token), value) for token, value in zip(tokens.tolist(), values.tolist(), strict=True)]
    about = {
        "n": len(logits),
        "low": float(logits.min()),
        "high": named[0][1],
        "piece": markdown_escape(named[0][0]),
        "next": markdown_escape(named[1][0]),
        "second": named[1][1],
    }
    said = text("lesson_words.logits_say", **about)
    figure = session.drawn(logit_histogram, logits, named, text, session.current_theme())
    session.show_figure(figure, key="words_logits", alt=said)
    st.caption(said)


def steps_of_writing(reader: Reader) -> None:
    """What each step reads and writes."""
    steps = words.shifted_right(reader.translation)
    st.table(steps_table(steps, spelling(reader), reader.text))


def softmax_of_three(reader: Reader) -> None:
    """The softmax of three numbers that the reader may change."""
    text = reader.text
    with st.container(horizontal=True, vertical_alignment="bottom"):
        logits = [
            st.number_input(f"z{n}", -20.0, 20.0, value, 0.1, key=f"words_z{n}", bind="query-params", width=110)
            for n, value in enumerate(_EXAMPLE, start=1)
        ]
        label, explained = text("decoding.temperature"), text("decoding.temperature_help")
        temperature = st.number_input(
            label, 0.1, 10.0, 1.0, 0.1, key="words_softmax_t", help=explained, bind="query-params", width=130
        )
    made = words.SoftmaxSteps(tuple(logits), temperature)
    st.table(softmax_table(made, text))
    st.caption(text("lesson_words.total", total=made.total))
