"""From states to logits, which of a small model with a large vocabulary is a third of all the work."""

from typing import Any, cast

import torch
import torch.nn.functional as F
from jaxtyping import Float
from torch import Tensor, nn

_BLOCK = 1024  # tokens of the vocabulary


def logits(head: nn.Module, states: Float[Tensor, "*batch d_model"]) -> Float[Tensor, "*batch vocabulary"]:
    """`head(states)`. On a CPU block by block of the vocabulary, as much of it as stays in the cache.

    That takes 0.6 to 0.8 of the time for 16 to 256 states of GPT-2's size.
    """
    if states.device.type != "cpu" or type(head) is not nn.Linear:
        return head(states)
    bias = cast("Tensor | None", head.bias)
    weights = _blocks(head.weight)
    biases = [None] * len(weights) if bias is None else _blocks(bias)
    return torch.cat([F.linear(states, *block) for block in zip(weights, biases, strict=True)], dim=-1)


def _blocks(tensor: Tensor) -> tuple[Tensor, ...]:
    return cast(Any, tensor).split(_BLOCK)
