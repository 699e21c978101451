"""Position encodings: values by hand and the properties that DESIGN.md promises."""

import math

import pytest
import torch

from model.positions import alibi, alibi_slopes, rotary, sinusoidal


def test_sinusoidal_values_by_hand() -> None:
    table = sinusoidal(3, 4)

    expected = [
        [0.0, 1.0, 0.0, 1.0],
        [math.sin(1), math.cos(1), math.sin(0.01), math.cos(0.01)],
        [math.sin(2), math.cos(2), math.sin(0.02), math.cos(0.02)],
    ]
    torch.testing.assert_close(table, torch.tensor(expected))


def test_sinusoidal_is_bounded_and_does_not_depend_on_the_length() -> None:
    short, long = sinusoidal(5, 34), sinusoidal(500, 34)

    assert torch.equal(short, long[:5])
    assert long.abs().max() <= 1


def test_a_shift_of_sinusoidal_positions_is_a_rotation() -> None:
    d_model, distance = 34, 7
    table = sinusoidal(60, d_model)
    rates = 10000.0 ** (-torch.arange(0, d_model, 2) / d_model)
    sin, cos = (rates * distance).sin(), (rates * distance).cos()

    sines, cosines = table[:-distance, 0::2], table[:-distance, 1::2]

    torch.testing.assert_close(table[distance:, 0::2], sines * cos + cosines * sin, atol=1e-5, rtol=0)
    torch.testing.assert_close(table[distance:, 1::2], cosines * cos - sines * sin, atol=1e-5, rtol=0)


def test_far_sinusoidal_positions_keep_their_precision() -> None:
    angle = 4999 / 10000 ** (2 / 34)

    assert sinusoidal(5000, 34)[4999, 2].item() == pytest.approx(math.sin(angle), abs=1e-6)


def test_rotary_turns_a_pair_by_its_position() -> None:
    x = torch.tensor([1.0, 0.0, 0.0, 1.0]).expand(1, 1, 3, 4)

    turned = rotary(x, torch.tensor([0, 1, 100]))[0, 0]

    expected = [
        [1.0, 0.0, 0.0, 1.0],
        [math.cos(1), math.sin(1), -math.sin(0.01), math.cos(0.01)],
        [math.cos(100), math.sin(100), -math.sin(1), math.cos(1)],
    ]
    torch.testing.assert_close(turned, torch.tensor(expected))


def test_rotary_products_depend_only_on_the_distance() -> None:
    torch.manual_seed(0)
    query, key = torch.randn(2, 1, 3, 1, 10).expand(2, 1, 3, 23, 10)
    where = torch.arange(23)

    scores = rotary(query, where) @ rotary(key, where).mT

    for distance in range(-22, 23):
        diagonal = scores.diagonal(distance, dim1=-2, dim2=-1)
        torch.testing.assert_close(diagonal, diagonal[..., :1].expand_as(diagonal), atol=1e-5, rtol=0)
    assert (scores[0, 0, 0, 1:] - scores[0, 0, 0, :-1]).abs().min() > 1e-4


def test_rotary_keeps_lengths() -> None:
    x = torch.randn(2, 3, 5, 10)

    torch.testing.assert_close(rotary(x, torch.arange(5)).norm(dim=-1), x.norm(dim=-1))


@pytest.mark.parametrize(
    ("n_heads", "exponents"),
    [
        (1, [8]),
        (2, [4, 8]),
        (3, [4, 8, 2]),
        (5, [2, 4, 6, 8, 1]),
        (6, [2, 4, 6, 8, 1, 3]),
        (8, [1, 2, 3, 4, 5, 6, 7, 8]),
        (12, [1, 2, 3, 4, 5, 6, 7, 8, 0.5, 1.5, 2.5, 3.5]),
    ],
)
def test_alibi_slopes(n_heads: int, exponents: list[float]) -> None:
    expected = torch.tensor([2.0**-exponent for exponent in exponents])

    torch.testing.assert_close(alibi_slopes(n_heads), expected)


def test_alibi_falls_with_the_distance_on_both_sides() -> None:
    bias = alibi(2, torch.tensor([1, 3]), torch.arange(4))

    distances = torch.tensor([[1.0, 0.0, 1.0, 2.0], [3.0, 2.0, 1.0, 0.0]])
    torch.testing.assert_close(bias, torch.stack([-distances / 16, -distances / 256]))
