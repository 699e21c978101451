"""Position encodings side by side: their curves, and the properties that decide between them.

Pair i of a vector of d numbers stands for the numbers 2i and 2i+1; it turns at the rate ω_i = 10000^(−2i/d) radians per
position (Vaswani et al. 2017, section 3.5; Su et al. 2021, section 3.2.2).
"""

import math
from dataclasses import dataclass
from functools import lru_cache

import torch
from jaxtyping import Float, Float64
from torch import Tensor

from model.positions import alibi, alibi_slopes, rotary, sinusoidal
from model.trace import StackTrace
from model.transformer import Transformer

_STEPS_BETWEEN = 8  # points of a wave between two positions


@dataclass(frozen=True, eq=False)
class Sinusoidal:
    """PE of `length` positions; one pair as a wave (also between positions); and what a shift by `offset` does."""

    table: Float[Tensor, "position size"]
    places: Float[Tensor, " place"]
    wave: Float[Tensor, "2 place"]
    wave_at_positions: Float[Tensor, "2 position"]
    wavelength: float
    similarity: Float[Tensor, " distance"]
    rotation_block: tuple[tuple[float, float], tuple[float, float]]
    rotation_error: float


@dataclass(frozen=True, eq=False)
class Learned:
    """A table of positions, the cosines of its rows, and whether it has been learnt or is a random start."""

    table: Float[Tensor, "position size"]
    cosines: Float[Tensor, "position position"]
    learnt: bool


@dataclass(frozen=True, eq=False)
class Rotary:
    """By how many radians a pair turns per position, and the scores of one query and one key, turned everywhere."""

    angle: float
    scores: Float[Tensor, "position position"]
    spread: float

    @property
    def degrees(self) -> float:
        return math.degrees(self.angle)


@dataclass(frozen=True, eq=False)
class Alibi:
    """The slopes of all heads, and the bias that one head adds to the scores."""

    slopes: Float[Tensor, " head"]
    bias: Float[Tensor, "position position"]


@lru_cache(maxsize=16)
def sinusoidal_view(length: int, size: int, pair: int, offset: int) -> Sinusoidal:
    """Everything shown of sinusoidal positions. `pair` < size / 2; `offset` ≥ 0."""
    positions = torch.arange(float(length))
    places = torch.arange(0, length - 1 + 1e-6, 1 / _STEPS_BETWEEN)
    turned = rotation(offset, size)[2 * pair : 2 * pair + 2, 2 * pair : 2 * pair + 2]
    return Sinusoidal(
        table=sinusoidal(length, size),
        places=places,
        wave=waves(places, pair, size),
        wave_at_positions=waves(positions, pair, size),
        wavelength=wavelength(pair, size),
        similarity=similarity_by_distance(positions, size),
        rotation_block=(
            (float(turned[0, 0]), float(turned[0, 1])),
            (float(turned[1, 0]), float(turned[1, 1])),
        ),
        rotation_error=rotation_error(offset, length, size),
    )


def learned_view(length: int, size: int, transformer: Transformer) -> Learned:
    """The model's own learned positions, at most as many as it has; where it has none, a random start of that size."""
    own = (transformer.source_embedding or transformer.target_embedding).positions
    if transformer.config.positions == "learned" and own is not None:
        table = own[:length].detach()
        return Learned(table, cosines(table), learnt=True)
    table = example_vectors(size, length)
    return Learned(table, cosines(table), learnt=False)


def rotary_view(length: int, size: int, pair: int) -> Rotary:
    """How far `pair` turns, and that scores depend on the distance alone."""
    query, key = example_vectors(size)
    scores = rotary_scores(query, key, length)
    return Rotary(rate(pair, size), scores, spread_by_distance(scores))


def alibi_view(length: int, n_heads: int, head: int) -> Alibi:
    """The slopes of `n_heads` heads and the bias of one of them."""
    places = torch.arange(length)
    return Alibi(alibi_slopes(n_heads), alibi(n_heads, places, places)[head])


def mean_embedding_length(stack: StackTrace) -> float:
    """The mean Euclidean length of the token embeddings, to compare with that of the positions added to them."""
    return float(stack.embedding.square().sum(-1).sqrt().mean())


def position_length(size: int) -> float:
    """The length √(d/2) of every sinusoidal position, because sin² + cos² = 1 in each pair."""
    return math.sqrt(size / 2)


def rate(pair: int, size: int) -> float:
    """ω_i in radians per position: 1 for the first pair, nearly 1/10000 for the last."""
    return 10000.0 ** (-2 * pair / size)


def wavelength(pair: int, size: int) -> float:
    """Positions until a pair has gone round once: 2π / ω_i, from 2π to nearly 2π · 10000."""
    return 2 * math.pi / rate(pair, size)


def waves(places: Float[Tensor, " place"], pair: int, size: int) -> Float[Tensor, "2 place"]:
    """sin(ω_i · pos) and cos(ω_i · pos) at any places, also between positions."""
    angles = places.double() * rate(pair, size)
    return torch.stack((angles.sin(), angles.cos())).float()


def similarity_by_distance(distances: Float[Tensor, " distance"], size: int) -> Float[Tensor, " distance"]:
    """Cosine of PE(pos) and PE(pos + k) for each distance k: the mean of cos(ω_i · k) over the pairs, at every pos.

    All positions have one length (see `position_length`), so this is the dot product divided by d/2.
    """
    return (distances.double()[:, None] * _rates(size)).cos().mean(-1).float()


def cosines(table: Float[Tensor, "position d_model"]) -> Float[Tensor, "position position"]:
    """Cosine of every two rows of a table of positions."""
    unit = torch.nn.functional.normalize(table, dim=-1)
    return unit @ unit.T


def rotation(offset: int, size: int) -> Float[Tensor, "size size"]:
    """R_k with PE(pos + k) = R_k PE(pos) for every pos: one 2 × 2 rotation by ω_i · k per pair.

    The pairs are (sin, cos), so that each block is [[cos, sin], [−sin, cos]].
    """
    angles = offset * _rates(size)
    sin, cos = angles.sin(), angles.cos()
    even = torch.arange(0, size, 2)
    turned = torch.zeros(size, size, dtype=torch.float64)
    turned[even, even] = turned[even + 1, even + 1] = cos
    turned[even, even + 1], turned[even + 1, even] = sin, -sin
    return turned.float()


def rotation_error(offset: int, length: int, size: int) -> float:
    """The largest |R_k PE(pos) − PE(pos + k)| over all numbers of the positions 0 … length − 1: rounding only."""
    table = sinusoidal(length + offset, size)
    return float((table[:length] @ rotation(offset, size).T - table[offset:]).abs().max())


def rotary_scores(
    query: Float[Tensor, " d_head"], key: Float[Tensor, " d_head"], length: int
) -> Float[Tensor, "position position"]:
    """q_m · k_n, where the same query stands at every position m and the same key at every n, both turned (RoPE)."""
    places = torch.arange(length)
    turned_queries, turned_keys = (rotary(vector.expand(1, 1, length, -1), places)[0, 0] for vector in (query, key))
    return turned_queries @ turned_keys.T


def spread_by_distance(scores: Float[Tensor, "position position"]) -> float:
    """The largest difference between two scores at one distance: 0, up to rounding, where only the distance counts."""
    length = len(scores)
    diagonals = [scores.diagonal(offset) for offset in range(1 - length, length)]
    return max(float(diagonal.max() - diagonal.min()) for diagonal in diagonals)


def example_vectors(size: int, count: int = 2, seed: int = 0) -> Float[Tensor, "count size"]:
    """Random unit vectors: any query and key would do."""
    made = torch.randn(count, size, generator=torch.Generator().manual_seed(seed))
    return torch.nn.functional.normalize(made, dim=-1)


def _rates(size: int) -> Float64[Tensor, " pair"]:
    """ω_i of all pairs."""
    return 10000.0 ** (-torch.arange(0, size, 2, dtype=torch.float64) / size)
