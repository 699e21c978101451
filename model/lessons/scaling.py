"""What dividing by √d_k does, measured on random queries and keys (Vaswani et al. 2017, footnote 4)."""

from dataclasses import dataclass
from functools import cache

import torch
from jaxtyping import Float
from torch import Tensor

from model.trace import Trace

KEYS, _QUERIES = 10, 500


@dataclass(frozen=True)
class Spread:
    """The variance of scores, and of their softmax the mean entropy in nats and the mean largest weight."""

    variance: float
    entropy: float
    largest: float


@dataclass(frozen=True)
class Scaling:
    """Scores of d_k numbers each as they are, and divided by √d_k."""

    d_k: int
    plain: Spread
    scaled: Spread


@cache
def measure_scaling(d_k: int, seed: int = 0) -> Scaling:
    """500 random queries at 10 random keys each, all of whose numbers have mean 0 and variance 1."""
    generator = torch.Generator().manual_seed(seed)
    queries = torch.randn(_QUERIES, 1, d_k, generator=generator)
    keys = torch.randn(_QUERIES, KEYS, d_k, generator=generator)
    products = (queries * keys).sum(-1)
    return Scaling(d_k, spread(products), spread(products / d_k**0.5))


def spread(scores: Float[Tensor, "*query key"]) -> Spread:
    """Of scores, with a softmax over each row."""
    weights = scores.softmax(-1)
    entropy = -weights.xlogy(weights).sum(-1).mean()
    return Spread(float(scores.var()), float(entropy), float(weights.amax(-1).mean()))


def products_of(trace: Trace) -> Float[Tensor, "layer head query key"]:
    """q · k of every head of the encoder, before anything is divided."""
    layers = trace.attention("encoder")
    return torch.stack([layer.queries @ layer.keys.mT for layer in layers])
