"""The pictures of each kind of position encoding, with the controls that belong to it."""

import streamlit as st
from jaxtyping import Float
from streamlit.delta_generator import DeltaGenerator
from torch import Tensor

from model import position_comparison as positions
from model.positions import sinusoidal
from model.trace import StackTrace
from model.translator import Translator
from pages import _session as session
from pages._tables import table_on_request
from viz.positions_added import plain_lines, position_table, similarity_line, wave_lines
from viz.positions_relative import position_matrix, slope_bars, turning_pair
from viz.positions_table import number_table, rotation_equation

LARGEST_OFFSET = 64


def bounded_slider(label: str, lowest: int, highest: int, default: int, *, key: str, step: int = 1) -> int:
    """A slider in the address bar whose limits may change: a value beyond them moves to the nearest one."""
    if lowest == highest:
        return lowest
    if not lowest <= st.session_state.get(key, lowest) <= highest:
        st.session_state[key] = min(max(st.session_state[key], lowest), highest)
    return st.slider(label, lowest, highest, min(default, highest), step, key=key, bind="query-params")


def show_numbers(values: Float[Tensor, "row column"], rows: str) -> None:
    """The numbers behind the picture, to read and to take away."""
    table_on_request(session.text()("positions.numbers"), lambda: number_table(values, rows), "headlight-positions")


def choose_length(longest: int) -> int:
    return bounded_slider(session.text()("positions.length"), 2, longest, 32, key="positions")


def choose_size(default: int) -> int:
    return bounded_slider(session.text()("positions.size"), 2, 512, default, key="size", step=2)


def choose_pair(size: int) -> int:
    return bounded_slider(session.text()("positions.pair"), 0, size // 2 - 1, size // 16, key="wave")


def show_sinusoidal(length: int, size: int, stack: StackTrace | None, *, used: bool) -> None:
    """The table, one pair as a wave, how alike positions are, and a shift as a rotation."""
    text, theme = session.text(), session.current_theme()
    left, right = st.columns([11, 10], gap="large")
    table, sentence = sinusoidal(length, size), stack.tokens if stack else None
    with left:
        taken = min(len(sentence), length) if sentence else 0
        alt = text("positions.table_alt", length=length, size=size, taken=taken)
        session.show_figure(
            session.drawn(position_table, table, sentence, text=text, theme=theme), key="table", alt=alt
        )
        if not used:
            st.caption(text("positions.not_used"))
        elif stack:
            own, added = positions.mean_embedding_length(stack), positions.position_length(size)
            st.caption(text("positions.own_length", taken=taken, embedding=own, position=added))
    rotation = st.container()
    with right:
        _show_pair(length, size, rotation)
    show_numbers(table, text("positions.position"))


@session.part
def _show_pair(length: int, size: int, rotation: DeltaGenerator) -> None:
    """A pair of features and a shift: the waves, how alike positions are, and on its place the shift's `rotation`."""
    text, theme = session.text(), session.current_theme()
    place_of_pair, place_of_offset = st.columns(2)
    with place_of_pair:
        pair = choose_pair(size)
    with place_of_offset:
        offset = bounded_slider(text("positions.offset"), 0, LARGEST_OFFSET, 5, key="offset")
    view = positions.sinusoidal_view(length, size, pair, offset)
    figure = session.drawn(wave_lines, view, pair, text=text, theme=theme)
    session.show_figure(figure, key="waves", alt=text("positions.waves_alt", pair=pair, length=length))
    st.caption(text("positions.waves_caption", pair=pair, wavelength=view.wavelength))
    figure = session.drawn(similarity_line, view.similarity, offset, text=text, theme=theme)
    session.show_figure(figure, key="similarity", alt=text("positions.similarity_alt", length=length))
    st.caption(text("positions.similarity_caption"))
    with rotation:
        st.markdown(text("positions.rotation_caption", length=length, error=view.rotation_error, pair=pair))
        st.latex(rotation_equation(view.rotation_block, offset, pair))


def show_learned(length: int, size: int, translator: Translator) -> None:
    """The model's own table, or a random start."""
    text, theme = session.text(), session.current_theme()
    view = positions.learned_view(length, size, translator.transformer)
    left, right = st.columns([11, 10], gap="large")
    with left:
        st.caption(text("positions.learnt" if view.learnt else "positions.random_start"))
        alt = text("positions.learned_alt", length=length, size=size)
        session.show_figure(
            session.drawn(position_table, view.table, None, text=text, theme=theme), key="learned", alt=alt
        )
    with right:
        st.caption(text("positions.cosines_caption"))
        names = {"rows": text("positions.position"), "columns": text("positions.position")}
        figure = session.drawn(
            position_matrix, view.cosines, text("positions.cosine"), **names, diverging=True, theme=theme
        )
        session.show_figure(figure, key="cosines", alt=text("positions.cosines_alt", length=length))
    show_numbers(view.table, text("positions.position"))


def show_rotary(length: int, size: int, pair: int) -> None:
    """One pair on its circle, and scores that depend on the distance alone."""
    text, theme = session.text(), session.current_theme()
    view = positions.rotary_view(length, size, pair)
    left, right = st.columns(2, gap="large")
    with left:
        st.caption(text("positions.circle_caption", pair=pair, degrees=view.degrees))
        figure = session.drawn(turning_pair, view.angle, length, pair, text=text, theme=theme)
        session.show_figure(figure, key="circle", alt=text("positions.circle_alt", pair=pair, length=length))
    with right:
        st.caption(text("positions.scores_caption", spread=view.spread))
        names = {"rows": text("positions.query"), "columns": text("positions.key")}
        figure = session.drawn(
            position_matrix, view.scores, text("positions.score"), **names, diverging=True, theme=theme
        )
        session.show_figure(figure, key="scores", alt=text("positions.scores_alt"))
    show_numbers(view.scores, text("positions.query"))


def show_alibi(length: int, n_heads: int, number: int) -> None:
    """The slopes of all heads and the bias of head `number`, counted from 1."""
    text, theme = session.text(), session.current_theme()
    view = positions.alibi_view(length, n_heads, number - 1)
    left, right = st.columns(2, gap="large")
    with left:
        st.caption(text("positions.slopes_caption", heads=n_heads))
        figure = session.drawn(slope_bars, view.slopes, number - 1, text=text, theme=theme)
        slopes = {"steepest": float(view.slopes.max()), "flattest": float(view.slopes.min())}
        session.show_figure(figure, key="slopes", alt=text("positions.slopes_alt", heads=n_heads, **slopes))
    with right:
        st.caption(text("positions.bias_caption", head=number, lowest=float(view.bias.min())))
        names = {"rows": text("positions.query"), "columns": text("positions.key")}
        figure = session.drawn(
            position_matrix, view.bias, text("positions.bias"), **names, diverging=False, theme=theme
        )
        session.show_figure(figure, key="bias", alt=text("positions.bias_alt", head=number))
    show_numbers(view.bias, text("positions.query"))


def show_plain(length: int, first: int, second: int) -> None:
    """Why not the number itself, nor the number by the length."""
    text, theme = session.text(), session.current_theme()
    figure = session.drawn(plain_lines, length, (first, second), text=text, theme=theme)
    session.show_figure(figure, key="plain", alt=text("positions.plain_alt", first=first, second=second))
    st.caption(text("positions.plain_caption", first=first, second=second, step_1=1 / first, step_2=1 / second))
