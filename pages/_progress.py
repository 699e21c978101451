"""Which lessons a reader has finished: in the address bar, so that a bookmark keeps it and no account is needed.

A lesson is finished when the answer to each of its questions has been seen.
"""

import streamlit as st

from pages import _address as address
from pages.lessons import LESSONS
from pages.lessons.lesson import Lesson, Quiz

KEY = "done"
_SEEN = "answers_seen"


def finished() -> frozenset[str]:
    """The names of the finished lessons, kept in the address of this page from now on."""
    known: set[str] = st.session_state.setdefault(KEY, set())
    known.update(LESSONS[n - 1] for n in _numbers(st.query_params.get(KEY, "")))
    address.put(KEY, ".".join(str(n) for n, name in enumerate(LESSONS, start=1) if name in known) or None)
    return frozenset(known)


def answered(lesson: Lesson, quiz: Quiz) -> None:
    """The answer to that question has been seen."""
    seen: set[tuple[str, str]] = st.session_state.setdefault(_SEEN, set())
    seen.add((lesson.name, quiz.id))
    if all((lesson.name, one.id) in seen for one in lesson.quizzes):
        st.session_state.setdefault(KEY, set()).add(lesson.name)
        finished()


def _numbers(code: str) -> set[int]:
    """The numbers of lessons in an address; whatever else stands there is passed over."""
    return {int(n) for n in code.split(".") if n.isdecimal() and 1 <= int(n) <= len(LESSONS)}
