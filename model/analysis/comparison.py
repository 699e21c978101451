"""Two translations side by side: of two sentences, by two models, or with and without an intervention."""

from collections.abc import Mapping
from dataclasses import dataclass
from functools import cached_property
from typing import get_args

import torch

from model.analysis.alignment import Alignment
from model.analysis.attention_difference import AttentionDifference, attention_difference
from model.analysis.output_difference import OutputDifference, output_difference
from model.analysis.stream_difference import StreamDifference, stream_difference
from model.network import Network
from model.trace import AttentionKind, StackName, StackTrace
from model.translator import Translation


@dataclass(frozen=True, eq=False)
class Comparison:
    """What `second` does differently from `first`. Nothing is computed before it is asked for."""

    first: Translation
    second: Translation

    @cached_property
    def same_model(self) -> bool:
        """Whether both sides have the same weights.

        Only then does head h of one side correspond to head h of the other, and do their streams have a common basis:
        two models that were trained apart number their heads and features by accident.
        """
        return _same_weights(self.first.translator.transformer, self.second.translator.transformer)

    @cached_property
    def attention(self) -> Mapping[AttentionKind, AttentionDifference]:
        """The kinds of attention that both sides have."""
        first, second = self.first.trace, self.second.trace
        kinds: list[AttentionKind] = [
            kind for kind in get_args(AttentionKind) if first.attention(kind) and second.attention(kind)
        ]
        return {kind: attention_difference(first, second, kind) for kind in kinds}

    @cached_property
    def stream(self) -> Mapping[StackName, StreamDifference]:
        """The streams of the stacks; none for two models."""
        first, second = self.first.trace, self.second.trace
        stacks: dict[StackName, tuple[StackTrace | None, StackTrace | None]] = {
            "encoder": (first.encoder, second.encoder),
            "decoder": (first.decoder, second.decoder),
        }
        return {
            name: stream_difference(one, other)
            for name, (one, other) in stacks.items()
            if self.same_model and one is not None and other is not None
        }

    @cached_property
    def output(self) -> OutputDifference:
        """What both expected next."""
        return output_difference(self.first, self.second)

    @property
    def written(self) -> Alignment:
        """What both wrote, word by word."""
        return self.output.words


def _same_weights(first: Network, second: Network) -> bool:
    if first is second:
        return True
    ours, theirs = dict(first.named_parameters()), dict(second.named_parameters())
    return first.config == second.config and all(torch.equal(ours[name], theirs[name]) for name in ours)
