import streamlit as st

from model.trace import StackTrace
from model.translator import Translator
from pages import _address as address
from pages import _loaded as loaded
from pages import _models as models
from pages import _position_kinds as shown
from pages import _results as results
from pages import _session as session
from viz.positions_table import KINDS, comparison_table, kind_name

text = session.text()


def read_sentence() -> StackTrace | None:
    """The first stack that reads the sentence; None where it cannot be read."""
    sentence = models.sentence_input(name)
    with session.guarded():
        translation = results.translation(sentence, name=name)
        session.show_unknown_characters(translation.typed)
        return translation.trace.encoder or translation.trace.decoder
    return None


@session.part
def show(kind: str, translator: Translator) -> None:
    """One kind: its controls in one row, what it does in words, and its pictures."""
    config = translator.config
    left, middle, right = st.columns([2, 1, 1] if kind == "sinusoidal" else 3)
    about = text(f"positions.about_{kind}")
    match kind:
        case "sinusoidal":
            with left:
                stack = read_sentence()
            with middle:
                length = shown.choose_length(config.max_length)
            with right:
                size = shown.choose_size(config.d_model)
            st.markdown(about)
            used = config.positions == kind and size == config.d_model
            shown.show_sinusoidal(length, size, stack, used=used)
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


name = models.title_with_model("positions", text("positions.title"))
st.markdown(text("positions.question"))
with session.guarded():
    translator = loaded.translator(name)
    used = translator.config.positions
    kinds = {kind: kind_name(kind, used, text) for kind in KINDS}
    show(address.choice(text("positions.encoding"), kinds, key="encoding"), translator)
    st.subheader(text("positions.comparison_title"), anchor=False)
    st.table(comparison_table(used, text))
