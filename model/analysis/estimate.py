"""A mean over sentences with its uncertainty."""

from dataclasses import dataclass
from typing import Any

import torch
from jaxtyping import Float
from torch import Tensor

_RESAMPLES = 1000


@dataclass(frozen=True)
class Estimate:
    """A mean and its 95 % interval."""

    value: float
    low: float
    high: float

    def as_dict(self) -> dict[str, Any]:
        return {"value": self.value, "interval": (self.low, self.high)}


def bootstrap(totals: Float[Tensor, "sentence head"], counts: Float[Tensor, " sentence"]) -> list[Estimate]:
    """Σ totals / Σ counts for each head, with the percentile interval of 1000 resamples (Efron 1979).

    Sentences are drawn, not queries: those of one sentence are no independent cases. `counts` must not sum to 0.
    """
    generator = torch.Generator().manual_seed(0)
    size = len(counts)
    drawn = torch.randint(size, (_RESAMPLES, size), generator=generator)
    times = torch.zeros(_RESAMPLES, size, dtype=totals.dtype).scatter_add_(
        1, drawn, torch.ones_like(drawn, dtype=totals.dtype)
    )
    weight = times @ counts.to(totals)
    means = (times @ totals)[weight > 0] / weight[weight > 0, None]  # a resample may miss the few sentences that count
    low, high = means.quantile(torch.tensor([0.025, 0.975], dtype=totals.dtype), dim=0)
    value = totals.sum(0) / counts.sum()
    return [Estimate(*map(float, one)) for one in zip(value, low, high, strict=True)]
