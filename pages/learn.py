"""The course map: all lessons, and which of them are finished."""

import streamlit as st

from pages import _progress as progress
from pages import _session as session
from pages.lessons import LESSONS, load_lesson

COLUMNS = 3

text = session.text()


def show_card(n: int, name: str, done: bool) -> None:
    """One lesson: its question, how long it takes, and the way to it."""
    lesson = load_lesson(name)
    prose = lesson.prose(session.language())
    with st.container(border=True, height="stretch", key=f"card-{name}"):
        icon = ":material/check_circle:" if done else ":material/play_circle:"
        to = {"lesson": name, "lang": session.language()}
        st.page_link("pages/lesson.py", label=f"**{n} · {prose.title}**", icon=icon, query_params=to)
        st.markdown(prose.question)
        st.caption(text("learn.minutes", n=lesson.minutes))


st.title(text("learn.title"))
st.markdown(text("learn.question"))
done = progress.finished()
st.progress(len(done) / len(LESSONS), text("learn.finished", done=len(done), total=len(LESSONS)))
st.caption(text("learn.keep"))
for start in range(0, len(LESSONS), COLUMNS):
    for place, (n, name) in zip(
        st.columns(COLUMNS), list(enumerate(LESSONS, 1))[start : start + COLUMNS], strict=False
    ):
        with place:
            show_card(n, name, name in done)
