"""One row of a head of the shipped model, computed again from its query and its keys."""

from dataclasses import dataclass
from math import sqrt
from typing import cast

from jaxtyping import Float
from torch import Tensor

from model.trace import AttentionTrace


@dataclass(frozen=True)
class HeadRow:
    """The query of one token and the keys of all, and every stage of softmax(q · k / √d_k).

    `stored` are the weights of the trace, which the stages should arrive at.
    """

    query: Float[Tensor, " d_k"]
    keys: Float[Tensor, "key d_k"]
    products: Float[Tensor, " key"]
    scores: Float[Tensor, " key"]
    powers: Float[Tensor, " key"]
    weights: Float[Tensor, " key"]
    stored: Float[Tensor, " key"]

    @property
    def root(self) -> float:
        return sqrt(len(self.query))

    @property
    def total(self) -> float:
        """Σ e^score."""
        return float(self.powers.sum())

    @property
    def error(self) -> float:
        """The largest difference from the weights of the trace: rounding only."""
        return float((self.weights - self.stored).abs().max())

    def largest(self, count: int) -> list[int]:
        """The `count` keys that get most, in the order of the sentence."""
        return sorted(cast(list[int], self.weights.topk(min(count, len(self.weights))).indices.tolist()))


def head_row(layer: AttentionTrace, head: int, query: int) -> HeadRow:
    """The row of the token `query` in that head of a sublayer without mask or position bias."""
    q, keys = layer.queries[head, query].double(), layer.keys[head].double()
    products = keys @ q
    scores = products / sqrt(len(q))
    powers = scores.exp()
    return HeadRow(q, keys, products, scores, powers, powers / powers.sum(), layer.weights[head, query])
