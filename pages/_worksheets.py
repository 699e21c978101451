"""A lesson on paper: the worksheet and the answer key, with the sentence that the reader has typed."""

import streamlit as st

from pages.lessons import LESSONS
from pages.lessons.lesson import Lesson, Reader, symbols_of
from viz.equation import Symbol
from viz.lesson.prose import fill
from viz.worksheet import Asked, Sheet, worksheet


def sheet_of(lesson: Lesson, reader: Reader) -> Sheet:
    """What is printed of a lesson for that reader."""
    questions: list[Asked] = []
    symbols: dict[str, Symbol] = {}
    for step in lesson.steps:
        symbols |= symbols_of(reader.prose[step.id], step.values(reader))
    for quiz in lesson.quizzes:
        section = reader.prose[quiz.id]
        questions.append(Asked(section.title, fill(section.body, quiz.values(reader)), quiz.ask(reader)))
    return Sheet(LESSONS.index(lesson.name) + 1, reader.prose, reader.sentence, questions, symbols)


def offer_worksheets(lesson: Lesson, reader: Reader) -> None:
    """Two buttons, which make a page when they are pressed."""
    text = reader.text
    for kind, key in (("print", False), ("print_key", True)):
        st.download_button(
            text(f"worksheet.{kind}"),
            lambda key=key: worksheet(sheet_of(lesson, reader), text, key=key).encode(),
            f"headlight-{lesson.name}-{'key' if key else 'worksheet'}-{reader.language}.html",
            "text/html",
            key=f"{lesson.name}-{kind}",
            icon=":material/print:",
            help=text("worksheet.print_help"),
            on_click="ignore",
        )
