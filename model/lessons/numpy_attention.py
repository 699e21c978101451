"""Attention in NumPy with an error that circulates: axes exchanged as in PyTorch; and what comes of it."""

from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray

from model.trace import AttentionTrace

Array = NDArray[np.floating[Any]]

_SMALL = 3


def attention(q: Array, k: Array, v: Array) -> Array:
    # q, k, v: [head, word, d_k]
    scores = q @ k.transpose(-1, -2)
    scores = scores / np.sqrt(k.shape[-1])
    powers = np.exp(scores)
    weights = powers / powers.sum(-1, keepdims=True)
    return weights @ v


def attention_set_right(q: Array, k: Array, v: Array) -> Array:
    """softmax(q kᵀ / √d_k) v for arrays [head, word, d_k], with the last two axes of k exchanged."""
    return attention_of_scores(q @ k.swapaxes(-1, -2), k.shape[-1], v)


def attention_of_scores(products: Array, d_k: int, v: Array) -> Array:
    """softmax(products / √d_k) v."""
    powers = np.exp(products / np.sqrt(d_k))
    return powers / powers.sum(-1, keepdims=True) @ v


@dataclass(frozen=True)
class Consequence:
    """What NumPy says to the wrong line, and by how much the output is wrong at most where `K.T` is put in its place:
    on arrays of `size` heads, words and numbers, the only shape (all three equal) with which that runs."""

    message: str
    size: int
    error: float


def consequence(layer: AttentionTrace) -> Consequence:
    """Both errors, made with the queries, keys and values of a sublayer."""
    q, k, v = (one.double().numpy() for one in (layer.queries, layer.keys, layer.values))
    try:
        attention(q, k, v)
        message = ""
    except ValueError as error:
        message = str(error)
    size = min(_SMALL, *q.shape)
    q, k, v = (one[:size, :size, :size] for one in (q, k, v))
    wrong = attention_of_scores(q @ k.T, size, v)
    return Consequence(message, size, float(np.abs(wrong - attention_set_right(q, k, v)).max()))
