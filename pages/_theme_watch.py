"""Draw the page again when the reader changes the theme: Streamlit restyles itself then, but runs no script."""

import streamlit as st

from viz.theme import Theme

# Streamlit calls this when the page is drawn and whenever the theme changes. It asks for one run per new background.
_SCRIPT = """
export default function ({ data, parentElement, setTriggerValue }) {
    const shown = getComputedStyle(parentElement).getPropertyValue("--st-background-color").trim().toLowerCase();
    if (shown === data.toLowerCase()) parentElement.dataset.asked = "";
    else if (shown !== parentElement.dataset.asked) {
        parentElement.dataset.asked = shown;
        setTriggerValue("changed", shown);
    }
}
"""
_watch = st.components.v2.component("theme_watch", js=_SCRIPT, isolate_styles=False)


def watch_theme(drawn: Theme) -> None:
    """Keep the page in the theme that the browser shows, given the one it is `drawn` in. Stands in the side bar."""
    _watch(key="theme_watch", data=drawn.panel, height=0, on_changed_change=lambda: None)
