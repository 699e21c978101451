"""What the tests of the pages share: a small random model in place of the shipped one."""

from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
import streamlit as st
from streamlit.testing.v1 import AppTest

import model
from model.translator import Translator
from tests import small

PAGES = Path(__file__).resolve().parents[2] / "pages"

Open = Callable[..., AppTest]


@pytest.fixture
def small_model(monkeypatch: pytest.MonkeyPatch) -> Iterator[Translator]:
    """Pages get this random model; nothing that another test cached is left, and nothing is left for others."""
    made = small.translator()
    monkeypatch.setattr(model, "load", lambda name: made)
    st.cache_resource.clear()
    yield made
    st.cache_resource.clear()


@pytest.fixture
def open_page(small_model: Translator) -> Open:
    """`open_page("coreference", lang="zh", pair="own")`: the page, run once at that address, with the small model."""

    def opened(name: str, *, lang: str = "en", **query: str) -> AppTest:
        test = AppTest.from_file(str(PAGES / f"{name}.py"), default_timeout=60)
        test.session_state["lang"] = lang
        test.query_params.update(query)
        return test.run()

    return opened
