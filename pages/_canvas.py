"""The canvas on a page: all heads of a view, and one of them whole."""

from collections.abc import Callable, Mapping

import streamlit as st

from model.attention_view import AttentionView, Cell
from model.interventions import head_code
from model.interventions.place import Place
from pages import _session as session
from viz.canvas.component import DETAIL_SCRIPT, SCRIPT, STYLE

_KEY = "canvas"
_canvas = st.components.v2.component(_KEY, js=SCRIPT, css=STYLE)
_detail = st.components.v2.component("canvas_detail", js=DETAIL_SCRIPT, isolate_styles=False)


def canvas(view: AttentionView, cell: Cell, *, enter: bool, on_choose: Callable[[str], None]) -> None:
    """All heads of a view of weights, and `cell` among them whole; with `enter`, the canvas opens inside that head.

    `on_choose` gets the code of a head that a reader goes into, before the page runs again. There are two mounts,
    because Streamlit sends an element again when any of its data changes: so choosing a head sends that head alone.
    """
    codes = head_codes(view)

    def chosen() -> None:
        code = st.session_state[_KEY].get("choose")
        if code in codes:
            on_choose(code)

    shown = session.canvas_overview(view, tuple(codes), session.language())
    with st.container(gap=None):
        _canvas(key=_KEY, data=shown, on_choose_change=chosen)
        _detail(key="canvas_detail", data=session.canvas_detail(view, cell, shown, enter), height=1)


def head_codes(view: AttentionView) -> Mapping[str, Cell]:
    """The heads of a view by what stands for them in links, "enc.6.h4"."""
    return {head_code(Place(view.kind, layer), head): (layer, head) for layer, head in view.cells}
