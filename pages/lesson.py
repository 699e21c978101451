"""One lesson of the course, chosen in the side bar or on the course map."""

import streamlit as st

from pages import _address as address
from pages import _lesson_steps as steps
from pages import _presenter as presenter
from pages import _progress as progress
from pages import _session as session
from pages._lesson_sentence import readable_sentence
from pages._terms import explain_terms
from pages._worksheets import offer_worksheets
from pages.lessons import LESSONS, load_lesson
from pages.lessons.lesson import Lesson, Reader
from viz.lesson.prose import Prose

text = session.text()


def choose_lesson() -> Lesson:
    """The lesson that the address names; the first where it names none."""
    titles = {name: f"{n} · {load_lesson(name).prose(session.language()).title}" for n, name in enumerate(LESSONS, 1)}
    with session.page_controls():
        name = address.choice(text("learn.lesson"), titles, key="lesson", dropdown=True)
    address.enter_part(name, kept=("lesson", session.PRESENT))
    return load_lesson(name)


def show_neighbours(lesson: Lesson) -> None:
    """The way to the lessons before and after."""
    place = LESSONS.index(lesson.name)
    with st.container(horizontal=True, horizontal_alignment="distribute"):
        for other, icon in ((place - 1, ":material/arrow_back:"), (place + 1, ":material/arrow_forward:")):
            if 0 <= other < len(LESSONS):
                title = load_lesson(LESSONS[other]).prose(session.language()).title
                to = {"lesson": LESSONS[other], "lang": session.language()}
                st.page_link("pages/lesson.py", label=f"{other + 1} · {title}", icon=icon, query_params=to)


def show_on_a_wall(lesson: Lesson, prose: Prose) -> None:
    """One step, with the sentence above it, which the class may change."""
    step = lesson.steps[presenter.choose_step(len(lesson.steps))]
    left, right = st.columns([5, 7], vertical_alignment="center", gap="large")
    left.title(f"{LESSONS.index(lesson.name) + 1} · {prose.title}", anchor=False)
    with right:
        reader = Reader(session.language(), prose, readable_sentence(lesson.model), lesson.model, presenting=True)
    steps.show_step(lesson, step, reader)


def show_whole(lesson: Lesson, prose: Prose) -> None:
    """All steps, one below the other."""
    st.title(f"{LESSONS.index(lesson.name) + 1} · {prose.title}")
    st.markdown(prose.question)
    left, right = st.columns([3, 2], vertical_alignment="bottom")
    with left:
        reader = Reader(session.language(), prose, readable_sentence(lesson.model), lesson.model)
    with right, st.container(horizontal=True):
        presenter.present_button()
        offer_worksheets(lesson, reader)
    for step in lesson.steps:
        steps.show_step(lesson, step, reader)
    show_neighbours(lesson)


lesson = choose_lesson()
progress.finished()
explain_terms()
with session.guarded():
    show = show_on_a_wall if presenter.presenting() else show_whole
    show(lesson, lesson.prose(session.language()))
