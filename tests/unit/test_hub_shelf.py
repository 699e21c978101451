"""Few models are kept, the last used ones; what goes leaves nothing behind."""

import gc
import weakref
from pathlib import Path

import pytest

from model.errors import HeadlightError
from model.hub.policy import Source
from model.hub.shelf import Shelf


def names(shelf: Shelf) -> list[str]:
    return [brought.name for brought in shelf.models]


@pytest.fixture
def source(tiny_models: Path):
    """`source("a")`: the tiny GPT-2 under that name."""
    return lambda name: Source(name, tiny_models / "gpt2")


def test_the_one_not_used_for_longest_goes(source) -> None:
    gone: list[str] = []
    shelf = Shelf(room=2, on_leaving=lambda brought: gone.append(brought.name))
    shelf.load(source("a"))
    shelf.load(source("b"))
    assert shelf.get("a") is not None, "now b was not used for longest"
    assert names(shelf) == ["a", "b"]
    shelf.load(source("c"))
    assert (names(shelf), gone) == (["c", "a"], ["b"])
    assert shelf.get("b") is None
    shelf.unload("c")
    shelf.unload("nothing")
    assert (names(shelf), gone) == (["a"], ["b", "c"])


def test_another_loading_takes_the_place_of_the_first(source) -> None:
    shelf = Shelf()
    first = shelf.load(source("a"))
    second = shelf.load(source("a"), dtype="bfloat16")
    assert names(shelf) == ["a"]
    assert second.number != first.number
    assert shelf.get("a") is second
    assert second.size == first.size // 2


def test_a_failure_changes_nothing(source, tmp_path: Path) -> None:
    shelf = Shelf(room=1)
    kept = shelf.load(source("a"))
    for name in ("a", "b"):
        with pytest.raises(HeadlightError):
            shelf.load(Source(name, tmp_path))
    assert list(shelf.models) == [kept]


def test_what_is_unloaded_is_freed(source) -> None:
    shelf = Shelf()
    parameter = weakref.ref(next(one for _, one in shelf.load(source("a")).translator.transformer.named_parameters()))
    assert parameter() is not None
    shelf.unload("a")
    gc.collect()
    assert parameter() is None
