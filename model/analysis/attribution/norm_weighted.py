"""Attention weights, and attention weights times the length of what they fetch (Kobayashi et al. 2020).

*Attention is Not Only a Weight: Analyzing Transformers with Vector Norms*: a head adds Σ α f(x) to the stream, where α
is the weight and f(x) = (x W^V + b^V) W^O is what the head would write if it looked at x alone. A large weight on a
short f(x) does little, so ‖α f(x)‖ is compared and not α. x is the attention's input: in a pre-norm model after the
norm, in a post-norm model the stream itself. Neither the residual connection nor the layer norm *after* the addition
is part of it (Kobayashi et al. 2021 include both), nor is b^O, which belongs to no token.
"""

import torch
from jaxtyping import Float
from torch import Tensor

from model.interventions import Place
from model.network import Network
from model.residual import size
from model.trace import AttentionTrace, Trace


def head_norms(network: Network, place: Place, attention: AttentionTrace) -> Float[Tensor, "head query key"]:
    """‖α f(x)‖ of each head of one attention sublayer: equation 4 for one head."""
    return attention.weights * size(_written(network, place, attention))[:, None]


def layer_norms(network: Network, place: Place, attention: AttentionTrace) -> Float[Tensor, "query key"]:
    """‖Σ α f(x)‖, summed over the heads of one sublayer: what they write that cancels out does not count."""
    written = _written(network, place, attention)
    return size(torch.einsum("hqk,hkd->qkd", attention.weights, written))


def weights_of_row(trace: Trace, row: int) -> Float[Tensor, " position"]:
    """The mean attention weight, over heads and layers, from a decoder row: cross attention, then self-attention.

    Each of the two sums to 1; a language model has only the second.
    """
    kinds = [trace.attention(kind) for kind in ("cross", "decoder")]
    means = [torch.stack([layer.weights[:, row].mean(0) for layer in layers]).mean(0) for layers in kinds if layers]
    return torch.cat(means)


def norms_of_row(network: Network, trace: Trace, row: int) -> Float[Tensor, " position"]:
    """‖Σ α f(x)‖ from a decoder row, the mean over its layers: cross attention, then self-attention."""
    found: list[Tensor] = []
    for kind in ("cross", "decoder"):
        layers = trace.attention(kind)
        norms = [layer_norms(network, Place(kind, index), layer)[row] for index, layer in enumerate(layers)]
        if norms:
            found.append(torch.stack(norms).mean(0))
    return torch.cat(found)


def _written(network: Network, place: Place, attention: AttentionTrace) -> Float[Tensor, "head key d_model"]:
    """f(x): each head's values through its rows of W^O."""
    return attention.values @ network.output_projection(place.kind, place.layer)
