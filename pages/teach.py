"""The teacher's guide: how to teach with the real model, and for each lesson what to do, how long, what goes wrong."""

from pathlib import Path

import streamlit as st

from pages import _session as session
from pages._lesson_sentence import readable_sentence
from pages._worksheets import offer_worksheets
from pages.lessons import LESSONS, load_lesson
from pages.lessons.lesson import Lesson, Reader
from viz.lesson.prose import read_prose

GENERAL = ("before", "wall", "predict", "paper")
PARTS = ("timing", "misconceptions", "discuss")

text = session.text()
guide = read_prose(Path(__file__).parent / "guide", session.language())


def show_general() -> None:
    """What holds for all lessons."""
    for first in range(0, len(GENERAL), 2):
        for place, name in zip(st.columns(2, gap="large"), GENERAL[first : first + 2], strict=True):
            place.subheader(guide[name].title, anchor=False)
            place.markdown(guide[name].body)


def readable_sentences() -> dict[str, str]:
    """The class's own sentences, by the model that reads them: what is typed, or an example under a message."""
    found: dict[str, str] = {}
    used = dict.fromkeys(load_lesson(name).model for name in LESSONS)
    for place, name in zip(st.columns(len(used)), used, strict=True):
        with place:
            found[name] = readable_sentence(name)
    return found


def show_lesson(n: int, lesson: Lesson, sentence: str) -> None:
    """One lesson: timing, misconceptions, what to discuss; the ways to it, and its sheets."""
    prose = lesson.prose(session.language())
    with st.expander(f"{n} · {prose.title}", key=f"guide_{lesson.name}", bind="query-params") as shown:
        if not shown.open:
            return
        section = guide[lesson.name]
        for place, part in zip(st.columns([4, 5, 3], gap="large"), PARTS, strict=True):
            place.markdown(f"**{section[part].title}**\n\n{section[part].body}")
        to = {"lesson": lesson.name, "lang": session.language()}
        with st.container(horizontal=True, vertical_alignment="center"):
            st.page_link("pages/lesson.py", label=text("teach.open"), icon=":material/menu_book:", query_params=to)
            on_the_wall = to | {session.PRESENT: "1"}
            st.page_link(
                "pages/lesson.py", label=text("teach.wall"), icon=":material/slideshow:", query_params=on_the_wall
            )
            offer_worksheets(lesson, Reader(session.language(), prose, sentence, lesson.model))


st.title(text("teach.title"))
st.markdown(guide.question)
show_general()
with session.guarded():
    sentences = readable_sentences()
    for n, name in enumerate(LESSONS, start=1):
        show_lesson(n, load_lesson(name), sentences[load_lesson(name).model])
