"""What the pages share: the sentence box, parts, figures and errors; and language and theme, out of _shell.py.

Other modules keep only their own widgets' values in the session state, _address.py which of them stand in the address
bar, _player.py whether it plays, _interventions.py what can be undone, _row_editor.py what has arrived, and
_measuring.py what was measured and stopped.
"""

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from functools import wraps
from typing import Any, ParamSpec

import plotly.graph_objects as go
import streamlit as st

from model.errors import HeadlightError
from model.tokens import Tokens
from pages._drawn import drawn as drawn
from pages._shell import current_theme as current_theme
from pages._shell import language as language
from pages._shell import page_controls as page_controls
from pages._shell import text as text
from pages._turns import turns
from viz.figure import enlarged
from viz.text import markdown_escape

PRESENT = "present"  # stands in the address of a lesson on a wall
LARGE = 1.2  # how much larger the writing in figures is on a wall
FAMOUS_SENTENCE = "The animal didn't cross the street because it was too tired."


def sentence_input(*, key: str = "sentence", default: str = FAMOUS_SENTENCE, label: str | None = None) -> str:
    """A sentence to read, in the address bar under `key`; pages that use the same key share the sentence."""
    texts = text()
    return st.text_input(
        label or texts("app.sentence"),
        default,
        key=key,
        placeholder=texts("app.sentence_placeholder"),
        bind="query-params",
    )


def show_unknown_characters(tokens: Tokens) -> None:
    """Say which characters the tokenizer has never seen, if there are any."""
    if tokens.unknown:
        unknown = " ".join(dict.fromkeys(_visible(tokens.text[start:end]) for start, end in tokens.unknown))
        st.info(text()("errors.unknown_characters", characters=markdown_escape(unknown)))


def _visible(character: str) -> str:
    """The character, or its code point where it cannot be seen, as between the parts of an emoji."""
    return character if character.isprintable() else " ".join(f"U+{ord(part):04X}" for part in character)


def show_figure(figure: go.Figure, *, key: str, alt: str, on_click: Callable[[Any], None] | None = None) -> None:
    """A themed figure over the full width, with `alt` for those who cannot see it; its camera button saves an SVG.

    `on_click` gets the `customdata` of a point that the reader clicks, before the page runs again.
    """
    config = {
        "displaylogo": False,
        "modeBarButtonsToRemove": ["select2d", "lasso2d", "autoScale2d"],
        "toImageButtonOptions": {"format": "svg", "filename": f"headlight-{key}"},
    }
    if st.query_params.get(PRESENT):
        figure = enlarged(figure, LARGE)
    if on_click is None:
        st.plotly_chart(figure, theme=None, key=key, config=config, alt=alt)
        return

    def clicked() -> None:
        for point in st.session_state[key].selection.points[:1]:
            on_click(point["customdata"])

    st.plotly_chart(figure, theme=None, key=key, config=config, alt=alt, on_select=clicked, selection_mode="points")


Given = ParamSpec("Given")


def part(show: Callable[Given, None]) -> Callable[Given, None]:
    """A part of a page that runs alone where one of its own widgets changes, and says itself what goes wrong in it.

    It may also fill places that were made outside, in each run the same ones; what else stands there is not run again.
    Those are made by the page or by the part right around it: further out, Streamlit may not find them again.
    """

    @st.fragment
    @wraps(show)
    def run(*arguments: Given.args, **options: Given.kwargs) -> None:
        with guarded():
            show(*arguments, **options)

    return run


class Stopped(Exception):
    """A reader has stopped what was being measured, and was told so: there is nothing to show of it."""


@contextmanager
def guarded() -> Iterator[None]:
    """Turn a HeadlightError inside the block into a message in the reader's language; the page goes on after it.

    So it does where the reader has stopped what is measured there. Where others keep all cores busy, say so: what is
    not kept yet must wait for its turn.
    """
    if ahead := turns().ahead:
        st.toast(text()("app.busy", ahead=ahead), icon=":material/hourglass_top:")
    try:
        yield
    except HeadlightError as error:
        st.error(error_message(error))
    except Stopped:
        pass


def error_message(error: HeadlightError) -> str:
    """The error in the reader's language, as Markdown in which typed text is only text."""
    texts = text()
    details = {name: markdown_escape(str(value)) for name, value in error.details.items()}
    try:
        return texts(f"errors.{error.code}", **details)
    except KeyError:  # an error no page has met yet: better in English than not at all
        return texts("errors.unexpected", message=markdown_escape(str(error)))
