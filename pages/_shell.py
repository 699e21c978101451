"""What stands around every page: its language, its theme, and the place of its own choices in the side bar.

Nothing here needs torch or a model: the app's first picture is there before they are imported.
"""

from functools import cache
from pathlib import Path

import streamlit as st
from streamlit.delta_generator import DeltaGenerator
from streamlit.runtime.pages_manager import PagesManager

from pages import _address as address
from viz.text import LANGUAGES, Language, Text
from viz.theme import Theme, theme

# A folder called pages is Streamlit's older way of navigating: until st.navigation has run once in the process, a link
# to a page would run that page alone. The first import comes before anything is drawn: start over, through app.py.
if PagesManager.uses_pages_directory:
    PagesManager.uses_pages_directory = False
    st.rerun()

_DRAWINGS = Path(__file__).parents[1] / "static"
_LANGUAGE_KEY = address.EVERYWHERE
_PAGE_CONTROLS = "page_controls"


def language() -> Language:
    """The reader's language: chosen, else that of the address, else the browser's, else English."""
    preferred = "zh" if (st.context.locale or "").startswith("zh") else "en"
    chosen = st.session_state.get(_LANGUAGE_KEY, st.query_params.get(_LANGUAGE_KEY))
    return chosen if chosen in LANGUAGES else preferred


def text() -> Text:
    """The texts in the reader's language."""
    return Text(language())


def current_theme() -> Theme:
    """The theme that the reader's browser shows."""
    return theme("dark" if st.context.theme.type == "dark" else "light")


@cache
def drawing(name: str) -> str:
    """A drawing of the product as SVG, read once: Streamlit would read its file in each run."""
    return (_DRAWINGS / f"{name}.svg").read_text("utf-8")


def choose_language() -> None:
    """The language selector. The language always stands in the address bar, so that a link keeps it."""
    address.put(_LANGUAGE_KEY, language())
    address.choice(text()("app.language"), LANGUAGES, key=_LANGUAGE_KEY, omit_default=False)


def keep_page_controls(place: DeltaGenerator) -> None:
    """Remember where in the side bar a page puts what is chosen for all of it."""
    st.session_state[_PAGE_CONTROLS] = place


def page_controls() -> DeltaGenerator:
    """That place; the side bar itself where a page runs without the app around it."""
    return st.session_state.get(_PAGE_CONTROLS, st.sidebar)
