"""Analyses over sentences that several processes share: the same figures as one."""

import json
from pathlib import Path
from typing import Any

import pytest

from model.training.parallel import ALONE, Processes, in_turn
from tests.launch import launch
from tests.shared_analyses import found


def assert_same(one: Any, other: Any, where: str = "") -> None:
    """Names, counts and decisions alike; numbers to rounding, for sentences in another batch have other pads."""
    if isinstance(one, dict):
        assert list(one) == list(other), where
        for name in one:
            assert_same(one[name], other[name], f"{where}.{name}")
    elif isinstance(one, list):
        assert len(one) == len(other), where
        for place, pair in enumerate(zip(one, other, strict=True)):
            assert_same(*pair, f"{where}[{place}]")
    elif isinstance(one, float):
        assert other == pytest.approx(one, abs=1e-4), where
    else:
        assert one == other, where


def test_two_processes_find_what_one_finds(tmp_path: Path) -> None:
    launch("torchrun", "tests.shared_analyses", tmp_path / "found")
    alone = found()
    for index in range(2):
        assert_same(alone, json.loads((tmp_path / f"found.{index}").read_text(encoding="utf-8")))
    assert alone["sets"]["necessary"], "there is something to decide"


@pytest.mark.parametrize("size", range(8))
@pytest.mark.parametrize("count", [1, 2, 3])
def test_what_is_dealt_is_put_together_in_order(size: int, count: int) -> None:
    shares = [Processes(index, count).dealt(range(size)) for index in range(count)]
    assert max(map(len, shares)) - min(map(len, shares)) <= 1
    assert in_turn(shares) == list(range(size))
    assert ALONE.gather_dealt(range(size)) == list(range(size))
