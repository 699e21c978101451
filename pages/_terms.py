"""The terms of the glossary, explained where they stand on a page."""

import streamlit as st

from pages import _session as session
from viz.glossary import SCRIPT, STYLE, explanations

_glossary = st.components.v2.component("glossary_terms", js=SCRIPT, css=STYLE, isolate_styles=False)


def explain_terms() -> None:
    """From now on, a link to a term on this page says what it means under the pointer and the keyboard's focus."""
    _glossary(key="glossary_terms", data=explanations(session.text()), height=0)
