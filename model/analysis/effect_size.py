"""What an intervention does to a decision, over many sentences."""

from dataclasses import dataclass
from math import sqrt
from typing import Any

from jaxtyping import Float
from torch import Tensor

from model.evaluation.proportion import Proportion


@dataclass(frozen=True)
class Effect:
    """`right` is how often the right pronoun is still the more probable one.

    `change` is the mean change of the log-odds log P(right) − log P(wrong), in nats, negative where the intervention
    hurts; `half_width` is that of its 95 % interval (1.96 standard errors; not a number for one sentence).
    """

    right: Proportion
    change: float
    half_width: float

    @classmethod
    def between(cls, before: Float[Tensor, " sentence"], after: Float[Tensor, " sentence"]) -> "Effect":
        """The effect on sentences whose log-odds were `before` and became `after`."""
        change = after - before
        spread = float(change.std()) if len(change) > 1 else float("nan")
        return cls(
            Proportion(int((after > 0).sum()), len(after)), float(change.mean()), 1.96 * spread / sqrt(len(change))
        )

    def __str__(self) -> str:
        return f"{self.right.value:.0%}, {self.change:+.2f} ± {self.half_width:.2f} nats"

    def as_dict(self) -> dict[str, Any]:
        half_width = self.half_width if self.half_width == self.half_width else None  # JSON has no NaN
        return {"right": self.right.as_dict(), "change": self.change, "half_width": half_width}
