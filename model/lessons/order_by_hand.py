"""Three words of two numbers each, through one self-attention whose W^Q, W^K and W^V change nothing."""

from collections.abc import Sequence
from dataclasses import dataclass

import torch
from jaxtyping import Float
from torch import Tensor

from model.layers import attention
from model.positions import sinusoidal

WORDS = ("dog", "bites", "man")
VECTORS = ((2.0, 0.0), (0.0, 1.0), (1.0, 2.0))


@dataclass(frozen=True, eq=False)
class Ordered:
    """What goes in and what comes out for each word of one order, in that order."""

    words: tuple[str, ...]
    inputs: Float[Tensor, "word 2"]
    outputs: Float[Tensor, "word 2"]


def attend_in_order(order: Sequence[int], *, positions: bool) -> Ordered:
    """softmax(XXᵀ/√2) X for the words in that order, with PE(pos) added to X or not (d = 2: sin pos, cos pos)."""
    x = torch.tensor(VECTORS)[list(order)]
    if positions:
        x = x + sinusoidal(len(x), x.shape[1])
    heads = x[None, None]
    return Ordered(tuple(WORDS[word] for word in order), x, attention(heads, heads, heads)[0, 0])
