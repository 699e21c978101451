"""The row of a head as sliders. What a reader drags or types comes back as a position and a weight."""

from collections.abc import Callable
from typing import Any

import streamlit as st

from viz.row_editor import SCRIPT, STYLE

_KEY = "row_editor"
_editor = st.components.v2.component(_KEY, js=SCRIPT, css=STYLE)


def row_editor(sliders: dict[str, Any], on_set: Callable[[int, float], None]) -> None:
    """Sliders as `row_sliders` describes them; `on_set` gets key position and weight, before the page runs again."""

    def changed() -> None:
        asked = st.session_state[_KEY].get("set")
        if asked:
            on_set(int(asked["key"]), float(asked["weight"]))

    _editor(key=_KEY, data=sliders, on_set_change=changed)
