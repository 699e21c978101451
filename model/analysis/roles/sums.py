"""What is kept of a pass over many sentences: sums by role, for each sentence."""

from collections import Counter, defaultdict
from collections.abc import Sequence
from dataclasses import dataclass, field

import torch
from jaxtyping import Float
from torch import Tensor

from model.analysis.roles.cases import Cases, Found
from model.training.parallel import in_turn

PerSentence = dict[str, list[Float[Tensor, "batch head"]]]
"""By role; one entry for each batch."""


@dataclass
class Sums:
    """Sums over the queries of each sentence, by role, for the heads of one place or for uniform attention."""

    weight: PerSentence = field(default_factory=lambda: defaultdict(list))
    largest: PerSentence = field(default_factory=lambda: defaultdict(list))
    proposed: PerSentence = field(default_factory=lambda: defaultdict(list))
    spread: list[Float[Tensor, "shape batch head"]] = field(default_factory=list[Tensor])
    """Entropy, signed and absolute distance."""

    def add(self, weights: Float[Tensor, "batch head query key"], cases: Cases) -> None:
        for level in cases.levels:
            found: Found = level.measure(weights)
            for index, role in enumerate(level.roles):
                self.weight[role.name].append(found.weight[index].clone())  # sent alone, it takes no others along
                self.largest[role.name].append(found.largest[index].clone())
                self.proposed[role.name].append(found.proposed)
        self.spread.append(_spread(weights, cases.asking))

    @classmethod
    def joined(cls, parts: "Sequence[Sums]") -> "Sums":
        """One of all batches, which were dealt to the parts in turn."""
        made = cls()
        made.weight, made.largest, made.proposed = (
            _joined([getattr(part, name) for part in parts]) for name in ("weight", "largest", "proposed")
        )
        made.spread = in_turn([part.spread for part in parts])
        return made

    def mean_spread(self, counts: "Counts") -> Float[Tensor, "shape head"]:
        """Entropy, signed and absolute distance of a head, averaged over all queries that count."""
        return torch.cat(self.spread, dim=1).sum(1) / counts.asking


@dataclass
class Counts:
    """The same for one kind of attention: how many queries there were, and what fixed offsets would find."""

    queries: dict[str, list[Float[Tensor, " batch"]]] = field(default_factory=lambda: defaultdict(list))
    named: Counter[str] = field(default_factory=Counter[str])
    offsets: dict[str, Counter[int]] = field(default_factory=lambda: defaultdict(Counter[int]))
    asking: float = 0.0

    def add(self, cases: Cases) -> None:
        for level in cases.levels:
            for index, (role, queries) in enumerate(zip(level.roles, level.counts(), strict=True)):
                self.queries[role.name].append(queries)
                self.named[role.name] += int(level.named[index].sum())
                self.offsets[role.name] += level.offsets(index)
        self.asking += float(cases.asking.sum())

    @classmethod
    def joined(cls, parts: "Sequence[Counts]") -> "Counts":
        """One of all batches, which were dealt to the parts in turn."""
        made = cls()
        made.queries = _joined([part.queries for part in parts])
        for part in parts:
            made.named += part.named
            for role, offsets in part.offsets.items():
                made.offsets[role] += offsets
            made.asking += part.asking
        return made

    def total(self, role: str) -> int:
        """For how many queries a role names anything."""
        return int(torch.cat(self.queries[role]).sum())


def _joined(parts: Sequence[dict[str, list[Tensor]]]) -> dict[str, list[Tensor]]:
    roles = dict.fromkeys(role for part in parts for role in part)
    return defaultdict(list, {role: in_turn([part.get(role, []) for part in parts]) for role in roles})


def _spread(
    weights: Float[Tensor, "batch head query key"], asking: Float[Tensor, "batch query"]
) -> Float[Tensor, "shape batch head"]:
    """Entropy, signed and absolute distance, summed over the queries that count."""
    queries, keys = torch.arange(weights.shape[2]), torch.arange(weights.shape[3])
    distance = (keys - queries[:, None]).to(weights)
    entropy = -torch.xlogy(weights, weights)
    shapes = (entropy, weights * distance, weights * distance.abs())
    return torch.stack([torch.einsum("bhqk,bq->bh", shape, asking) for shape in shapes])
