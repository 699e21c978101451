"""One word on its way through the whole Transformer, from a trace: what each stage adds to its vector."""

import math
from collections.abc import Sequence
from dataclasses import dataclass

import torch
from jaxtyping import Float
from torch import Tensor

from model.residual import size
from model.trace import StackTrace, SublayerKind, Trace

Numbers = Float[Tensor, " d_model"]


@dataclass(frozen=True, eq=False)
class Stage:
    """What a stage leaves of the word's vector. `share` is what it added to the stream, as in `StreamProfile.share`:
    ‖added‖ / (‖stream before‖ + ‖added‖), 0 for nothing and ½ for as much as there was."""

    vector: Numbers
    share: float

    @property
    def first(self) -> float:
        """The first number of the vector."""
        return float(self.vector[0])


@dataclass(frozen=True, eq=False)
class LayerStages:
    """The sublayers of one layer, each followed by its norm."""

    sublayers: dict[SublayerKind, Stage]

    @property
    def vector(self) -> Numbers:
        """What leaves the layer."""
        return list(self.sublayers.values())[-1].vector


@dataclass(frozen=True, eq=False)
class Flow:
    """One token of a stack: its embedding, its position, their sum, and what each layer makes of it."""

    n_tokens: int
    embedding: Numbers
    position: Numbers
    sum: Stage
    layers: tuple[LayerStages, ...]


@dataclass(frozen=True, eq=False)
class Machine:
    """One decoding step of a sentence: a source token through the encoder, and the last written one through the
    decoder to the probabilities of what follows.

    `looks` is the decoder's cross attention to each source token, the mean over layers and heads.
    """

    encoder: Flow
    decoder: Flow
    looks: Float[Tensor, " source"]
    probabilities: Float[Tensor, " vocabulary"]

    @property
    def d_model(self) -> int:
        return len(self.encoder.embedding)


def machine(trace: Trace, source: int, step: int) -> Machine:
    """The step, from 0, that writes target token `step`, with source token `source` followed through the encoder.

    Raises ValueError for a trace without an encoder, a decoder or positions that are added.
    """
    if trace.encoder is None or trace.decoder is None or trace.logits is None:
        raise ValueError("a language model has no encoder to follow a word through")
    looks = torch.stack([layer.weights[:, step] for layer in trace.attention("cross")]).mean((0, 1))
    return Machine(
        encoder=flow(trace.encoder, source, len(trace.encoder.tokens)),
        decoder=flow(trace.decoder, step, step + 1),
        looks=looks,
        probabilities=trace.logits[step].softmax(-1),
    )


def flow(stack: StackTrace, token: int, n_tokens: int) -> Flow:
    """One token of a stack that has read `n_tokens`. Raises ValueError where no positions are added."""
    if stack.positions is None:
        raise ValueError("nothing is added to these embeddings")
    embedding, position = stack.embedding[token], stack.positions[token]
    return Flow(
        n_tokens=n_tokens,
        embedding=embedding,
        position=position,
        sum=Stage(embedding + position, share(embedding, position)),
        layers=tuple(
            LayerStages(
                {
                    each.kind: Stage(each.norm.output[token], share(each.residual_before[token], each.output[token]))
                    for each in layer.sublayers
                }
            )
            for layer in stack.layers
        ),
    )


def share(before: Numbers, added: Numbers) -> float:
    """‖added‖ / (‖before‖ + ‖added‖)."""
    return float(size(added) / (size(before) + size(added)))


def chances(trace: Trace, written: tuple[int, ...]) -> tuple[float, ...]:
    """P(y_t | y_<t, x) of each written token. Their product is the probability of the whole translation.

    Raises ValueError where the decoder did not run over these tokens.
    """
    if trace.logits is None or len(trace.logits) != len(written):
        raise ValueError("the trace is not one of these tokens")
    return tuple(map(float, trace.logits.softmax(-1)[range(len(written)), list(written)]))


def together(chances: Sequence[float]) -> float:
    """P(y | x) = Π P(y_t | y_<t, x): the probability of all pieces one after the other."""
    return math.prod(chances)
