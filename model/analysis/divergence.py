"""How far apart two distributions lie. What cannot be compared (a distribution with NaN) gives NaN, never 0."""

import torch
from jaxtyping import Float
from torch import Tensor


def total_variation(p: Float[Tensor, "*#batch event"], q: Float[Tensor, "*#batch event"]) -> Float[Tensor, "*batch"]:
    """½ Σ |p − q|: the share that lies elsewhere, from 0 (alike) to 1 (nothing in common)."""
    return (p - q).abs().sum(-1) / 2


def jensen_shannon(p: Float[Tensor, "*#batch event"], q: Float[Tensor, "*#batch event"]) -> Float[Tensor, "*batch"]:
    """½ KL(p‖m) + ½ KL(q‖m) with m = ½(p + q), in nats, from 0 to ln 2 (Lin 1991, equation 4.1)."""
    middle = (p + q) / 2
    return (_relative_entropy(p, middle) + _relative_entropy(q, middle)) / 2


def kullback_leibler(
    log_p: Float[Tensor, "*#batch event"], log_q: Float[Tensor, "*#batch event"]
) -> Float[Tensor, "*batch"]:
    """KL(p‖q) = Σ p · (ln p − ln q) in nats, 0 or more, from logarithms of probabilities."""
    return (log_p.exp() * (log_p - log_q)).sum(-1)


def _relative_entropy(p: Tensor, middle: Tensor) -> Tensor:
    """Σ p · ln(p / middle), where an event with p = 0 adds nothing."""
    return (torch.xlogy(p, p) - torch.xlogy(p, middle)).sum(-1)
