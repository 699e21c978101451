"""Figures are known again by what they show."""

from dataclasses import dataclass
from typing import Any

import numpy as np
import plotly.graph_objects as go
import pytest
import torch
from torch import Tensor

from pages._drawn import content, drawn, forget


@dataclass(frozen=True)
class Measured:
    name: str
    values: Tensor


@dataclass(frozen=True, eq=False)
class Kept:
    values: Tensor


def measured(name: str = "a", *numbers: float) -> Measured:
    return Measured(name, torch.tensor(numbers))


@pytest.mark.parametrize(
    ("one", "same", "other"),
    [
        (measured("a", 1, 2), measured("a", 1, 2), measured("a", 1, 3)),
        (torch.zeros(2, 3), torch.zeros(2, 3), torch.zeros(3, 2)),
        (torch.zeros(2), torch.zeros(2), torch.zeros(2, dtype=torch.int32)),
        (torch.arange(6).reshape(2, 3).T, torch.tensor([[0, 3], [1, 4], [2, 5]]), torch.arange(6).reshape(3, 2)),
        (np.array([1.0]), np.array([1.0]), np.array([2.0])),
        ([measured("a", 1)], [measured("a", 1)], (measured("a", 1),)),
        ({"x": (1, torch.ones(1))}, {"x": (1, torch.ones(1))}, {"y": (1, torch.ones(1))}),
        ("a", "a", "b"),
        (1, 1, 2),
        (None, None, "None"),
    ],
)
def test_the_same_numbers_are_the_same_content(one: object, same: object, other: object) -> None:
    assert content(one) == content(same)
    assert hash(content(one)) == hash(content(same))
    assert content(one) != content(other)


def test_what_is_compared_by_identity_stays_so() -> None:
    kept = Kept(torch.ones(1))
    assert content(kept) == content(kept)
    assert content(kept) != content(Kept(kept.values))


def test_what_cannot_be_hashed_is_the_same_as_itself() -> None:
    one: set[int] = {1}
    assert content(one) == content(one)
    assert content(one) != content({1})


def test_a_figure_is_made_once_for_what_it_shows() -> None:
    made: list[Any] = []

    def figure(shown: Measured, *, title: str) -> go.Figure:
        made.append(title)
        return go.Figure({"data": [{"type": "bar", "y": shown.values.tolist()}], "layout": {"title": {"text": title}}})

    first = drawn(figure, measured("a", 1, 2), title="one")
    assert drawn(figure, measured("a", 1, 2), title="one") is first
    assert drawn(figure, measured("a", 1, 2), title="two") is not first
    assert drawn(figure, measured("a", 1, 5), title="one") is not first
    assert made == ["one", "two", "one"]
    assert first.to_dict()["data"][0]["y"] == [1, 2]
    forget()
    assert drawn(figure, measured("a", 1, 2), title="one") is not first
