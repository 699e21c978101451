"""What is computed once for all sessions, and goes when a brought model leaves: it may have been made with that.

Traces and translations are frozen, so one object serves every session at once.
"""

from collections.abc import Callable
from functools import lru_cache
from typing import ParamSpec, TypeVar, cast

import streamlit as st

Given, Found = ParamSpec("Given"), TypeVar("Found")

_to_forget: list[Callable[[], object]] = []


def kept(most: int) -> Callable[[Callable[Given, Found]], Callable[Given, Found]]:
    """Keep the last `most` results of a function whose arguments are plain values."""

    def keep(compute: Callable[Given, Found]) -> Callable[Given, Found]:
        cached = st.cache_resource(compute, show_spinner=False, max_entries=most)
        _to_forget.append(cached.clear)
        return cached

    return keep


def known(most: int) -> Callable[[Callable[Given, Found]], Callable[Given, Found]]:
    """The same where an argument is itself a result that is kept: it is known again as the object that it is."""

    def keep(compute: Callable[Given, Found]) -> Callable[Given, Found]:
        cached = lru_cache(maxsize=most)(compute)
        _to_forget.append(cached.cache_clear)
        return cast(Callable[Given, Found], cached)

    return keep


def forgets(forget: Callable[[], None]) -> Callable[[], None]:
    """Let `forget` be called as well when a brought model leaves."""
    _to_forget.append(forget)
    return forget


def forget() -> None:
    """Let go of everything that may have been made with a brought model."""
    for one in _to_forget:
        one()
