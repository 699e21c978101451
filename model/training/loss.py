"""What training minimises."""

from collections.abc import Callable
from typing import Any, cast

import torch
from jaxtyping import Float, Int
from torch import Tensor

IGNORED = -100
"""Label of a position that counts for nothing."""

_ROWS = 256  # rows of logits at a time: a block that stays in the cache


class _SmoothedCrossEntropy(torch.autograd.Function):
    """Sum over rows of −Σ_v q(v) log p(v), where q = (1 − ε) · one-hot + ε / V.

    The gradient p − q is made block by block in the forward pass. `F.cross_entropy` gives the same numbers, but
    walks through a dozen arrays of the size of the logits, which took half of a training step on the CPU.
    """

    @staticmethod
    def forward(
        ctx: Any, logits: Float[Tensor, "row vocabulary"], labels: Int[Tensor, " row"], smoothing: float
    ) -> Float[Tensor, ""]:
        gradient = torch.empty_like(logits)
        total = torch.zeros((), device=logits.device)
        floor = smoothing / logits.shape[1]
        for start in range(0, logits.shape[0], _ROWS):
            rows = slice(start, start + _ROWS)
            counts = (labels[rows] != IGNORED).float()
            index = labels[rows].clamp(min=0)[:, None]
            log_p = logits[rows].float().log_softmax(1)
            row_loss = (1 - smoothing) * log_p.gather(1, index)[:, 0] + floor * log_p.sum(1)
            total -= row_loss @ counts
            difference = log_p.exp_().sub_(floor)
            difference.scatter_add_(1, index, torch.full_like(index, smoothing - 1, dtype=difference.dtype))
            gradient[rows] = difference.mul_(counts[:, None])
        ctx.save_for_backward(gradient)
        return total

    @staticmethod
    def backward(ctx: Any, *gradients: Float[Tensor, ""]) -> tuple[Tensor, None, None]:
        (gradient,) = ctx.saved_tensors
        return gradient.mul_(gradients[0]), None, None  # in place: the graph is walked once


def translation_loss(
    logits: Float[Tensor, "batch target vocabulary"], labels: Int[Tensor, "batch target"], *, smoothing: float
) -> Float[Tensor, ""]:
    """Cross entropy in nats per target token with label smoothing ε (Vaswani et al. 2017, section 5.4)."""
    apply: Callable[..., Tensor] = cast(Any, _SmoothedCrossEntropy).apply
    return apply(logits.flatten(0, 1), labels.flatten(), smoothing) / (labels != IGNORED).sum()
