"""Typed text inside Markdown stays what was typed, in the browser that reads it."""

from collections.abc import Callable
from pathlib import Path

import pytest
from playwright.sync_api import Page

TYPED = (
    "</script><script>alert(1)</script>",
    "<img src=x onerror=alert(1)> <b>bold</b>",
    "*a* _b_ **c** `d` ~~e~~ # f",
    "# heading",
    "- item",
    "1. item",
    "> quote",
    "$x^2$ and $$y$$",
    "a -> b <- c --> d -- e --- f <-> g >= <= != ~= ->x",
    ":smile: :material/home: :red[x] :blue-badge[y] :streamlit:",
    "[a](b) ![c](d) [^1] [ ] www.example.com me@example.com ftp://example.com",
    "&lt; &#58; &amp; &nbsp;",
    "| a | b |",
    "\\ \\* \\\\",
    "(c) (tm) ... 1/2",
    "שלום עולם 🚀 我爱我的祖国 l'homme",
)
SCRIPT = """
import streamlit as st
from viz.text import markdown_escape

for typed in {typed!r}:
    st.markdown(markdown_escape(typed))
st.title("End")
"""


@pytest.mark.browser
def test_escaped_text_is_shown_as_typed(page: Page, serve: Callable[[Path], str], tmp_path: Path) -> None:
    script = tmp_path / "typed.py"
    script.write_text(SCRIPT.format(typed=TYPED), "utf-8")
    page.on("dialog", lambda dialog: pytest.fail(f"a script ran: {dialog.message}"))
    page.goto(serve(script))
    page.locator("h1").wait_for()
    shown = page.locator("[data-testid=stMarkdown] [data-testid=stMarkdownContainer]")
    assert [text.replace("\u2060", "") for text in shown.all_inner_texts()] == list(TYPED)
    markup = shown.locator("p *").evaluate_all("elements => elements.map(element => element.outerHTML)")
    assert markup == []
