"""What one patch of an image, or [CLS], looks at: one layer head by head, their mean, or the rollout of all layers."""

from dataclasses import dataclass
from typing import Literal

from jaxtyping import Float
from torch import Tensor

from model.analysis.attribution.rollout import encoder_mixings, rolled_out
from model.patches import Grid
from model.trace import Trace

Together = Literal["heads", "mean", "rollout"]


@dataclass(frozen=True, eq=False)  # compared and hashed by identity: figures of it are cached
class PatchAttention:
    """The row of one `query` token in the attention of `layer`: what it gives every token, in one or more pictures.

    `together` "heads": a picture for each head. "mean": one, of their mean. "rollout": one, of the shares of all
    tokens as they entered the model in this one after that layer (see `rollout.py`). Every picture sums to 1.
    """

    grid: Grid
    layer: int
    query: int
    together: Together
    weights: Float[Tensor, "picture token"]

    def patches(self) -> Float[Tensor, "picture row column"]:
        """The weights of the patches alone, as they lie in the image."""
        return self.weights[:, 1:].view(-1, self.grid.rows, self.grid.columns)

    @property
    def highest(self) -> float:
        """The largest weight of any patch, in any picture."""
        return float(self.weights[:, 1:].max())


def patch_attention(trace: Trace, grid: Grid, layer: int, query: int, together: Together = "heads") -> PatchAttention:
    """The attention of one layer (from 0) of an image's trace, from the token `query`.

    Raises IndexError for a layer or token that does not exist.
    """
    if together == "rollout":
        weights = rolled_out(encoder_mixings(trace)[: layer + 1])[None, query]
    else:
        weights = trace.attention("encoder")[layer].weights[:, query]
        weights = weights.mean(0, keepdim=True) if together == "mean" else weights
    return PatchAttention(grid, layer, query, together, weights)
