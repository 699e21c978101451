"""The canvas on a page: all heads of a view, and one of them whole."""

from collections.abc import Callable

import streamlit as st

from viz.canvas.component import DETAIL_SCRIPT, SCRIPT, STYLE

_KEY = "canvas"
_canvas = st.components.v2.component(_KEY, js=SCRIPT, css=STYLE)
_detail = st.components.v2.component("canvas_detail", js=DETAIL_SCRIPT, isolate_styles=False)


def canvas(overview: bytes, detail: bytes, on_choose: Callable[[str], None]) -> None:
    """Messages as in `viz/canvas/messages.py`; `on_choose` gets the code of a head, before the page runs again.

    They are two mounts, because Streamlit sends an element again whenever any of its data changes: so a head that is
    chosen sends that head alone.
    """

    def chosen() -> None:
        code = st.session_state[_KEY].get("choose")
        if isinstance(code, str):
            on_choose(code)

    with st.container(gap=None):
        _canvas(key=_KEY, data=overview, on_choose_change=chosen)
        _detail(key="canvas_detail", data=detail, height=1)
