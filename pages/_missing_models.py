"""Models that are asked for and are not in memory: that is said, and a way to bring them is offered.

Nothing is fetched by opening a link.
"""

from collections.abc import Container
from contextlib import suppress
from typing import NamedTuple

import streamlit as st

from model.errors import HeadlightError
from pages import _loaded as loaded
from pages import _session as session
from viz.text import markdown_escape

ASKED = "id"  # on the model page: what is to be brought
ASKED_HUB = "model_asked_hub"  # the id that the Hub may be asked about: only a click says so
CLICK = "model_click"  # the click that asked to load a model just now
LARGER = "Helsinki-NLP/opus-mt-en-fr"
READS_IMAGES = "google/vit-base-patch16-224"


class Click(NamedTuple):
    """The model that a click asked to load, and the page to which it is to be brought, if it came from one."""

    name: str
    back: str | None = None


def missing_model(asked: str | None, at_hand: Container[str]) -> str | None:
    """The model that was asked for, if somebody could bring it; None where it is at hand, or no model at all."""
    if asked and asked not in at_hand:
        with suppress(HeadlightError):
            source = loaded.policy().find(asked)
            return asked if source.folder or "/" in asked else None
    return None


def say_missing(name: str, shown: str) -> None:
    """Say that a model is not in memory and which is shown instead, and lead to the page that brings it."""
    text = session.text()
    with st.container(horizontal=True, vertical_alignment="center"):
        st.info(text("models.absent", name=markdown_escape(name), shown=markdown_escape(shown)))
        if st.button(text("models.bring"), key="bring"):
            st.switch_page("pages/model.py", query_params={ASKED: name})


def offer_larger(page: str) -> None:
    """One click brings a model trained on the web to this page: fetched on the model page, which can be stopped."""
    text = session.text()
    label, explained = text("models.larger", name=markdown_escape(LARGER)), text("models.larger_help")
    if loaded.policy().allows(LARGER) and st.button(label, key="larger", help=explained, icon=":material/download:"):
        st.session_state[ASKED_HUB], st.session_state[CLICK] = LARGER, Click(LARGER, page)
        st.switch_page("pages/model.py", query_params={ASKED: LARGER})
