"""How much each head looks from the pronoun at its antecedent, and how much at the other noun."""

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from typing import Any, cast

import torch
from jaxtyping import Float
from torch import Tensor

from model.coreference import AttendingStack
from model.evaluation.probes import Probe, batches, decide
from model.evaluation.proportion import Proportion
from model.interventions.place import Place, head_name, place_of
from model.translator import Translator


@dataclass(frozen=True)
class HeadSelectivity:
    """One head over many sentences: in how many the antecedent gets more weight, and the mean weight of each noun.

    `layer` and `head` count from 0. A noun's weight is that of its pieces together, the pronoun's pieces averaged; in
    cross attention it comes from the decoder row that predicts the French pronoun.
    """

    kind: AttendingStack
    layer: int
    head: int
    wins: Proportion
    antecedent: float
    distractor: float

    def as_dict(self) -> dict[str, Any]:
        return {**vars(self), "wins": self.wins.as_dict(), "name": str(self)}

    def __str__(self) -> str:
        """For people, who count from 1."""
        return head_name(self.layer, self.head)


def head_selectivity(translator: Translator, probes: Sequence[Probe]) -> list[HeadSelectivity]:
    """Every head of the encoder and of cross attention, the most selective first."""
    found: dict[Place, list[Float[Tensor, "batch head noun"]]] = {}
    for batch in batches(probes):
        watch = NounWeights(batch)
        decide(translator, batch, watch)
        for place, weights in watch.weights.items():
            found.setdefault(place, []).append(weights)
    heads = [one for place, weights in found.items() for one in _selectivity(place, torch.cat(weights))]
    return sorted(heads, key=lambda head: (-head.wins.hits, head.distractor - head.antecedent))


class NounWeights:
    """A tap that keeps, for each attention sublayer of interest, only the weights from the pronoun to the two nouns."""

    def __init__(self, batch: Sequence[Probe]) -> None:
        self.weights: dict[Place, Float[Tensor, "batch head noun"]] = {}
        self._batch = batch

    def __call__(self, site: str, tensor: Tensor) -> Tensor:
        place, name = place_of(site)
        if place is not None and name == "weights" and place.kind != "decoder":
            asking = [one.asking(place.kind) for one in self._batch]
            self.weights[place] = self._to_nouns(tensor, asking)
        return tensor

    def _to_nouns(
        self, weights: Float[Tensor, "batch head query key"], asking: Sequence[Collection[int]]
    ) -> Float[Tensor, "batch head noun"]:
        queries = _members(asking, weights.shape[2])
        antecedents, distractors = (
            _members([getattr(one, role) for one in self._batch], weights.shape[3])
            for role in ("antecedent", "distractor")
        )
        queries /= queries.sum(-1, keepdim=True)
        nouns = torch.stack((antecedents, distractors), dim=-1)
        return torch.einsum("bq,bhqk,bkn->bhn", queries, weights, nouns)


def _members(positions: Sequence[Collection[int]], size: int) -> Float[Tensor, "batch position"]:
    """1 at each row's positions, 0 elsewhere."""
    table = torch.zeros(len(positions), size)
    for row, members in enumerate(positions):
        table[row, list(members)] = 1.0
    return table


def _selectivity(place: Place, weights: Float[Tensor, "sentence head noun"]) -> list[HeadSelectivity]:
    wins = cast(list[int], (weights[..., 0] > weights[..., 1]).sum(0).tolist())
    means = cast(list[tuple[float, float]], weights.mean(0).tolist())
    kind: AttendingStack = "encoder" if place.kind == "encoder" else "cross"
    return [
        HeadSelectivity(kind, place.layer, head, Proportion(hits, len(weights)), antecedent, distractor)
        for head, (hits, (antecedent, distractor)) in enumerate(zip(wins, means, strict=True))
    ]
