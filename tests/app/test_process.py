"""What a server's process does once: a title before the pages' code is imported, and what is imported spared."""

import gc
import subprocess
import sys
from pathlib import Path

import pytest
from streamlit.testing.v1 import AppTest

from pages import _process as process
from viz.text import Text

ROOT = Path(__file__).resolve().parents[2]
SLOW = "headlight_slow_module"


def opening(page: str, otherwise: str) -> None:
    import streamlit as st

    from pages._process import import_behind
    from viz.text import Text

    import_behind(page, otherwise, Text("en"))
    st.text("the page")


def opened(page: str, otherwise: str = "Otherwise") -> AppTest:
    return AppTest.from_function(opening, args=(page, otherwise), default_timeout=30).run()


@pytest.fixture
def slow(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> Path:
    """A module that stands for what takes seconds to import: an empty file."""
    monkeypatch.setattr(process, "_SLOW", SLOW)
    monkeypatch.setattr(process, "_DRAWN_AFTER", 0)
    monkeypatch.syspath_prepend(tmp_path)
    monkeypatch.delitem(sys.modules, SLOW, raising=False)
    file = tmp_path / f"{SLOW}.py"
    file.write_text("")
    return file


def test_the_page_follows_what_it_needs(slow: Path) -> None:
    test = opened("attention")
    assert SLOW in sys.modules
    assert [one.value for one in test.text] == ["the page"]
    assert not test.title
    assert not test.caption


@pytest.mark.parametrize(("page", "title"), [("attention", Text("en")("attention.title")), ("lesson", "Otherwise")])
def test_the_title_stands_there_while_it_is_imported(slow: Path, page: str, title: str) -> None:
    slow.write_text("raise ValueError('as if the import went on for ever')")
    test = opened(page)
    assert [one.value for one in test.title] == [title]
    assert [one.value for one in test.caption] == [Text("en")("app.starting")]
    assert not test.text


def test_the_usual_switching_comes_back(slow: Path) -> None:
    slow.write_text("import sys\nwhile_imported = sys.getswitchinterval()")
    before = sys.getswitchinterval()
    opened("attention")
    assert sys.modules[SLOW].while_imported < before
    assert sys.getswitchinterval() == before


def test_nothing_of_it_needs_torch() -> None:
    code = (
        "import sys\n"
        "from pages import _address, _document, _process, _shell\n"
        "print(sorted({'torch', 'pages._results', 'model', 'pandas'} & set(sys.modules)))"
    )
    done = subprocess.run([sys.executable, "-c", code], cwd=ROOT, capture_output=True, text=True, check=True)
    assert done.stdout.strip() == "[]"


def test_modules_are_spared_once_for_each_number_of_them(monkeypatch: pytest.MonkeyPatch) -> None:
    frozen: list[int] = []
    monkeypatch.setattr(gc, "freeze", lambda: frozen.append(1))
    process.spare_modules.clear()
    for imported in (10, 10, 11):
        process.spare_modules(imported)
    assert len(frozen) == 2
    process.spare_modules.clear()
