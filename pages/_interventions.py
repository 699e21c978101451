"""The interventions of the laboratory: one text, in the address bar, that clicks and buttons edit.

The history for undoing is kept in the session only.
"""

from collections.abc import Callable

import streamlit as st

from model.errors import HeadlightError
from model.interventions import parse, to_text
from model.interventions.editing import Interventions
from model.network import Shape
from pages import _session as session

KEY = "intervene"
_SHOWN, _PAST = "interventions_shown", "interventions_past"


def interventions_input() -> str:
    """The text of interventions, with the buttons that undo the last change and all of them."""
    text = session.text()
    with st.container(horizontal=True, vertical_alignment="bottom"):
        written = st.text_input(
            text("laboratory.interventions"),
            "",
            key=KEY,
            placeholder="enc.6.h4=off; cross.1.h2[7,2]=0.9; enc[9,2]=cut; dec.1.ff=skip",
            help=text("laboratory.interventions_help"),
            bind="query-params",
        )
        past = _remember(written)
        st.button(
            text("laboratory.undo"),
            key="undo",
            icon=":material/undo:",
            on_click=_undo,
            disabled=not past,
            width="content",
        )
        st.button(
            text("laboratory.reset"),
            key="reset",
            icon=":material/restart_alt:",
            on_click=_write,
            args=("",),
            disabled=not written,
            width="content",
        )
    return written


def edit(change: Callable[[Interventions], Interventions], config: Shape) -> None:
    """Change the interventions, before the page runs again. A text that cannot be read stays as it is."""
    try:
        _write(to_text(change(parse(st.session_state[KEY], config))))
    except HeadlightError:
        return  # the page says what is wrong with it


def show_changed() -> None:
    """Run the whole page where a part of it has just changed the interventions: they stand outside of that part."""
    if st.session_state.get(KEY, "") != st.session_state.get(_SHOWN, ""):
        st.rerun()


def _remember(written: str) -> list[str]:
    past = st.session_state.setdefault(_PAST, [])
    shown = st.session_state.get(_SHOWN, written)
    if written != shown:
        past.append(shown)
    st.session_state[_SHOWN] = written
    return past


def _undo() -> None:
    st.session_state[_SHOWN] = st.session_state[_PAST].pop()  # so that it does not count as one more change
    _write(st.session_state[_SHOWN])


def _write(text: str) -> None:
    st.session_state[KEY] = text
