"""The coreference scorecard: for every head, where it looks from the pronoun, and whether that matters.

Beside the weights stand two interventions that could refute them: the head switched off, and only its edge from the
pronoun to the antecedent cut. What they change is the log-odds log P(right pronoun) − log P(its counterpart), in nats,
after the reference translation up to the pronoun; sentences whose nouns have one gender would decide nothing and are
left out by `make_probes`. Zeroing a head asks more than "does it matter?", as the layers after it never met a zero;
the mean over the sentences, `how="mean"`, is milder (Wang et al. 2023, section 3.1).
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property
from typing import Any, Literal, cast

import torch
from jaxtyping import Bool, Float
from torch import Tensor

from model.analysis.clean_run import DECODER, CleanRun
from model.analysis.effect_size import Effect
from model.analysis.progress import Progress, ignore, within
from model.evaluation.heads import NounWeights
from model.evaluation.probes import Probe, batches
from model.evaluation.proportion import Proportion
from model.interventions import Edges, cut, heads_off_by_row
from model.interventions.place import Head, all_heads
from model.trace import AttentionKind
from model.translator import Translator

Baseline = Literal["nearest", "first", "uniform"]
Verdict = Literal["chance", "matters", "helps", "nothing"]
KINDS: tuple[AttentionKind, ...] = ("encoder", "cross")
"""The attention in which a query that matters has the nouns to look at."""

TENSORS = ("antecedent", "distractor", "clean", "off", "edge_cut")


@dataclass(frozen=True)
class Standing:
    """What an intervention on one head does among what it does on all others: its place by cost, from 1, and of the
    others the lowest, the median and the highest mean change of the log-odds, in nats (not a number without others)."""

    rank: int
    lowest: float
    median: float
    highest: float

    @classmethod
    def of(cls, index: int, changes: Float[Tensor, " head"]) -> "Standing":
        """Of the head `index`, where `changes` are those of all heads."""
        others = torch.cat([changes[:index], changes[index + 1 :]])
        if not len(others):
            return cls(1, *(float("nan"),) * 3)
        extremes = others.quantile(torch.tensor([0, 0.5, 1], dtype=others.dtype))
        return cls(int((others < changes[index]).sum()) + 1, *cast(list[float], extremes.tolist()))


@dataclass(frozen=True)
class HeadScore:
    """One head over all sentences: where it looks, what is left with it off and with its edge cut, and how both stand
    among all other heads."""

    head: Head
    wins: Proportion
    antecedent: float
    distractor: float
    off: Effect
    edge_cut: Effect
    off_among: Standing
    cut_among: Standing

    def as_dict(self) -> dict[str, Any]:
        """Plain values, for JSON. Layers and heads count from 0, as in the names of sites."""
        place, index = self.head
        weights = {"antecedent": self.antecedent, "distractor": self.distractor}
        effects = {"off": self.off.as_dict(), "edge_cut": self.edge_cut.as_dict()}
        others = {"off_among": vars(self.off_among), "edge_cut_among": vars(self.cut_among)}
        where = {"name": str(self.head), "kind": place.kind, "layer": place.layer, "head": index}
        return {**where, "wins": self.wins.as_dict(), **weights, **effects, **others}


@dataclass(frozen=True, eq=False)  # compared and hashed by identity: figures of it are cached
class Scorecard:
    """What was measured of each head in each sentence; `scores` sums it up.

    `antecedent` and `distractor` are the head's weights from the pronoun (in cross attention from the decoder row that
    predicts the French one) to the nouns, pieces of a noun summed. `clean`, `off` and `edge_cut` are log-odds in nats:
    untouched, with the head off, and with its edge from the pronoun to the antecedent cut.
    """

    model: str
    heads: tuple[Head, ...]
    probes: tuple[Probe, ...]
    antecedent: Float[Tensor, "head sentence"]
    distractor: Float[Tensor, "head sentence"]
    clean: Float[Tensor, " sentence"]
    off: Float[Tensor, "head sentence"]
    edge_cut: Float[Tensor, "head sentence"]

    def __post_init__(self) -> None:
        shape = (len(self.heads), len(self.probes))
        for name in TENSORS:
            found, expected = getattr(self, name).shape, shape[1:] if name == "clean" else shape
            if found != expected:
                raise ValueError(f"{name} should have the shape {expected}, not {tuple(found)}")

    @classmethod
    def joined(cls, parts: "Sequence[Scorecard]") -> "Scorecard":
        """One scorecard of the sentences of all parts. Raises ValueError where they are of different models."""
        first = parts[0]
        if any((part.model, part.heads) != (first.model, first.heads) for part in parts):
            raise ValueError("scorecards of different models cannot be joined")
        tensors = {name: torch.cat([getattr(part, name) for part in parts], dim=-1) for name in TENSORS}
        return cls(first.model, first.heads, tuple(probe for part in parts for probe in part.probes), **tensors)

    @property
    def right(self) -> Proportion:
        """How often the right pronoun is the more probable one, untouched."""
        return Proportion(int((self.clean > 0).sum()), len(self.clean))

    @property
    def contrast(self) -> Float[Tensor, "head sentence"]:
        """How much more weight a head gives to the antecedent than to the distractor, −1 to 1."""
        return self.antecedent - self.distractor

    @property
    def is_better_than_chance(self) -> bool:
        """Whether the model resolves the pronoun at all: else there is nothing that an intervention could take away."""
        return self.right.is_better_than_chance

    def verdict(self, score: HeadScore) -> Verdict:
        """What an intervention on one head shows, as far as these sentences can tell (95 %).

        "matters": with the head off or its edge cut fewer pronouns are right. "helps": as many are right, with less
        certainty. "nothing": neither; others step in, or it was never used. "chance": the model resolves no pronoun.
        """
        if not self.is_better_than_chance:
            return "chance"
        effects = (score.off, score.edge_cut)
        if any(effect.right.interval[1] < self.right.value for effect in effects):
            return "matters"
        return "helps" if any(effect.change + effect.half_width < 0 for effect in effects) else "nothing"

    @cached_property
    def scores(self) -> tuple[HeadScore, ...]:
        """One for each of `heads`, in their order."""
        off, cut = ((margins - self.clean).mean(-1) for margins in (self.off, self.edge_cut))
        return tuple(
            HeadScore(
                head,
                Proportion(int((self.antecedent[n] > self.distractor[n]).sum()), len(self.probes)),
                float(self.antecedent[n].mean()),
                float(self.distractor[n].mean()),
                Effect.between(self.clean, self.off[n]),
                Effect.between(self.clean, self.edge_cut[n]),
                Standing.of(n, off),
                Standing.of(n, cut),
            )
            for n, head in enumerate(self.heads)
        )

    @cached_property
    def baselines(self) -> Mapping[Baseline, float]:
        """How often a head would prefer the antecedent that knows nothing of meaning.

        One that always looks at the noun nearest to the pronoun, at the first noun of the sentence, or alike at every
        token, so that the noun of more pieces gets more (with as many, it is counted as half).
        """
        near = [_gap(one, one.antecedent) < _gap(one, one.distractor) for one in self.probes]
        first = [min(one.antecedent) < min(one.distractor) for one in self.probes]
        pieces = [(len(one.antecedent), len(one.distractor)) for one in self.probes]
        larger = [0.5 if mine == other else float(mine > other) for mine, other in pieces]
        shares: dict[Baseline, Sequence[float]] = {"nearest": near, "first": first, "uniform": larger}
        return {name: sum(share) / len(share) if share else float("nan") for name, share in shares.items()}

    def as_dict(self) -> dict[str, Any]:
        """Plain values, for JSON."""
        heads = [score.as_dict() for score in self.scores]
        return {"model": self.model, "right": self.right.as_dict(), "baselines": dict(self.baselines), "heads": heads}

    def to_text(self, most: int = 15) -> str:
        """A table for a terminal: the heads that it costs most to switch off."""
        said = ", ".join(f"{name} {share:.0%}" for name, share in self.baselines.items())
        rows = [("head", "wins", "weights", "off: right, change", "edge cut: right, change")]
        for score in sorted(self.scores, key=lambda score: score.off_among.rank)[:most]:
            weights = f"{score.antecedent:.2f} / {score.distractor:.2f}"
            rows.append((str(score.head), f"{score.wins.value:.0%}", weights, str(score.off), str(score.edge_cut)))
        table = [f"{head:<14}{wins:>5}{weights:>14}   {off:<28}{cut}" for head, wins, weights, off, cut in rows]
        lines = [f"{self.model}: right pronoun {self.right}", f"wins of heads that know no meaning: {said}", "", *table]
        return "\n".join(lines)


def make_scorecard(translator: Translator, probes: Sequence[Probe], on_progress: Progress = ignore) -> Scorecard:
    """Measure every head of the encoder and of cross attention. Calls `on_progress` with the share that is done.

    What `on_progress` raises ends the work. Raises ValueError without probes.
    """
    if not probes:
        raise ValueError("a scorecard needs at least one sentence")
    parts: list[Scorecard] = []
    done = 0
    for batch in batches(probes):
        parts.append(_measured(translator, batch, within(on_progress, done, len(batch), len(probes))))
        done += len(batch)
    return Scorecard.joined(parts)


def _measured(translator: Translator, batch: Sequence[Probe], on_progress: Progress) -> Scorecard:
    heads = all_heads(translator.config, KINDS)
    places = list(dict.fromkeys(head.place for head in heads))
    with torch.inference_mode():
        run, watch = CleanRun(translator, batch), NounWeights(batch)
        (clean,) = run.margins(watch)
        off: list[Tensor] = []
        edge_cut: list[Tensor] = []
        for done, place in enumerate(places):
            first = place.layer if place.kind == "encoder" else DECODER
            own = [head for head in heads if head.place == place]
            off.append(
                run.margins(heads_off_by_row({place: one_by_one(len(own), len(batch))}), first=first, copies=len(own))
            )
            edges = [
                Edges(one.asking(place.kind), one.antecedent, [place.layer], [head.number])
                for head in own
                for one in batch
            ]
            edge_cut.append(run.margins(cut(place.kind, edges), first=first, copies=len(own)))
            on_progress((done + 1) / len(places))
    nouns = torch.cat([watch.weights[place].permute(1, 0, 2) for place in places])
    return Scorecard(
        translator.name, heads, tuple(batch), nouns[..., 0], nouns[..., 1], clean, torch.cat(off), torch.cat(edge_cut)
    )


def one_by_one(n_heads: int, n_probes: int) -> Bool[Tensor, "row head"]:
    """Heads to switch off (`heads_off_by_row`): in each copy of the batch another one."""
    return torch.eye(n_heads, dtype=torch.bool).repeat_interleave(n_probes, dim=0)


def _gap(probe: Probe, noun: Sequence[int]) -> int:
    return min(abs(position - asked) for position in noun for asked in probe.pronoun)
