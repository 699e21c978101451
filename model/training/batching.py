"""Sentence pairs as padded tensors, grouped by length so that little is padding."""

import random
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Self

import torch
from jaxtyping import Int
from torch import Tensor
from torch.nn.utils.rnn import pad_sequence

from model.training.loss import IGNORED


@dataclass(frozen=True)
class TrainingPair:
    """Token ids of one pair, without </s>; `glosses` has a lemma class or IGNORED for each source token."""

    source: Sequence[int]
    target: Sequence[int]
    glosses: Sequence[int] = ()

    @property
    def n_target_tokens(self) -> int:
        return len(self.target) + 1


@dataclass(frozen=True)
class Batch:
    """Pairs side by side. The decoder reads `target` (shifted right: </s> first) and should answer `labels`."""

    source: Int[Tensor, "batch source"]
    target: Int[Tensor, "batch target"]
    labels: Int[Tensor, "batch target"]
    glosses: Int[Tensor, "batch source"]
    n_target_tokens: int

    @classmethod
    def of(cls, pairs: Sequence[TrainingPair], *, pad_id: int, end_id: int) -> Self:
        def padded(rows: list[list[int]], filler: int) -> Tensor:
            return pad_sequence([torch.tensor(row) for row in rows], batch_first=True, padding_value=filler)

        return cls(
            source=padded([[*pair.source, end_id] for pair in pairs], pad_id),
            target=padded([[end_id, *pair.target] for pair in pairs], pad_id),
            labels=padded([[*pair.target, end_id] for pair in pairs], IGNORED),
            glosses=padded([[*(pair.glosses or [IGNORED] * len(pair.source)), IGNORED] for pair in pairs], IGNORED),
            n_target_tokens=sum(pair.n_target_tokens for pair in pairs),
        )

    def share(self, index: int, count: int) -> Self | None:
        """Every `count`-th pair from `index` on, its padding kept; None where the batch has too few pairs."""
        if count == 1:
            return self
        if index >= len(self.source):
            return None
        source, target, labels, glosses = (
            tensor[index::count] for tensor in (self.source, self.target, self.labels, self.glosses)
        )
        return type(self)(source, target, labels, glosses, n_target_tokens=int((labels != IGNORED).sum()))

    def to(self, device: torch.device) -> Self:
        moved = (tensor.to(device) for tensor in (self.source, self.target, self.labels, self.glosses))
        return type(self)(*moved, n_target_tokens=self.n_target_tokens)


def bucketed(pairs: Sequence[TrainingPair], batch_tokens: int, rng: random.Random) -> list[list[TrainingPair]]:
    """Pairs of similar length together, at most `batch_tokens` target tokens (padding counted), in random order."""
    shuffled = rng.sample(pairs, len(pairs))  # sorting is stable, so pairs of one length stay shuffled
    batches: list[list[TrainingPair]] = [[]]
    for pair in sorted(shuffled, key=lambda pair: (len(pair.target), len(pair.source))):
        if (len(batches[-1]) + 1) * pair.n_target_tokens > batch_tokens:
            batches.append([])
        batches[-1].append(pair)
    rng.shuffle(batches)
    return [batch for batch in batches if batch]
