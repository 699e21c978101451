"""What a decoding step had to choose from: the most probable next tokens, and what a sampler makes of them."""

from dataclasses import dataclass

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
    ranks = {int(token): rank for rank, token in enumerate(best, 1)}
    if chosen not in ranks:
        ranks[chosen] = int((log_probabilities > log_probabilities[chosen]).sum()) + 1
    probabilities = log_probabilities.exp()
    drawn = search.distribution(log_probabilities) if isinstance(search, Sample) else None
    return tuple(
        Candidate(token, rank, float(probabilities[token]), None if drawn is None else float(drawn[token]))
        for token, rank in ranks.items()
    )
