"""Choices that stand in the address bar as codes, so that a link made in one language works in the other.

They come back with their page: what was chosen stays in the session.
"""

from collections.abc import Collection, Mapping, Sequence
from functools import partial

import streamlit as st

EVERYWHERE = "lang"  # the one choice that belongs to every page

_FOUND = "-"  # stands for what was found; every other code holds a letter or digit
_IN_ADDRESS = "in_address"  # choices now in the address bar: key → code
_PAGE, _PART = "page_in_address", "part_in_address"


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
    # The address wins at the start, after "back" and after a link; a choice just made with the widget wins over it.
    followed = key in st.query_params and key not in in_address
    if asked in options and (
        followed or (asked != in_address.get(key) and st.session_state.get(key) == in_address.get(key))
    ):
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
    put(key, None if omit_default and chosen == default else chosen)
    return chosen


def choice_or_found(
    label: str, options: Mapping[str, str], found: str, *, key: str, help: str | None = None
) -> str | None:
    """One of `options`, in a dropdown. None, the default, is what was found for the reader, under the name `found`.

    What was found may change with the sentence; the address says nothing of it.
    """
    picked = choice(label, {_FOUND: found, **options}, key=key, dropdown=True, help=help)
    return None if picked == _FOUND else picked


def choices(
    label: str,
    options: Mapping[str, str],
    *,
    key: str,
    default: Sequence[str],
    at_most: int,
    placeholder: str | None = None,
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
        placeholder=placeholder,
        help=help,
        persist_state="session",
    )
    chosen = tuple(st.session_state[key]) or tuple(default)
    in_address[key] = ".".join(chosen)
    put(key, None if chosen == tuple(default) else ".".join(chosen))
    return chosen


def written(key: str, most: int) -> None:
    """What is drawn on the page writes a number from 1 to `most` into the address by itself: let it stand there.

    It leaves the address with its page, or where it is no such number.
    """
    number = st.query_params.get(key, "")
    st.session_state.setdefault(_IN_ADDRESS, {})[key] = number
    if number and not (number.isdecimal() and 1 <= int(number) <= most):
        put(key, None)


def overrule(key: str, value: str) -> None:
    """Choose by what is drawn on the page, before it runs again. The address is to follow, also where the browser has
    not heard of the choice before this one yet and so names an older one.
    """
    in_address = st.session_state.setdefault(_IN_ADDRESS, {})
    if key in st.query_params:
        in_address[key] = st.query_params[key]
    else:
        in_address.pop(key, None)
    st.session_state[key] = value


def stated(key: str) -> str:
    """What the page's own drawing has put under a key, a text; nothing at first. The address wins as in `choice`."""
    in_address = st.session_state.setdefault(_IN_ADDRESS, {})
    asked = st.query_params.get(key, "")
    followed = key in st.query_params and key not in in_address
    if followed or (asked != in_address.get(key, "") and st.session_state.get(key, "") == in_address.get(key, "")):
        st.session_state[key] = asked
    return st.session_state.get(key, "")


def state(key: str, value: str) -> None:
    """Keep a text for `stated`, and let the address say it."""
    st.session_state[key] = st.session_state.setdefault(_IN_ADDRESS, {})[key] = value
    put(key, value or None)


def enter_page(page: str) -> None:
    """Take the choices of the page that was left out of the address bar; they come back with their page."""
    _leave(_PAGE, page, kept=(EVERYWHERE,))


def enter_part(part: str, kept: Collection[str]) -> None:
    """The same for a page with parts, each with choices of its own: those of the part that was left go, but `kept`."""
    _leave(_PART, part, kept=(EVERYWHERE, *kept))


def _leave(remembered: str, place: str, kept: Collection[str]) -> None:
    if st.session_state.get(remembered, place) != place:
        in_address = st.session_state.get(_IN_ADDRESS, {})
        for key in [key for key in in_address if key not in kept]:
            del in_address[key]
            put(key, None)
    st.session_state[remembered] = place


def put(key: str, value: str | None) -> None:
    """Let the address say so; None takes the key out of it."""
    if value is None:
        if key in st.query_params:
            del st.query_params[key]
    elif st.query_params.get(key) != value:
        st.query_params[key] = value
