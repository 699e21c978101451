"""The residual stream of two passes through one model, on aligned words, from the input to the last layer."""

from dataclasses import dataclass

import torch
from jaxtyping import Float
from torch import Tensor

from model.analysis.alignment import Alignment, align
from model.residual import size
from model.trace import StackTrace
from model.word_merge import mean_over_pieces


@dataclass(frozen=True, eq=False)
class StreamDifference:
    """How far the stream of each word lies from that of its partner; NaN where a word has none.

    Row 0 is what enters the first layer (a word's embedding with its position), row n what leaves layer n. `cosine` is
    1 − cos of the angle between both vectors, 0 to 2; `length` is ‖second − first‖ / ½(‖first‖ + ‖second‖), 0 to 2. A
    word of several pieces is their mean. A word that stands at another place differs already in row 0.
    """

    words: Alignment
    cosine: Float[Tensor, "depth word"]
    length: Float[Tensor, "depth word"]

    def largest(self, values: Float[Tensor, "depth word"]) -> tuple[float, str]:
        """The largest of `cosine` or `length`, and the word that has it."""
        numbers = values.nan_to_num(-1.0)
        return float(numbers.max()), self.words.labels[int(numbers.argmax()) % len(self.words)]


def stream_difference(first: StackTrace, second: StackTrace) -> StreamDifference:
    """Two passes of one stack. Both must be of the same model: two models write in bases of their own."""
    words = align(first.tokens.words, second.tokens.words)
    a = words.spread(mean_over_pieces(stream(first), first.tokens), 0, 1)
    b = words.spread(mean_over_pieces(stream(second), second.tokens), 1, 1)
    size_a, size_b = size(a), size(b)
    directions = a / size_a[..., None] - b / size_b[..., None]
    return StreamDifference(
        words=words,
        cosine=directions.square().sum(-1) / 2,  # as ½‖â − b̂‖²: exactly 0 for equal vectors
        length=2 * size(b - a) / (size_a + size_b),
    )


def stream(stack: StackTrace) -> Float[Tensor, "depth token d_model"]:
    """What enters each layer, and what leaves the last, before a final norm if there is one."""
    last = stack.layers[-1].sublayers[-1]
    leaving = last.residual_after if last.norm_first else last.norm.output
    return torch.stack([*(layer.sublayers[0].residual_before for layer in stack.layers), leaving])
