"""What Streamlit leaves undone around the page: a component that draws nothing, in the files beside this.

It tells the browser the language, makes small print, chosen buttons and words on the accent stand out enough to be
read (WCAG 2.2, 1.4.3), gives the side bar's lists back their items, and asks for a run of the page when the reader
changes the theme.
"""

from pathlib import Path

from viz.text import Language
from viz.theme import Theme

SCRIPT, STYLE = ((Path(__file__).parent / f"document.{ending}").read_text(encoding="utf-8") for ending in ("js", "css"))


def document(theme: Theme, language: Language) -> dict[str, str]:
    """What the component is told: the colours of the theme in which the page is drawn, and its language."""
    return {
        "panel": theme.panel,
        "muted": theme.muted,
        "text": theme.text,
        "background": theme.background,
        "language": language,
    }
