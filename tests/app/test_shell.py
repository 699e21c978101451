"""The shell, run by Streamlit's AppTest without a browser."""

from pathlib import Path

import pytest
from streamlit.runtime.pages_manager import PagesManager
from streamlit.testing.v1 import AppTest

from tests.lessons import LESSONS, lesson
from viz.text import LANGUAGES, Language, Text

ROOT = Path(__file__).resolve().parents[2]
PAGES = sorted(path.stem for path in (ROOT / "pages").glob("[!_]*.py"))


@pytest.fixture(autouse=True)
def app_navigates(monkeypatch: pytest.MonkeyPatch) -> None:
    """As on a server: AppTest alone takes the folder named pages for Streamlit's older navigation, at every run."""
    make = PagesManager.__init__

    def make_for_navigation(self: PagesManager, *arguments: object, **options: object) -> None:
        PagesManager.uses_pages_directory = False
        make(self, *arguments, **options)

    monkeypatch.setattr(PagesManager, "__init__", make_for_navigation)


def app(**query: str) -> AppTest:
    test = AppTest.from_file(str(ROOT / "app.py"), default_timeout=60)
    test.query_params.update(query)
    return test


@pytest.mark.parametrize("language", LANGUAGES)
def test_the_app_opens_in_the_language_of_its_address(language: Language) -> None:
    test = app(lang=language).run()
    assert not test.exception
    assert test.title[0].value == Text(language)("attention.title")
    assert test.query_params["lang"] == language


def test_an_unknown_language_falls_back_to_english() -> None:
    test = app(lang="tlh").run()
    assert not test.exception
    assert test.title[0].value == Text("en")("attention.title")
    assert test.query_params["lang"] == "en"


def test_the_language_changes_with_its_selector() -> None:
    test = app().run()
    test.session_state["lang"] = "zh"
    test.run()
    assert test.title[0].value == Text("zh")("attention.title")
    assert test.query_params["lang"] == "zh"


@pytest.mark.parametrize("name", PAGES)
def test_every_page_opens_in_the_app(name: str) -> None:
    test = app().switch_page(f"pages/{name}.py").run()
    assert not test.exception
    title = lesson(LESSONS[0]).prose("en").title if name == "lesson" else Text("en")(f"{name}.title")
    assert test.title[0].value.endswith(title)
