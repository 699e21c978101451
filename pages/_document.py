"""The document around the page: its language, its theme, and what keeps it readable for everyone."""

import streamlit as st

from pages import _shell as shell
from viz.document import SCRIPT, STYLE, document

_document = st.components.v2.component("document", js=SCRIPT, css=STYLE, isolate_styles=False)


def keep_document() -> None:
    """Keep the document in the reader's language, and the page in the theme that the browser shows.

    Stands in the side bar, whose background tells the theme.
    """
    told = document(shell.current_theme(), shell.language())
    _document(key="document", data=told, height=0, on_changed_change=lambda: None)
