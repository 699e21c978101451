"""How the next token is chosen: the settings of greedy, beam and sampled decoding."""

from dataclasses import dataclass

import torch
from jaxtyping import Float
from torch import Tensor

from model.errors import InputError


@dataclass(frozen=True)
class Greedy:
    """Always the most probable token."""


@dataclass(frozen=True)
class Beam:
    """Keep the `width` best hypotheses; finished ones compete by log P / length^`length_penalty` (Wu et al. 2016).

    Candidates, finishing and stopping follow transformers' `generate` with its defaults.
    """

    width: int = 4
    length_penalty: float = 1.0

    def __post_init__(self) -> None:
        _check("width", self.width, 1 <= self.width <= 32)
        _check("length_penalty", self.length_penalty, -10 <= self.length_penalty <= 10)


@dataclass(frozen=True)
class Sample:
    """Draw from the distribution, sharpened by `temperature` (logits / temperature) and cut by `top_k`, then `top_p`.

    `top_k` = 0 and `top_p` = 1 cut nothing. One `seed` gives one translation.
    """

    temperature: float = 1.0
    top_k: int = 0
    top_p: float = 1.0
    seed: int = 0

    def __post_init__(self) -> None:
        _check("temperature", self.temperature, 0 < self.temperature <= 100)
        _check("top_k", self.top_k, self.top_k >= 0)
        _check("top_p", self.top_p, 0 < self.top_p <= 1)

    def distribution(self, log_probabilities: Float[Tensor, " vocabulary"]) -> Float[Tensor, " vocabulary"]:
        """The probabilities that are drawn from: top-k (Fan et al. 2018), then nucleus (Holtzman et al. 2020)."""
        probabilities = (log_probabilities / self.temperature).softmax(-1)
        ranked, order = probabilities.sort(descending=True)
        if self.top_k:
            ranked[self.top_k :] = 0.0
            ranked = ranked / ranked.sum()
        if self.top_p < 1:
            mass_before = ranked.cumsum(-1) - ranked
            ranked[mass_before >= self.top_p] = 0.0  # the token that crosses top_p stays in
        return torch.zeros_like(probabilities).scatter(0, order, ranked / ranked.sum())


Search = Greedy | Beam | Sample


def _check(name: str, value: float, good: bool) -> None:
    if not good:
        raise InputError("bad_setting", f"{name} cannot be {value}.", name=name, value=str(value))
