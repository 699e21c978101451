"""What an intervention changes while the target is held fixed: the distributions over the next token, before and after.

Two free translations differ in what was written before a place as well. Here both passes read the translation that was
written without the intervention, so at each place the intervention is all that differs.
"""

from dataclasses import dataclass
from functools import cached_property
from typing import cast

import torch
from jaxtyping import Float
from torch import Tensor

from model.analysis.divergence import kullback_leibler, total_variation
from model.coreference import PronounChoice, french_pronouns, pronoun_choice, pronoun_pieces
from model.tap import Tap
from model.tokens import Tokens
from model.trace import Trace
from model.translator import Translation


@dataclass(frozen=True)
class Shift:
    """One token: its probability at a place, before and after."""

    token: int
    before: float
    after: float


@dataclass(frozen=True)
class PronounShift:
    """The French pronoun that was written, and its probability and its counterpart's, before and after.

    `log_odds` are log P(written) − log P(counterpart) in nats, before and after; None where the vocabulary has no
    single piece for the counterpart.
    """

    before: PronounChoice
    after: PronounChoice
    log_odds: tuple[float, float] | None


@dataclass(frozen=True, eq=False)  # compared and hashed by identity: figures of it are cached
class Effect:
    """Two passes over the same target: `before` without the intervention and `after` with it.

    Place t is where the decoder has read `target` up to its token t and chose `written[t]`; places before `given` hold
    a beginning that was typed.
    """

    translation: Translation
    before: Trace
    after: Trace

    @property
    def target(self) -> Tokens:
        """What the decoder reads, shifted right."""
        assert self.before.target is not None
        return self.before.target

    @property
    def written(self) -> tuple[int, ...]:
        """The token that was written, without the intervention, at each place."""
        return tuple(self.translation.decoding.token_ids)

    @property
    def given(self) -> int:
        """How many of the first places hold a beginning that was typed: 0 for a translation."""
        return self.translation.given

    @cached_property
    def log_probabilities(self) -> Float[Tensor, "pass place vocabulary"]:
        """log P of every token at every place, in nats: before, then after."""
        both = [cast(Tensor, trace.logits) for trace in (self.before, self.after)]
        return torch.stack(both).log_softmax(-1)

    @cached_property
    def total_variation(self) -> Float[Tensor, " place"]:
        """½ Σ |before − after|: the share of the probability that moved to other tokens, from 0 to 1."""
        return total_variation(*self.log_probabilities.exp())

    @cached_property
    def divergence(self) -> Float[Tensor, " place"]:
        """KL(before ‖ after) = Σ before · log(before / after), in nats: 0 where nothing changed."""
        return kullback_leibler(*self.log_probabilities).clamp(min=0)

    @cached_property
    def sentence(self) -> tuple[float, float]:
        """log P of all that the model wrote, in nats, before and after."""
        rows = torch.arange(self.given, len(self.written))
        own = self.log_probabilities[:, rows, torch.tensor(self.written)[rows]].sum(-1)
        return float(own[0]), float(own[1])

    @cached_property
    def pronoun(self) -> PronounShift | None:
        """The last French pronoun that was written (the first ones often stand for persons), if there is one."""
        word = last_pronoun(self.translation, self.target)
        if word is None:
            return None
        tokenizer = self.translation.translator.tokenizer
        before, after = (pronoun_choice(trace, tokenizer, word) for trace in (self.before, self.after))
        own, other = pronoun_pieces(self.target, tokenizer, word)
        if other is None:
            return PronounShift(before, after, None)
        odds = self.log_probabilities[:, before.row, own] - self.log_probabilities[:, before.row, other]
        return PronounShift(before, after, (float(odds[0]), float(odds[1])))

    @cached_property
    def place(self) -> int:
        """The place to see first: where the pronoun is chosen; without one, where most of the probability moved."""
        if self.pronoun:
            return self.pronoun.before.row
        return self.given + int(self.total_variation[self.given :].argmax())

    def shifts(self, place: int, count: int = 8) -> tuple[Shift, ...]:
        """The `count` tokens that are most probable at a place, before or after; the most probable first."""
        both = self.log_probabilities[:, place].exp()
        order = both.amax(0).topk(min(count, both.shape[-1])).indices
        tokens, shares = cast(list[int], order.tolist()), cast(list[list[float]], both[:, order].T.tolist())
        return tuple(Shift(token, *share) for token, share in zip(tokens, shares, strict=True))


def measure_effect(translation: Translation, tap: Tap) -> Effect:
    """What `tap` changes in a `translation` that was made without it. Raises InterventionError. One forward pass."""
    before = translation.trace
    assert before.target is not None
    after = translation.translator.trace_tokens(translation.source, before.target, tap=tap)
    return Effect(translation, before, after)


def last_pronoun(translation: Translation, target: Tokens) -> int | None:
    """The last French pronoun among the words of the shifted `target` of a translation."""
    if translation.translator.target_language != "fr":
        return None
    return next(reversed(french_pronouns(target)), None)
