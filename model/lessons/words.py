"""From logits to words: the softmax of a few numbers, what each step reads and writes, and how a word is drawn."""

from collections.abc import Sequence
from dataclasses import dataclass
from math import exp
from typing import cast

import torch
from jaxtyping import Float
from torch import Tensor

from model.decoding import Sample
from model.decoding.candidates import Candidate
from model.translator import Translation


@dataclass(frozen=True)
class SoftmaxSteps:
    """The softmax of a few logits at a temperature: e^(z / T), their sum, and each one's share of it (Bridle 1990)."""

    logits: tuple[float, ...]
    temperature: float

    @property
    def scaled(self) -> tuple[float, ...]:
        return tuple(logit / self.temperature for logit in self.logits)

    @property
    def exponentials(self) -> tuple[float, ...]:
        return tuple(map(exp, self.scaled))

    @property
    def total(self) -> float:
        return sum(self.exponentials)

    @property
    def probabilities(self) -> tuple[float, ...]:
        """They sum to 1."""
        return tuple(power / self.total for power in self.exponentials)


@dataclass(frozen=True)
class Shifted:
    """One step of the decoder: the tokens that it reads, the one that opens the sentence first, and what it writes.

    `probability` is that of the written token, given what was read.
    """

    reads: tuple[int, ...]
    writes: int
    probability: float


def shifted_right(translation: Translation) -> tuple[Shifted, ...]:
    """What every step of a translation read and wrote: its input is its own output, moved one place to the right."""
    written = translation.decoding.token_ids
    read = (translation.translator.config.start_id, *written)
    chances = [float(translation.probabilities(node)[node.token]) for node in translation.decoding.best]
    return tuple(Shifted(read[: n + 1], token, chances[n]) for n, token in enumerate(written))


def logits_of(translation: Translation, step: int) -> Float[Tensor, " vocabulary"]:
    """The logits from which the token of that step (from 0) was chosen, one for each token of the vocabulary."""
    return cast(Tensor, translation.trace.logits)[step]


def next_log_probabilities(translation: Translation) -> Float[Tensor, " vocabulary"]:
    """log P of the first token that nobody gave: the next word after a beginning, in nats."""
    return translation.decoding.steps[translation.given].log_probabilities[0]


def hottest(log_probabilities: Float[Tensor, " vocabulary"], temperature: float) -> float:
    """The largest probability after the logits were divided by a temperature."""
    return float((log_probabilities / temperature).softmax(-1).max())


def n_left(log_probabilities: Float[Tensor, " vocabulary"], search: Sample) -> int:
    """How many tokens can still be drawn."""
    return int((search.distribution(log_probabilities) > 0).sum())


def draw(log_probabilities: Float[Tensor, " vocabulary"], search: Sample, count: int) -> Sequence[int]:
    """`count` tokens, drawn one after the other from the same distribution; `search.seed` decides which."""
    generator = torch.Generator().manual_seed(search.seed)
    drawn = torch.multinomial(search.distribution(log_probabilities), count, replacement=True, generator=generator)
    return cast(list[int], drawn.tolist())


def drawn_together(shown: Sequence[Candidate]) -> tuple[float, float]:
    """The probability that one of these is drawn, and that another is."""
    share = sum(candidate.drawn or 0.0 for candidate in shown)
    return share, 1 - share


def rank_of(log_probabilities: Float[Tensor, " vocabulary"], token: int) -> int:
    """The place of a token by its probability; 1 is the most probable."""
    return int((log_probabilities > log_probabilities[token]).sum()) + 1


@dataclass(frozen=True)
class Outcome:
    """What a search wrote: the text, log P of what the model wrote itself, in nats, and how many tokens that are."""

    text: str
    log_probability: float
    n_tokens: int


def outcome(translation: Translation) -> Outcome:
    """What was given counts neither among the tokens nor in log P."""
    own = [node.log_probability for node in translation.decoding.best if not node.forced]
    return Outcome(translation.text, sum(own), len(own))
