"""Position encodings: what each kind adds, and where.

`sinusoidal` and `learned` are added to the embeddings, `rotary` turns queries and keys, `alibi` is added to the scores.
"""

import torch
from jaxtyping import Float, Float64, Int
from torch import Tensor


def sinusoidal(length: int, d_model: int) -> Float[Tensor, "position d_model"]:
    """PE(pos, 2i) = sin(pos / 10000^(2i/d)), PE(pos, 2i+1) = cos(pos / 10000^(2i/d)) (Vaswani et al. 2017, 3.5)."""
    angles = _angles(torch.arange(length), d_model)
    return torch.stack((angles.sin(), angles.cos()), dim=-1).flatten(-2).float()


def rotary(
    x: Float[Tensor, "batch head position d_head"], positions: Int[Tensor, " position"]
) -> Float[Tensor, "batch head position d_head"]:
    """Turn each pair (x_2i, x_2i+1) by the angle pos / 10000^(2i/d_head) (Su et al. 2021, equation 34).

    The product of a turned query and a turned key depends only on their distance.
    """
    angles = _angles(positions, x.shape[-1]).to(x.device)
    cos, sin = angles.cos().to(x.dtype), angles.sin().to(x.dtype)
    even, odd = x[..., 0::2], x[..., 1::2]
    return torch.stack((even * cos - odd * sin, even * sin + odd * cos), dim=-1).flatten(-2)


def alibi_slopes(n_heads: int) -> Float[Tensor, " head"]:
    """The slope of each head: 2^(-8h/n) for h = 1 … n, where n is a power of two (Press et al. 2022, section 3).

    For other n the paper's code takes the slopes of the power of two below n, then every second one of the power above.
    """
    below = 1 << (n_heads.bit_length() - 1)
    slopes = [2 ** (-8 * h / below) for h in range(1, below + 1)]
    slopes += [2 ** (-4 * h / below) for h in range(1, 2 * (n_heads - below), 2)]
    return torch.tensor(slopes)


def alibi(
    n_heads: int, query_positions: Int[Tensor, " query"], key_positions: Int[Tensor, " key"]
) -> Float[Tensor, "head query key"]:
    """−slope · |query position − key position|, added to the scores. Symmetric, so that an encoder can use it too."""
    distance = (query_positions[:, None] - key_positions[None, :]).abs()
    return -alibi_slopes(n_heads).to(distance.device)[:, None, None] * distance


def _angles(positions: Int[Tensor, " position"], size: int) -> Float64[Tensor, "position half"]:
    # In float32, the angle of position 5000 would be off by 1e-4.
    rates = 10000.0 ** (-torch.arange(0, size, 2, dtype=torch.float64, device=positions.device) / size)
    return positions[:, None] * rates
