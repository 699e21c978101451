from urllib.parse import urlencode

import streamlit as st

from model.attention_view import AttentionView, Cell, telling_heads
from model.trace import Trace
from pages import _address as address
from pages import _attention_settings as settings
from pages import _models as models
from pages import _session as session
from pages._canvas import canvas, head_codes
from viz.attention_style import cell_name
from viz.attention_table import COLUMNS, attention_table, strongest_pairs

STRONGEST = 12
HEAD = "at"

text = session.text()


def choose_head(view: AttentionView, focus: int | None) -> tuple[Cell, bool]:
    """The head that is chosen, and whether a reader chose it."""
    codes = head_codes(view)
    found = telling_heads(view, focus)[0]
    label = text("map.found", head=cell_name(view, found))
    names = {code: cell_name(view, cell) for code, cell in codes.items()}
    picked = address.choice_or_found(text("map.head"), names, label, key=HEAD, help=text("map.head_help"))
    return (found, False) if picked is None else (codes[picked], True)


def choose(code: str) -> None:
    """Choose the head that was entered on the canvas, before the page runs again."""
    st.session_state[HEAD] = code


def show_numbers(view: AttentionView, cell: Cell) -> None:
    """The strongest pairs of the chosen head, and all its numbers to take away."""
    name = cell_name(view, cell)
    st.subheader(text("map.strongest", head=name), anchor=False)
    names = {column: text(f"attention.column_{column}") for column in COLUMNS}
    st.dataframe(strongest_pairs(view, cell, STRONGEST), hide_index=True, column_config=names)
    with st.container(horizontal=True):
        st.download_button(
            text("attention.download"),
            lambda: attention_table(view, [cell]).to_csv(index=False).encode(),
            "headlight-map.csv",
            "text/csv",
        )
        asked = {"lang": text.language, models.MODEL: model_name, models.known(model_name).key: sentence}
        address_there = urlencode(asked | settings.head_in_address(view, cell))
        st.link_button(text("map.open", head=name), f"./?{address_there}")


def show_map(trace: Trace) -> None:
    """The canvas under its settings, what it shows, and the chosen head's numbers."""
    with controls:
        kind = settings.choose_kind(trace, languages)
        with st.popover(text("attention.more")):
            by_word = settings.choose("unit", "words", "subwords") == "words"
            specials = settings.choose("specials", "show", "hide", "rescale")
    view = session.attention(sentence, kind, by_word=by_word, specials=specials, name=model_name)
    if not view.values.numel():
        st.info(text("attention.nothing"))
        return
    with controls:
        cell, asked = choose_head(view, settings.first_focus(trace.tokens(kind)[0].words))
    canvas(view, cell, enter=asked, on_choose=choose)
    sentences = (text("map.caption"), text(f"attention.read_{kind}", **languages), text(f"attention.rows_{view.rows}"))
    st.caption(("" if text.language == "zh" else " ").join((*sentences, text("map.honest"))))
    show_numbers(view, cell)


model_name = models.title_with_model("map", text("map.title"), about=text("map.question"))
languages = models.languages(model_name)
left, right = st.columns([5, 7], vertical_alignment="bottom")
with left:
    sentence = models.sentence_input(model_name)
controls = right.container(horizontal=True, vertical_alignment="bottom")
with session.guarded():
    trace = session.seen(sentence, model_name)
    session.show_unknown_characters(session.translator(model_name).read(sentence))
    show_map(trace)
