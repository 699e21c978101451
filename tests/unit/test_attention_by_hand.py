"""Attention, masking and layer norm on numbers that can be followed by hand."""

import math

import pytest
import torch
from torch import Tensor

from model.layers import LayerNorm, MultiHeadAttention, attention
from model.tap import UNTAPPED, Recorder, Tap
from tests import small

tapped_or_not = pytest.mark.parametrize("tap", [UNTAPPED, Recorder()], ids=["untapped", "tapped"])


def tensor(rows: list[list[float]]) -> Tensor:
    return torch.tensor(rows, dtype=torch.float)[None, None]  # one sentence, one head


def test_softmax_of_the_worked_example() -> None:
    scores = torch.tensor([2.0, 1.0, 0.1])

    assert scores.exp().tolist() == pytest.approx([7.39, 2.72, 1.11], abs=0.005)
    assert scores.exp().sum().item() == pytest.approx(11.21, abs=0.005)
    recorder = Recorder()
    # One query of 1 and keys equal to the scores: with d_k = 1 nothing is divided.
    attention(tensor([[1.0]]), scores.view(1, 1, 3, 1), torch.zeros(1, 1, 3, 1), tap=recorder)
    weights = recorder.tensors["attention.weights"].flatten()
    assert [round(weight, 2) for weight in weights.tolist()] == [0.66, 0.24, 0.1]


def test_scores_are_divided_by_the_root_of_the_head_size() -> None:
    recorder = Recorder()
    queries, keys = tensor([[1, 2, 3, 4], [0, 1, 0, 1]]), tensor([[1, 0, 1, 0], [2, 2, 2, 2]])

    attention(queries, keys, keys, tap=recorder)

    assert recorder.tensors["attention.scores"][0, 0].tolist() == [[2, 10], [0, 2]]


@tapped_or_not
def test_the_output_is_the_weighted_sum_of_the_values(tap: Tap) -> None:
    queries, keys = tensor([[math.log(3)]]), tensor([[1.0], [0.0]])  # weights 3 : 1
    values = tensor([[1.0, 10.0], [5.0, 2.0]])

    output = attention(queries, keys, values, tap=tap)

    torch.testing.assert_close(output, tensor([[2.0, 8.0]]))


@tapped_or_not
def test_each_word_sees_itself_and_what_is_left_of_it(tap: Tap) -> None:
    """ "I like eating hamburgers": equal scores share the weight among the words that may be seen."""
    causal = torch.ones(4, 4, dtype=torch.bool).tril()[None, None]

    shares = attention(torch.zeros(1, 1, 4, 2), torch.zeros(1, 1, 4, 2), torch.eye(4)[None, None], causal, tap=tap)

    expected = [[1, 0, 0, 0], [1 / 2, 1 / 2, 0, 0], [1 / 3, 1 / 3, 1 / 3, 0], [1 / 4, 1 / 4, 1 / 4, 1 / 4]]
    torch.testing.assert_close(shares, tensor(expected))
    assert (shares.masked_select(~causal) == 0).all()


@tapped_or_not
def test_a_bias_is_added_to_the_scores_and_the_mask_still_holds(tap: Tap) -> None:
    bias = tensor([[0.0, math.log(3), 50.0]])
    mask = torch.tensor([[[[True, True, False]]]])
    values = torch.eye(3)[None, None]

    weights = attention(torch.zeros(1, 1, 1, 2), torch.zeros(1, 1, 3, 2), values, mask, bias, tap=tap)

    torch.testing.assert_close(weights, tensor([[0.25, 0.75, 0.0]]))


def test_heads_are_consecutive_slices_of_the_model_dimension() -> None:
    """[batch, length, d_model] → [batch, heads, length, d_head], as in the worked example of 512 = 8 · 64."""
    config = small.config(d_model=512, n_heads=8)
    layer = MultiHeadAttention(config).requires_grad_(False)
    layer.query_key_value.weight.copy_(torch.eye(512).repeat(1, 3))
    x = torch.randn(3, 5, 512)
    recorder = Recorder()

    layer.self_attention(x, None, None, tap=recorder, site="layer")

    queries = recorder.tensors["layer.queries"]
    assert queries.shape == (3, 8, 5, 64)
    torch.testing.assert_close(queries[2, 7, 4], x[2, 4, 7 * 64 :])
    assert recorder.tensors["layer.scores"].shape == (3, 8, 5, 5)


def test_layer_norm_of_the_worked_example() -> None:
    norm, recorder = LayerNorm(4, 1e-5).requires_grad_(False), Recorder()
    x = torch.tensor([[[1.0, 2.0, 3.0, 4.0]]])

    plain = norm(x, tap=recorder)
    norm.gain.fill_(1.5)
    norm.bias.fill_(0.5)
    scaled = norm(x)

    assert recorder.tensors["norm.mean"].item() == 2.5
    assert recorder.tensors["norm.rstd"].item() == pytest.approx(1 / math.sqrt(1.25 + 1e-5))
    assert [round(value, 2) for value in plain.flatten().tolist()] == [-1.34, -0.45, 0.45, 1.34]
    assert [round(value, 2) for value in scaled.flatten().tolist()] == [-1.51, -0.17, 1.17, 2.51]
