"""A lesson on a wall: one step at a time, in large type. The address bar says so, and at which step."""

import streamlit as st

from pages import _address as address
from pages import _session as session
from viz.presenter import SCRIPT, STYLE, bar

STEP = "step"
_KEY = "presenter"

_presenter = st.components.v2.component(_KEY, js=SCRIPT, css=STYLE, isolate_styles=False)


def presenting() -> bool:
    """Whether the address asks for the wall."""
    address.written(session.PRESENT, 1)
    return st.query_params.get(session.PRESENT) == "1"


def present_button() -> None:
    """Puts the lesson on the wall."""
    text = session.text()
    st.button(
        text("learn.present"),
        icon=":material/slideshow:",
        key="present_lesson",
        help=text("learn.present_help"),
        on_click=lambda: address.put(session.PRESENT, "1"),
    )


def choose_step(steps: int) -> int:
    """The step that is shown, from 0, with the bar that turns it."""
    address.written(STEP, steps)
    step = int(st.query_params.get(STEP, "1"))

    def turned() -> None:
        wanted = st.session_state[_KEY].get("turn")
        if wanted:
            address.put(STEP, str(int(wanted)))

    def left() -> None:
        address.put(session.PRESENT, None)
        address.put(STEP, None)

    _presenter(key=_KEY, data=bar(step, steps, session.text()), on_turn_change=turned, on_leave_change=left)
    return step - 1
