"""A share of cases with its uncertainty."""

from dataclasses import dataclass
from math import sqrt
from typing import Any


@dataclass(frozen=True)
class Proportion:
    """`hits` of `total` with the 95 % Wilson score interval (Wilson 1927)."""

    hits: int
    total: int

    @property
    def value(self) -> float:
        """The share, between 0 and 1; of no cases at all, not a number."""
        return self.hits / self.total if self.total else float("nan")

    @property
    def interval(self) -> tuple[float, float]:
        if not self.total:
            return 0.0, 1.0
        z = 1.96
        spread = 1 + z * z / self.total
        centre = (self.value + z * z / (2 * self.total)) / spread
        half = z / spread * sqrt(self.value * (1 - self.value) / self.total + z * z / (4 * self.total**2))
        return max(0.0, centre - half), min(1.0, centre + half)

    @property
    def is_better_than_chance(self) -> bool:
        """Whether that is more than guessing between two gives."""
        return self.interval[0] > 0.5

    def as_dict(self) -> dict[str, Any]:
        """Plain values, for JSON, which has no word for "not a number"."""
        value = self.value if self.total else None
        return {"hits": self.hits, "total": self.total, "value": value, "interval": self.interval}

    def __str__(self) -> str:
        if not self.total:
            return "no cases"
        low, high = self.interval
        return f"{self.value:.1%} [{low:.1%}, {high:.1%}] of {self.total}"
