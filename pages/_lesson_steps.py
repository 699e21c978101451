"""How the steps of a lesson are drawn: text and exhibit side by side, questions with their answers hidden at first."""

import streamlit as st

from pages import _progress as progress
from pages import _session as session
from pages.lessons.lesson import Lesson, Quiz, Reader, Step
from viz.lesson.prose import fill, held_together
from viz.lesson.question import Question


def show_step(lesson: Lesson, step: Step, reader: Reader) -> None:
    """One step. What is changed in it draws it alone again."""
    with st.container(key=f"step-{step.id}"):
        _draw(lesson, step, reader)


@st.fragment
def _draw(lesson: Lesson, step: Step, reader: Reader) -> None:
    section = reader.prose[step.id]
    st.subheader(section.title, anchor=False)
    with session.guarded():
        body = held_together(fill(section.body, step.values(reader)))
        if step.exhibit is None:
            st.markdown(body, width="stretch" if reader.presenting else 720)
            beside = None
        elif step.wide:
            st.markdown(body, width="stretch" if reader.presenting else 720)
            beside = st.container()
        else:
            left, beside = st.columns([5, 7], gap="large")
            left.markdown(body)
        if step.exhibit and beside:
            with beside:
                step.exhibit(reader)
        if isinstance(step, Quiz):
            _ask(lesson, step, step.ask(reader), reader)


def _ask(lesson: Lesson, step: Quiz, question: Question, reader: Reader) -> None:
    """The question; its answer once the reader has asked for it, which another sentence hides again."""
    text = reader.text
    key = f"{lesson.name}-{step.id}"
    labels = [option.label for option in question.options]
    asked = (reader.sentence, question.prompt, *labels)
    if st.session_state.get(f"{key}-asked") != asked:  # the model computes something else now: predict again
        st.session_state[f"{key}-asked"] = asked
        st.session_state[f"{key}-open"] = False
        st.session_state.pop(key, None)
    chosen = st.radio(question.prompt, range(len(labels)), index=None, key=key, format_func=labels.__getitem__)
    if not st.session_state[f"{key}-open"]:
        st.button(
            text("learn.reveal"),
            key=f"{key}-reveal",
            icon=":material/visibility:",
            on_click=_reveal,
            args=(lesson, step, key),
        )
        return
    for index, option in enumerate(question.options):
        line = held_together(f"**{option.label}** {option.why}")
        if option.right:
            st.success(line, icon=":material/check:")
        elif index == chosen:
            st.error(line, icon=":material/close:")
        else:
            st.markdown(line)


def _reveal(lesson: Lesson, quiz: Quiz, key: str) -> None:
    st.session_state[f"{key}-open"] = True
    progress.answered(lesson, quiz)
