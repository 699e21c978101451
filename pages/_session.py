"""What the pages share: language, theme, caches, the address bar and errors.

Other modules keep only their own widgets' values in the session state, and _player.py whether it plays.

Traces and translations are frozen, so one cached object serves every session at once.
"""

import gc
from collections.abc import Callable, Hashable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from functools import lru_cache, partial
from typing import Any

import plotly.graph_objects as go
import streamlit as st
from streamlit.runtime.pages_manager import PagesManager

import model
from model.attention_view import AttentionView, Quantity, Specials, Together, attention_view
from model.decoding.search import Greedy, Search
from model.errors import HeadlightError
from model.tokens import Tokens
from model.trace import AttentionKind, Trace
from model.translator import Translation, Translator
from viz.text import LANGUAGES, Language, Text, markdown_escape
from viz.theme import Theme, theme

# A folder called pages is Streamlit's older way of navigating: until st.navigation has run once in the process, a link
# to a page would run that page alone. The first import comes before anything is drawn: start over, through app.py.
if PagesManager.uses_pages_directory:
    PagesManager.uses_pages_directory = False
    st.rerun()

SHIPPED_MODEL = "en-fr"
FAMOUS_SENTENCE = "The animal didn't cross the street because it was too tired."

_LANGUAGE_KEY = "lang"
_IN_ADDRESS = "in_address"  # choices now in the address bar: key → code
_PAGE = "page_in_address"


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


def choose_language() -> None:
    """The language selector. The language always stands in the address bar, so that a link keeps it."""
    _put_into_address(_LANGUAGE_KEY, language())
    choice(text()("app.language"), LANGUAGES, key=_LANGUAGE_KEY, omit_default=False)


def choice(
    label: str,
    options: Mapping[str, str],
    *,
    key: str,
    dropdown: bool = False,
    omit_default: bool = True,
    help: str | None = None,
) -> str:
    """One of `options` (code → shown name); the first is the default. `help` stands behind a question mark.

    Streamlit's own binding puts the *shown* option into the address bar, so that a link made in one language would
    not work in the other. Here the code stands there; a default is left out.
    """
    default = next(iter(options))
    in_address = st.session_state.setdefault(_IN_ADDRESS, {})
    asked = st.query_params.get(key, default)
    # The address wins at the start and after "back"; a choice just made with the widget wins over the address.
    if asked in options and asked != in_address.get(key) and st.session_state.get(key) == in_address.get(key):
        st.session_state[key] = asked
    # Set anew even where it stays: a browser knows an option by its name, and the name may have changed.
    current = st.session_state.get(key)
    st.session_state[key] = current if current in options else default
    # A selectbox cannot be emptied; told that it is required, it would say so in its label.
    widget = st.selectbox if dropdown else partial(st.segmented_control, required=True)
    widget(
        label,
        list(options),
        key=key,
        format_func=lambda code: options[code],
        help=help,
        persist_state="session",
    )
    chosen = st.session_state[key]
    in_address[key] = chosen
    _put_into_address(key, None if omit_default and chosen == default else chosen)
    return chosen


def choices(
    label: str,
    options: Mapping[str, str],
    *,
    key: str,
    default: Sequence[str],
    at_most: int,
    help: str | None = None,
) -> tuple[str, ...]:
    """One to `at_most` of `options` (code → shown name). Emptied, the choice falls back to the default.

    In the address the codes stand in one parameter, joined by dots; the default is left out.
    """
    in_address = st.session_state.setdefault(_IN_ADDRESS, {})
    asked = st.query_params.get(key, ".".join(default))
    shown = ".".join(st.session_state[key]) if key in st.session_state else None
    if asked != in_address.get(key) and shown == in_address.get(key):  # as in `choice`
        st.session_state[key] = asked.split(".")
    valid = [option for option in st.session_state.get(key, []) if option in options][:at_most]
    st.session_state[key] = valid or list(default)
    st.multiselect(
        label,
        list(options),
        key=key,
        format_func=lambda code: options[code],
        max_selections=at_most,
        help=help,
        persist_state="session",
    )
    chosen = tuple(st.session_state[key]) or tuple(default)
    in_address[key] = ".".join(chosen)
    _put_into_address(key, None if chosen == tuple(default) else ".".join(chosen))
    return chosen


def enter_page(page: str) -> None:
    """Take the choices of the page that was left out of the address bar; they come back with their page."""
    if st.session_state.get(_PAGE, page) != page:
        in_address = st.session_state.get(_IN_ADDRESS, {})
        for key in [key for key in in_address if key != _LANGUAGE_KEY]:
            del in_address[key]
            _put_into_address(key, None)
    st.session_state[_PAGE] = page


def _put_into_address(key: str, value: str | None) -> None:
    if value is None:
        if key in st.query_params:
            del st.query_params[key]
    elif st.query_params.get(key) != value:
        st.query_params[key] = value


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
    if on_click is None:
        st.plotly_chart(figure, theme=None, key=key, config=config, alt=alt)
        return

    def clicked() -> None:
        for point in st.session_state[key].selection.points[:1]:
            on_click(point["customdata"])

    st.plotly_chart(figure, theme=None, key=key, config=config, alt=alt, on_select=clicked, selection_mode="points")


@contextmanager
def guarded() -> Iterator[None]:
    """Turn a HeadlightError inside the block into a message in the reader's language; the page goes on after it."""
    try:
        yield
    except HeadlightError as error:
        st.error(error_message(error))


def error_message(error: HeadlightError) -> str:
    """The error in the reader's language, as Markdown in which typed text is only text."""
    texts = text()
    details = {name: markdown_escape(str(value)) for name, value in error.details.items()}
    try:
        return texts(f"errors.{error.code}", **details)
    except KeyError:  # an error no page has met yet: better in English than not at all
        return texts("errors.unexpected", message=markdown_escape(str(error)))


@st.cache_resource(show_spinner=False, max_entries=4)
def translator(name: str = SHIPPED_MODEL) -> Translator:
    """The model of that name, loaded once for all sessions. Raises CheckpointError."""
    return model.load(name)


@st.cache_resource(show_spinner=False, max_entries=16)
def translation(
    sentence: str, search: Search = Greedy(), name: str = SHIPPED_MODEL, prefix: tuple[int, ...] = ()
) -> Translation:
    """The sentence translated after a forced `prefix`, with every decoding step. Raises InputError, CheckpointError."""
    return translator(name).translate(sentence, search, prefix=prefix)


@st.cache_resource(show_spinner=False, max_entries=16)
def trace(sentence: str, target: str | None = None, name: str = SHIPPED_MODEL) -> Trace:
    """The trace of a sentence and its target, by default the greedy translation. Raises InputError, CheckpointError."""
    return translator(name).trace(sentence, target)


@st.cache_resource(show_spinner=False, max_entries=32)
def attention(
    sentence: str,
    kind: AttentionKind,
    quantity: Quantity = "weights",
    together: Together = "single",
    by_word: bool = True,
    specials: Specials = "show",
    name: str = SHIPPED_MODEL,
) -> AttentionView:
    """One kind of attention of a sentence and its translation, reduced to what is shown; see `attention_view`."""
    trace = translation(sentence, name=name).trace
    return attention_view(trace, kind, quantity, together=together, by_word=by_word, specials=specials)


@lru_cache(maxsize=128)
def drawn(figure: Callable[..., go.Figure], *arguments: Hashable, **options: Hashable) -> go.Figure:
    """`figure(*arguments, **options)`, made once for all sessions: never write to it."""
    return figure(*arguments, **options)


@st.cache_resource(show_spinner=False)
def freeze_garbage_once() -> None:
    """Spare the modules loaded so far from the full garbage collection that Streamlit runs after every script run."""
    gc.collect()
    gc.freeze()
