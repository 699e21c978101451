"""The row of a head as sliders. What a reader drags or types comes back as interventions."""

from collections.abc import Callable
from typing import Any
from uuid import uuid4

import streamlit as st

from viz.row_editor import SCRIPT, STYLE

_KEY, _TURN = "row_editor", "row_editor_turn"
_editor = st.components.v2.component(_KEY, js=SCRIPT, css=STYLE)


def row_editor(sliders: dict[str, Any], on_set: Callable[[str], None]) -> None:
    """Sliders as `row_sliders` describes them; `on_set` gets weights that are set, before the page runs again.

    They come as a text, "enc.1.h2[2,3]=0.5; enc.1.h2[2,4]=0.1". The browser knows by a new `turn` that they arrived.
    """

    def changed() -> None:
        asked = st.session_state[_KEY].get("set")
        if asked:
            st.session_state[_TURN] = uuid4().hex
            on_set(str(asked))

    _editor(key=_KEY, data=sliders | {"turn": st.session_state.get(_TURN, "")}, on_set_change=changed)
