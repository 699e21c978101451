"""Where one decoding step looks, per head."""

from dataclasses import dataclass
from typing import Literal

from jaxtyping import Float
from torch import Tensor

from model.trace import Trace
from model.word_merge import sum_over_pieces


@dataclass(frozen=True)
class StepAttention:
    """The attention weights of one query; each head's row sums to 1. `keys` names what is looked at."""

    weights: Float[Tensor, "head key"]
    keys: tuple[str, ...]

    @property
    def mean(self) -> Float[Tensor, " key"]:
        """The mean over the heads."""
        return self.weights.mean(0)

    @property
    def strongest(self) -> tuple[str, float]:
        """What the heads look at most on average, and that mean weight."""
        place = int(self.mean.argmax())
        return self.keys[place], float(self.mean[place])


def step_attention(trace: Trace, kind: Literal["cross", "decoder"], layer: int, *, by_word: bool) -> StepAttention:
    """The attention of the newest query of `trace`; `by_word` adds up the weights of the pieces of each word."""
    weights = trace.attention(kind)[layer].weights[:, -1]
    keys = trace.tokens(kind)[1]
    if by_word:
        return StepAttention(sum_over_pieces(weights, keys), keys.words)
    return StepAttention(weights, keys.labels)
