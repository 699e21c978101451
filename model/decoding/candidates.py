"""What a decoding step had to choose from: the most probable next tokens, and what a sampler makes of them."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import cast

import torch
from jaxtyping import Float
from torch import Tensor

from model.decoding.search import Sample, Search


@dataclass(frozen=True)
class Candidate:
    """A token that could come next."""

    token: int
    rank: int
    """Its place among all tokens by the model's own probability; 1 is the most probable."""
    probability: float
    """The model's own P(token | source, what was written before), between 0 and 1."""
    drawn: float | None
    """The probability it is drawn with, after temperature and cuts; None where nothing is drawn."""


def candidates(
    log_probabilities: Float[Tensor, " vocabulary"], search: Search, *, chosen: int, count: int = 10
) -> tuple[Candidate, ...]:
    """The `count` most probable tokens, most probable first, and after them `chosen` where it is not among them."""
    best = log_probabilities.topk(min(count, len(log_probabilities))).indices
    ranks = {token: rank for rank, token in enumerate(cast("list[int]", best.tolist()), 1)}
    if chosen not in ranks:
        ranks[chosen] = int((log_probabilities > log_probabilities[chosen]).sum()) + 1
    tokens = torch.tensor(list(ranks))
    probabilities = cast("list[float]", log_probabilities[tokens].exp().tolist())
    drawn: Sequence[float | None] = [None] * len(ranks)
    if isinstance(search, Sample):
        drawn = cast("list[float]", search.distribution(log_probabilities)[tokens].tolist())
    return tuple(
        Candidate(token, rank, probability, chance)
        for (token, rank), probability, chance in zip(ranks.items(), probabilities, drawn, strict=True)
    )
