"""Logits by blocks of the vocabulary are the logits."""

import pytest
import torch
from torch import nn

from model.adapters.unembedding import logits


@pytest.mark.parametrize("bias", [False, True])
@pytest.mark.parametrize("vocabulary", [5, 1024, 1025, 2500])
def test_they_are_those_of_the_whole_matrix(vocabulary: int, bias: bool) -> None:
    torch.manual_seed(0)
    head, states = nn.Linear(7, vocabulary, bias=bias), torch.randn(2, 3, 7, requires_grad=True)
    made, expected = logits(head, states), head(states)
    torch.testing.assert_close(made, expected)
    seed = torch.randn_like(made)
    gradients = (torch.autograd.grad(each, (states, head.weight), seed) for each in (made, expected))
    torch.testing.assert_close(*gradients, atol=1e-5, rtol=1e-5)


def test_what_is_no_plain_matrix_computes_itself() -> None:
    class Doubled(nn.Linear):
        def forward(self, x: torch.Tensor) -> torch.Tensor:
            return 2 * super().forward(x)

    head, states = Doubled(7, 2500), torch.randn(3, 7)
    assert torch.equal(logits(head, states), head(states))
