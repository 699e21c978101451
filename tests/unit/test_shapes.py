"""Shapes are checked while tests run: in what the import hook reaches, and as the check itself is written."""

from dataclasses import dataclass

import pytest
import torch
from beartype.roar import BeartypeCallHintViolation
from jaxtyping import Float, Int
from torch import Tensor

from model.layers import KeysValues, LayerNorm, project
from tests.shapes import checked

ROWS, COLUMNS = torch.zeros(3, 5), torch.zeros(5)
refused = pytest.raises(BeartypeCallHintViolation)


@checked
def first(x: Float[Tensor, "row column"], y: Float[Tensor, " column"], which: str = "row") -> Float[Tensor, " row"]:
    return x[:, 0] if which == "row" else y


@checked
@dataclass
class Pair:
    x: Float[Tensor, " row"]
    y: Float[Tensor, " row"] | None = None

    @property
    @checked
    def number(self) -> Int[Tensor, ""]:
        return self.x.sum()

    @staticmethod
    @checked
    def longer(x: Float[Tensor, " row"]) -> Float[Tensor, " row"]:
        return x.repeat(2)


def test_a_dimension_has_one_size_within_a_call_and_another_in_the_next() -> None:
    assert first(ROWS, COLUMNS).shape == (3,)
    assert first(torch.zeros(2, 7), torch.zeros(7)).shape == (2,)
    with refused:
        first(ROWS, torch.zeros(3))
    with refused:
        first(ROWS, COLUMNS.int())
    with refused:
        first(ROWS, COLUMNS, "column")


def test_what_a_dataclass_a_property_and_a_static_method_declare_is_checked() -> None:
    assert Pair(COLUMNS).y is None
    with refused:
        Pair(COLUMNS, torch.zeros(3))
    with refused:
        _ = Pair(COLUMNS).number
    with refused:
        Pair.longer(COLUMNS)


def test_a_call_within_a_call_has_sizes_of_its_own() -> None:
    @checked
    def outer(x: Float[Tensor, "row column"]) -> Float[Tensor, "row column"]:
        first(x.T.contiguous(), torch.zeros(x.shape[0]))
        return x

    assert outer(ROWS) is ROWS


def test_the_model_is_checked() -> None:
    x = torch.zeros(2, 3, 5)
    assert project(x, torch.zeros(5, 7), torch.zeros(7)).shape == (2, 3, 7)
    with refused:
        project(x, torch.zeros(5, 7), torch.zeros(1))  # torch would broadcast it
    with refused:
        LayerNorm(5, 1e-5)(x[0])
    with refused:
        KeysValues(torch.zeros(2, 3, 5, 7), torch.zeros(2, 3, 4, 7))
