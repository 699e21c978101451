"""What takes long is measured once for all sessions, under a progress bar with a button that stops it.

What a reader stopped is kept in the session state, until they ask for it again.
"""

import hashlib
from collections.abc import Callable
from typing import TYPE_CHECKING, Any, TypeVar

import streamlit as st

from model.analysis.progress import Progress
from model.interventions import parse, tap_of
from pages import _images as images
from pages import _loaded as loaded
from pages import _session as session
from pages._turns import turns

if TYPE_CHECKING:
    from model.analysis.class_effects import ClassEffects

Found = TypeVar("Found")

_STOPPED = "stopped"


def measured(what: str, name: str, label: str, measure: Callable[[Progress], Found]) -> Found:
    """What `measure` finds of a model, once for all sessions: kept, or found now, under a progress bar.

    `measure` is told whom to tell how much is done, from 0 to 1. A reader who goes on meanwhile, or stops it, ends it
    at the next such word. Raises Stopped for what the reader stopped, with a button in its place that begins anew. (The
    bar stands outside of the cached function, as Streamlit draws again what such a function drew.)
    """
    kept, place = _kept(what, name, _loading(name)), st.empty()  # always there, so that what follows stays where it is
    if kept:
        return kept[0]
    text, asked, stopped = session.text(), f"{what} {name}", st.session_state.setdefault(_STOPPED, set[str]())
    with place.container(horizontal=True, vertical_alignment="center"):
        if asked in stopped:
            st.markdown(text("app.stopped"), width="content")
            st.button(text("app.measure"), key=f"measure_{what}", on_click=stopped.discard, args=(asked,))
            raise session.Stopped
        bar = st.progress(0.0, label)
        st.button(text("app.cancel"), key=f"stop_{what}", on_click=stopped.add, args=(asked,))
    with turns().one():
        kept.append(measure(lambda share: bar.progress(min(1.0, share), label) and None))
    place.empty()
    return kept[0]


@st.cache_resource(show_spinner=False, max_entries=16)
def _kept(what: str, name: str, loading: int) -> list[Any]:
    """Where it is kept. A brought model that goes and comes again is measured again."""
    return []


def _loading(name: str) -> int:
    """Which loading of a brought model it is, whose name may be followed by what was measured; 0 for a shipped one."""
    return next((one.number for one in loaded.brought_models() if f"{name} ".startswith(f"{one.name} ")), 0)


def class_effects(data: bytes | None, name: str, layer: int, intervene: str, label: str) -> "ClassEffects":
    """What each head of a layer does for the class of a picture."""
    from model.analysis.class_effects import class_effects

    reader, image = loaded.image_reader(name), images.picture(data)
    tap = tap_of(parse(intervene, reader.config))
    asked = f"classes {hashlib.sha256(data or b'').hexdigest()} {layer} {intervene}"
    return measured(asked, name, label, lambda progress: class_effects(reader, image, layer, tap, progress))
