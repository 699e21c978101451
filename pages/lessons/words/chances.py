"""Probabilities of the next piece: hot and cold, with the tail cut off, and after a beginning of the reader's own."""

from collections.abc import Sequence

import plotly.graph_objects as go
import streamlit as st

from model.decoding import Greedy, Sample
from model.decoding.candidates import Candidate, candidates
from model.decoding.forcing import Spelling
from model.lessons import words
from model.tokens import SPACE
from model.translator import Translation
from pages import _results as results
from pages import _session as session
from pages.lessons.lesson import Reader
from pages.lessons.words.numbers import choose_step
from pages.lessons.words.questions import BEGINNING, EXPECTED, LANGUAGE_MODEL, spelling
from viz.next_tokens import next_tokens
from viz.text import markdown_escape

_SHOWN, _DRAWN = 7, 20  # bars; draws of the next piece


def hot_and_cold(reader: Reader) -> None:
    """The most probable pieces of a step, and what they would be drawn with at another temperature."""
    text = reader.text
    with st.container(horizontal=True, vertical_alignment="bottom"):
        step = choose_step(reader, "heat")
        heat = _temperature(reader, "heat", 2.0)
    chances = reader.translation.decoding.steps[step].log_probabilities[0]
    best = int(chances.argmax())
    shown = candidates(chances, Sample(heat), chosen=best, count=_SHOWN)
    figure = _bars(shown, spelling(reader), best, reader)
    share, rest = words.drawn_together(shown)
    values = {"n": len(shown), "share": share, "others": len(chances) - len(shown), "rest": rest, "heat": heat}
    said = text("lesson_words.heat_says", **values)
    session.show_figure(figure, key="words_heat", alt=said)
    st.caption(said)


def draw_lots(reader: Reader) -> None:
    """The next piece after a beginning, with the tail cut off; twenty draws of it, and one text that goes on."""
    text = reader.text
    settings, picture = st.columns([2, 3], gap="large")
    with settings:
        beginning = _beginning(reader, "draw")
        with st.container(horizontal=True, vertical_alignment="bottom"):
            heat = _temperature(reader, "draw", 1.0)
            seed = st.number_input(
                text("decoding.seed"),
                0,
                9999,
                0,
                1,
                key="words_seed",
                help=text("decoding.seed_help"),
                bind="query-params",
                width=120,
            )
        top_k = st.slider(
            text("decoding.top_k"), 0, 50, 0, key="words_k", help=text("decoding.top_k_help"), bind="query-params"
        )
        top_p = st.slider(
            text("decoding.top_p"),
            0.05,
            1.0,
            1.0,
            0.05,
            key="words_p",
            help=text("decoding.top_p_help"),
            bind="query-params",
        )
    search = Sample(heat, top_k, top_p, seed)
    with session.guarded():
        translation = results.translation(beginning, search, LANGUAGE_MODEL)
        chances = words.next_log_probabilities(translation)
        with picture:
            _show_bars(reader, translation, search, int(chances.argmax()), "draw")
            left = words.n_left(chances, search)
            st.caption(text("lesson_words.left", left=left, total=len(chances)))
        drawn = words.draw(chances, search, _DRAWN)
        pieces = " · ".join(map(markdown_escape, map(Spelling(translation.translator.tokenizer), drawn)))
        st.markdown(f"**{text('lesson_words.draws', n=_DRAWN)}** {pieces}")
        st.markdown(f"**{text('lesson_words.one_text')}** {markdown_escape(translation.text)}")


def next_word(reader: Reader) -> None:
    """The most probable pieces after a beginning of the reader's own, and the place of a piece that they name."""
    text = reader.text
    with st.container(horizontal=True, vertical_alignment="bottom"):
        beginning = _beginning(reader, "next")
        default = EXPECTED.removeprefix(SPACE)
        wanted = st.text_input(text("lesson_words.wanted"), default, key="words_wanted", bind="query-params").strip()
    with session.guarded():
        translation = results.translation(beginning, Greedy(), LANGUAGE_MODEL)
        chances = words.next_log_probabilities(translation)
        try:
            token = translation.translator.tokenizer.id(SPACE + wanted)
        except KeyError:
            st.info(text("lesson_words.no_piece", wanted=markdown_escape(wanted)))
            token = int(chances.argmax())
        _show_bars(reader, translation, Greedy(), token, "next")
        values = {
            "piece": markdown_escape(Spelling(translation.translator.tokenizer)(token)),
            "rank": words.rank_of(chances, token),
        }
        st.caption(
            text("lesson_words.rank_says", total=len(chances), probability=float(chances[token].exp()), **values)
        )


def _show_bars(reader: Reader, translation: Translation, search: Sample | Greedy, chosen: int, exhibit: str) -> None:
    chances, spell = words.next_log_probabilities(translation), Spelling(translation.translator.tokenizer)
    shown = candidates(chances, search, chosen=chosen, count=_SHOWN)
    figure = _bars(shown, spell, chosen, reader)
    best = {"word": spell(shown[0].token), "probability": f"{shown[0].probability:.3f}"}
    session.show_figure(figure, key=f"words_{exhibit}", alt=reader.text("lesson_words.bars_alt", **best))


def _bars(shown: Sequence[Candidate], spell: Spelling, chosen: int, reader: Reader) -> go.Figure:
    theme = session.current_theme()
    return session.drawn(next_tokens, shown, spell, chosen=chosen, why=None, text=reader.text, theme=theme)


def _beginning(reader: Reader, exhibit: str) -> str:
    label = reader.text("app.beginning")
    return session.sentence_input(key=f"words_{exhibit}_beginning", default=BEGINNING, label=label)


def _temperature(reader: Reader, exhibit: str, usual: float) -> float:
    label, explained = reader.text("decoding.temperature"), reader.text("decoding.temperature_help")
    key = f"words_{exhibit}_t"
    return st.number_input(label, 0.1, 5.0, usual, 0.1, key=key, help=explained, bind="query-params", width=140)
