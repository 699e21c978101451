"""The lessons and the course map, run by AppTest without a browser."""

from pathlib import Path

import pytest
from streamlit.testing.v1 import AppTest

from tests.lessons import LESSONS, SENTENCES, lesson, reader
from viz.text import LANGUAGES, Language

ROOT = Path(__file__).resolve().parents[2]


def open_lesson(name: str, language: Language = "en", **query: str) -> AppTest:
    """The page of that lesson inside the app, with the shipped models: what a lesson says is about them."""
    test = AppTest.from_file(str(ROOT / "app.py"), default_timeout=120)
    test.session_state["lang"] = language
    test.session_state["lesson"] = name
    test.query_params.update({"lesson": name, **query})
    return test.switch_page("pages/lesson.py").run()


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize("name", LESSONS)
def test_a_lesson_shows_all_its_steps(name: str, language: Language) -> None:
    test = open_lesson(name, language)
    assert not test.exception
    assert not test.error
    prose = lesson(name).prose(language)
    assert test.title[0].value.endswith(prose.title)
    assert [one.value for one in test.subheader] == [prose[step.id].title for step in lesson(name).steps]


@pytest.mark.parametrize("name", LESSONS)
def test_answers_are_hidden_until_they_are_asked_for_and_again_after_another_sentence(name: str) -> None:
    test = open_lesson(name)
    quiz = next(quiz for quiz in lesson(name).quizzes)
    why = quiz.ask(reader(name)).right.why
    assert not test.success
    test.button(key=f"{name}-{quiz.id}-reveal").click().run()
    assert [why in one.value for one in test.success] == [True]
    if not quiz.follows_sentence:
        return
    before = quiz.ask(reader(name))
    for sentence in SENTENCES[lesson(name).model]:
        if quiz.ask(reader(name, sentence=sentence)).right.label != before.right.label:
            test.text_input[0].set_value(sentence).run()
            assert not test.exception
            assert not test.success
            return
    raise AssertionError("no sentence moves the answer")
