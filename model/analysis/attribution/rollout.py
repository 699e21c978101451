"""Attention rollout (Abnar and Zuidema 2020, *Quantifying Attention Flow in Transformers*, section 3).

A layer's attention, averaged over its heads, and the residual connection pass identities on: Ã = ½ Ā + ½ I. The product
Ã_L ⋯ Ã_1 says how much of each input token arrives in each state at the top, if nothing but averaging happened on the
way: values, feed-forward layers and norms play no part.

The paper treats one stack. Here the decoder's rows hold a share of every position of both inputs, and each sublayer
mixes them alike: self-attention with the decoder's own rows, and cross attention with the encoder's states, each of
which is by then the mixture that the encoder's rollout says. All shares of a row sum to 1.
"""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

import torch
from jaxtyping import Float
from torch import Tensor

from model.trace import Trace


@dataclass(frozen=True, eq=False)
class Mixing:
    """What one sublayer makes of each state: shares of states of its own stack, or of the encoder's final ones.

    In self-attention the residual is part of `weights`; in cross attention it is the other half.
    """

    weights: Float[Tensor, "query key"]
    crosses: bool


def with_residual(weights: Float[Tensor, "head query key"]) -> Float[Tensor, "query key"]:
    """Ã = ½ Ā + ½ I, where Ā is the mean over heads."""
    mean = weights.mean(0)
    return (mean + torch.eye(len(mean))) / 2


def encoder_mixings(trace: Trace) -> list[Float[Tensor, "query key"]]:
    """Ã of each encoder layer; none where there is no encoder."""
    return [with_residual(layer.weights) for layer in trace.attention("encoder")]


def decoder_mixings(trace: Trace) -> Iterator[Mixing]:
    """The decoder's attention sublayers in the order of computation."""
    cross = trace.attention("cross")
    for index, layer in enumerate(trace.attention("decoder")):
        yield Mixing(with_residual(layer.weights), crosses=False)
        if cross:
            yield Mixing(cross[index].weights.mean(0) / 2, crosses=True)


def rolled_out(mixings: Sequence[Float[Tensor, "query key"]]) -> Float[Tensor, "query key"]:
    """Ã_L ⋯ Ã_1 of one stack (equation 1), of at least one layer."""
    rolled = mixings[0]
    for mixing in mixings[1:]:
        rolled = mixing @ rolled
    return rolled


def rollout(trace: Trace) -> Float[Tensor, "target position"]:
    """The share of each position of both inputs in each of the decoder's rows."""
    encoder = encoder_mixings(trace)
    encoded = rolled_out(encoder) if encoder else torch.zeros(0, 0)
    n_source, n_target = len(encoded), len(trace.target or ())
    shares = torch.cat([torch.zeros(n_target, n_source), torch.eye(n_target)], dim=1)
    for mixing in decoder_mixings(trace):
        if mixing.crosses:
            shares = shares / 2
            shares[:, :n_source] += mixing.weights @ encoded
        else:
            shares = mixing.weights @ shares
    return shares
