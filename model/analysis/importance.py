"""How much each head matters for the loss: by switching it off, and by the gradient that foretells it.

Both are in nats per target token, on sentences whose reference translation the decoder is made to read. The loss is the
plain cross entropy, without label smoothing.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from math import sqrt
from typing import Any, cast

import torch
from jaxtyping import Float
from torch import Tensor

from model.analysis.estimate import Estimate, bootstrap
from model.analysis.progress import Progress, ignore
from model.analysis.rank_correlation import spearman
from model.analysis.roles.sentences import Batch, Sentence, batches
from model.interventions import Place, head_code, heads_off
from model.interventions.place import all_places, place_of
from model.network import Memory
from model.tap import UNTAPPED, Tap
from model.training.loss import IGNORED
from model.training.parallel import ALONE, Processes
from model.translator import Translator


@dataclass(frozen=True)
class HeadImportance:
    """One head, counted from 0.

    `gradient` is I_h = E|∂L/∂ξ_h| at ξ_h = 1, where ξ_h scales what the head writes (Michel et al. 2019, equation 2);
    `normalised` the same divided by the ℓ2 norm over the heads of its layer, as in their section 4.1: from 0 to 1.
    """

    place: Place
    head: int
    gradient: float
    normalised: float

    @property
    def code(self) -> str:
        """The head in links and on the command line, counted from 1: "enc.6.h4"."""
        return head_code(self.place, self.head)

    def as_dict(self) -> dict[str, Any]:
        return {
            "kind": self.place.kind,
            "layer": self.place.layer,
            "head": self.head,
            "gradient": self.gradient,
            "normalised": self.normalised,
        }


@dataclass(frozen=True)
class Agreement:
    """Spearman's rank correlation over all heads between the rise of the loss and the gradient importance, which is
    normalised in each layer or `raw`."""

    normalised: float
    raw: float


def gradient_importance(
    translator: Translator,
    sentences: Sequence[Sentence],
    progress: Progress = ignore,
    processes: Processes = ALONE,
) -> list[HeadImportance]:
    """The gradient importance of every head, by one forward and one backward pass over each sentence.

    The processes share the sentences, and all get the result. Raises ModelError "no_decoder" for a model that only
    reads: it has no loss here.
    """
    translator.require_decoder()
    sizes: dict[Place, list[Float[Tensor, " head"]]] = {place: [] for place in all_places(translator.config)}
    tokens: list[int] = []
    mine = list(batches(translator, sentences, processes))
    for batch in mine:
        masks: dict[Place, Float[Tensor, "batch head 1 1"]] = {}
        with torch.enable_grad():
            losses = sentence_losses(translator, batch, _scaled_by(masks))
            gradients = torch.autograd.grad(losses.sum(), list(masks.values()))
        for place, gradient in zip(masks, gradients, strict=True):
            sizes[place].append(gradient.abs().sum(0).flatten())
        tokens.append(int(batch.n_labels.sum()))
        progress(len(tokens) / len(mine))
    n_tokens = sum(processes.gather_dealt(tokens))
    found: list[HeadImportance] = []
    for place in sizes:
        total = torch.stack(processes.gather_dealt(sizes[place])).sum(0)
        values = cast(list[float], (total / n_tokens).tolist())
        norm = sqrt(sum(value * value for value in values))
        for head, value in enumerate(values):
            found.append(HeadImportance(place, head, value, value / norm if norm else 0.0))
    return found


def ablation_importance(
    translator: Translator,
    sentences: Sequence[Sentence],
    progress: Progress = ignore,
    processes: Processes = ALONE,
) -> dict[tuple[Place, int], Estimate]:
    """By how much the loss per token rises when a head writes nothing, for every head; below 0 where it falls.

    The interval is the bootstrap over sentences. For heads of the decoder the encoder runs once. The processes share
    the sentences, and all get the result. Raises ModelError "no_decoder" for a model that only reads.
    """
    translator.require_decoder()
    ready = [_Ready.of(translator, batch) for batch in batches(translator, sentences, processes)]
    tokens = torch.cat(processes.gather_dealt([one.tokens for one in ready]))
    places = all_places(translator.config)
    n_heads = translator.config.n_heads
    rises: dict[tuple[Place, int], Estimate] = {}
    for place in places:
        totals = torch.cat(processes.gather_dealt([one.rises(translator, place, n_heads) for one in ready]))
        rises |= {(place, head): estimate for head, estimate in enumerate(bootstrap(totals, tokens))}
        progress(len(rises) / (len(places) * n_heads))
    return rises


def sentence_losses(
    translator: Translator, batch: Batch, tap: Tap = UNTAPPED, memory: Memory | None = None
) -> Float[Tensor, " sentence"]:
    """The cross entropy of each sentence in nats, summed over its target tokens; `memory` spares the encoder.

    Raises ValueError for a model that only reads.
    """
    if batch.target is None or batch.labels is None:
        raise ValueError("a model that writes nothing has no loss")
    if memory is None:
        logits = translator.transformer(batch.source, batch.target, tap=tap)
    else:
        logits = translator.transformer.decode(batch.target, memory, tap=tap)
    right = logits.gather(-1, batch.labels.clamp(min=0)[..., None])[..., 0]
    return ((logits.logsumexp(-1) - right) * (batch.labels != IGNORED)).sum(-1)


def agreement(importance: Sequence[HeadImportance], rises: Mapping[tuple[Place, int], Estimate]) -> Agreement:
    """How far the gradient foretells what switching off costs."""
    lists = [
        [one.normalised for one in importance],
        [one.gradient for one in importance],
        [rises[one.place, one.head].value for one in importance],
    ]
    normalised, raw = cast(list[float], spearman(torch.tensor(lists, dtype=torch.float64))[:2, 2].tolist())
    return Agreement(normalised, raw)


@dataclass(frozen=True)
class _Ready:
    """A batch with what every ablation needs of it."""

    batch: Batch
    memory: Memory | None
    losses: Float[Tensor, " sentence"]
    tokens: Float[Tensor, " sentence"]

    @classmethod
    def of(cls, translator: Translator, batch: Batch) -> "_Ready":
        transformer = translator.transformer
        with torch.inference_mode():
            memory = None if batch.source is None else transformer.memory(*transformer.encode(batch.source, tap=_watch))
            losses = sentence_losses(translator, batch, _watch, memory)
        return cls(batch, memory, losses, batch.n_labels.float())

    @torch.inference_mode()
    def rises(self, translator: Translator, place: Place, n_heads: int) -> Float[Tensor, "sentence head"]:
        memory = None if place.kind == "encoder" else self.memory
        losses = [sentence_losses(translator, self.batch, heads_off(place, [head]), memory) for head in range(n_heads)]
        return torch.stack(losses, dim=-1) - self.losses[:, None]


def _watch(site: str, tensor: Tensor) -> Tensor:
    """Takes the pass that interventions take, not the fused one: a head that writes nothing then costs exactly 0."""
    return tensor


def _scaled_by(masks: dict[Place, Float[Tensor, "batch head 1 1"]]) -> Tap:
    """The tap that multiplies what each head writes by its ξ, and keeps ξ = 1 in `masks`: one for each sentence."""

    def scale(site: str, tensor: Tensor) -> Tensor:
        place, name = place_of(site)
        if place is None or name != "head_outputs":
            return tensor
        masks[place] = torch.ones(*tensor.shape[:2], 1, 1, requires_grad=True)
        return tensor * masks[place]

    return scale
