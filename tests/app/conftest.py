"""What the tests of the pages share: a small random model in place of the shipped one."""

import functools
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, field
from pathlib import Path

import pytest
import streamlit as st
from streamlit.testing.v1 import AppTest

import model
from model.decoding import Greedy, Search
from model.tap import UNTAPPED, Tap
from model.translator import Translation, Translator
from tests import small

PAGES = Path(__file__).resolve().parents[2] / "pages"

Open = Callable[..., AppTest]


@dataclass(frozen=True)
class Remembering(Translator):
    """Translates alike sentences only once: test after test opens a page with the same few, and decoding is slow."""

    _translations: dict[tuple[str, Search, tuple[int, ...]], Translation] = field(default_factory=dict, compare=False)

    @classmethod
    def like(cls, made: Translator) -> "Remembering":
        return cls(made.name, made.tokenizer, made.transformer)

    def translate(
        self, text: str, search: Search = Greedy(), *, prefix: Sequence[int] = (), tap: Tap = UNTAPPED
    ) -> Translation:
        if tap is not UNTAPPED:
            return super().translate(text, search, prefix=prefix, tap=tap)
        asked = (text, search, tuple(prefix))
        if asked not in self._translations:
            self._translations[asked] = super().translate(text, search, prefix=prefix)
        return self._translations[asked]


@functools.cache
def remembering() -> Translator:
    return Remembering.like(small.translator())


@pytest.fixture
def small_model(monkeypatch: pytest.MonkeyPatch) -> Iterator[Translator]:
    """Pages get this random model; nothing that another test cached is left, and nothing is left for others."""
    made = remembering()
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
