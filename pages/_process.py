"""What the server's process does for all its sessions: import behind the first picture, and spare what it imported."""

import gc
import sys
import time
from importlib import import_module

import streamlit as st

from viz.text import Text

_SLOW = "pages._results"  # what the pages need: importing it takes seconds
_DRAWN_AFTER = 0.4  # seconds in which the browser gets what is drawn and asks for what it draws it with
_SWITCHING = 0.0005  # seconds after which an import lets the server answer the browser; Python's default is 0.005


def import_behind(page: str, otherwise: str, text: Text) -> None:
    """Import what the pages need behind the title of the one that is opened, then run the app again.

    `otherwise` is the title of a page whose own one is not known before. Once imported, there is nothing to do.
    """
    if _SLOW in sys.modules:
        return
    title = f"{page}.title"
    st.title(text(title) if title in text else otherwise)
    st.caption(text("app.starting"))
    time.sleep(_DRAWN_AFTER)
    usual = sys.getswitchinterval()
    sys.setswitchinterval(_SWITCHING)
    try:
        import_module(_SLOW)
    finally:
        sys.setswitchinterval(usual)
    st.rerun()


@st.cache_resource(show_spinner=False, max_entries=1)
def spare_modules(imported: int) -> None:
    """Spare `imported` modules, and what they hold, from garbage collections, once for each number of them."""
    gc.collect()
    gc.freeze()
