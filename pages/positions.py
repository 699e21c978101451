import streamlit as st

from model.trace import StackTrace
from pages import _position_kinds as shown
from pages import _session as session
from viz.positions_table import KINDS, comparison_table, kind_name

text = session.text()


def read_sentence() -> StackTrace | None:
    """What the encoder made of the reader's sentence; None where it cannot be read."""
    sentence = session.sentence_input()
    with session.guarded():
        translation = session.translation(sentence)
        session.show_unknown_characters(translation.source)
        return translation.trace.encoder
    return None


def show(kind: str) -> None:
    """One kind: its controls in one row, what it does in words, and its pictures."""
    translator = session.translator()
    config = translator.config
    left, middle, right = st.columns([2, 1, 1] if kind == "sinusoidal" else 3)
    about = text(f"positions.about_{kind}")
    match kind:
        case "sinusoidal":
            with left:
                encoder = read_sentence()
            with middle:
                length = shown.choose_length(config.max_length)
            with right:
                size = shown.choose_size(config.d_model)
            st.markdown(about)
            used = config.positions == kind and size == config.d_model
            shown.show_sinusoidal(length, size, encoder, used=used)
        case "learned":
            with left:
                length = shown.choose_length(config.max_length)
            with middle:
                size = shown.choose_size(config.d_model)
            st.markdown(about)
            shown.show_learned(length, size, translator)
        case "rotary":
            with left:
                length = shown.choose_length(config.max_length)
            with middle:
                size = shown.choose_size(config.d_model)
            with right:
                pair = shown.choose_pair(size)
            st.markdown(about)
            shown.show_rotary(length, size, pair)
        case "alibi":
            with left:
                length = shown.choose_length(config.max_length)
            with middle:
                head = shown.bounded_slider(text("positions.head"), 1, config.n_heads, 1, key="alibi_head")
            st.markdown(about)
            shown.show_alibi(length, config.n_heads, head)
        case _:
            with left:
                length = shown.choose_length(config.max_length)
            with middle:
                first = shown.bounded_slider(text("positions.total_1"), 2, 50, 5, key="short_text")
            with right:
                second = shown.bounded_slider(text("positions.total_2"), 50, 1000, 500, key="long_text", step=10)
            st.markdown(about)
            shown.show_plain(length, first, second)


st.title(text("positions.title"))
st.markdown(text("positions.question"))
with session.guarded():
    used = session.translator().config.positions
    kinds = {kind: kind_name(kind, used, text) for kind in KINDS}
    show(session.choice(text("positions.encoding"), kinds, key="encoding"))
    st.subheader(text("positions.comparison_title"), anchor=False)
    st.table(comparison_table(used, text))
