"""What each head does by itself for one sentence: one head after the other is switched off, and the decision measured.

Where the translation has a French pronoun, the decision is that between it and its counterpart; elsewhere it is the
whole translation. Both are held fixed as they were written, so what is measured is a difference of log-probabilities
(as in Michel et al. 2019, who switch single heads off to see what they cost).

Small numbers do not mean that a head is idle: where several heads do the same, each can be missed.
"""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from typing import Literal

import torch
from jaxtyping import Float
from torch import Tensor

from model.analysis.effect import last_pronoun
from model.coreference import pronoun_pieces
from model.interventions import How, MeanOutputs, heads_off_by_row, rows_off
from model.interventions.place import Head, all_heads
from model.tap import UNTAPPED, Tap, compose
from model.trace import AttentionKind
from model.translator import Translation

Measure = Literal["pronoun", "sentence"]
Score = Callable[[Float[Tensor, "row place vocabulary"]], Float[Tensor, " row"]]

_TOKENS_AT_ONCE = 4096  # of source and target: the logits of so many take 130 MB with 8,000 pieces


@dataclass(frozen=True, eq=False)  # compared and hashed by identity: figures of it are cached
class HeadEffects:
    """What switching off each head alone changes, in nats: negative where the head supported what was written.

    `measure` "pronoun": log P(pronoun written) − log P(its counterpart), at its place. "sentence": log P of all that
    the model wrote. `baseline` is that measure with no head off; `changes` are by kind of attention, layers as rows.
    """

    measure: Measure
    baseline: float
    changes: Mapping[AttentionKind, Float[Tensor, "_ head"]]

    @property
    def strongest(self) -> tuple[AttentionKind, int, int]:
        """The head (kind, layer, head) that changes most, whichever way."""
        kind = max(self.changes, key=lambda kind: float(self.changes[kind].abs().max()))
        layer, head = divmod(int(self.changes[kind].abs().argmax()), self.changes[kind].shape[1])
        return kind, layer, head

    @property
    def largest(self) -> float:
        """By how much that head changes it, in nats, without its sign."""
        kind, layer, head = self.strongest
        return abs(float(self.changes[kind][layer, head]))


def head_effects(
    translation: Translation, how: How = "zero", base: Tap = UNTAPPED, means: MeanOutputs | None = None
) -> HeadEffects:
    """Every head of a model switched off alone, for what it wrote; `base` may have changed the model before that.

    `how` and `means` as in `heads_off`.

    Raises InterventionError where `base` does not fit the sentence.
    """
    measure, target, score = _decision(translation)
    source = None if translation.source is None else torch.tensor([translation.source.ids])
    transformer, heads = translation.translator.transformer, all_heads(translation.translator.config)
    at_once = max(1, _TOKENS_AT_ONCE // (target.shape[1] + (0 if source is None else source.shape[1])))
    scores: list[Tensor] = []
    with torch.inference_mode():
        baseline = float(score(transformer(source, target, tap=base)))
        for start in range(0, len(heads), at_once):
            batch = heads[start : start + at_once]
            sources = None if source is None else source.expand(len(batch), -1)
            off = rows_off([[head] for head in batch], translation.translator.config.n_heads)
            tap = compose(base, heads_off_by_row(off, how, means))
            scores.append(score(transformer(sources, target.expand(len(batch), -1), tap=tap)))
    changes = torch.cat(scores) - baseline
    return HeadEffects(measure, baseline, _by_kind(changes, heads, translation.translator.config.n_heads))


def _by_kind(
    changes: Float[Tensor, " switch"], heads: Sequence[Head], n_heads: int
) -> dict[AttentionKind, Float[Tensor, "_ head"]]:
    kinds: list[AttentionKind] = [place.kind for place, _ in heads]
    members: dict[AttentionKind, Tensor] = {kind: torch.tensor([own == kind for own in kinds]) for kind in kinds}
    return {kind: changes[member].view(-1, n_heads) for kind, member in members.items()}


def _decision(translation: Translation) -> tuple[Measure, Tensor, Score]:
    """What is measured, the target that is read for it [1 target], and the measure of each row."""
    target = translation.read_prefix(translation.decoding.token_ids[:-1])
    word = last_pronoun(translation, target)
    if word is not None:
        own, other = pronoun_pieces(target, translation.translator.tokenizer, word)
        if other is not None:
            prefix = target.ids[: target.word_of.index(word)]
            return "pronoun", torch.tensor([prefix]), lambda logits: logits[:, -1, own] - logits[:, -1, other]
    written = torch.tensor(translation.decoding.token_ids)[None, :, None]

    def log_probability(logits: Float[Tensor, "row place vocabulary"]) -> Float[Tensor, " row"]:
        own = logits.log_softmax(-1).gather(-1, written.expand(len(logits), -1, -1))
        return own[:, translation.given :, 0].sum(-1)

    return "sentence", torch.tensor([target.ids]), log_probability
