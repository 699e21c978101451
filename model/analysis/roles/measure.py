"""The roles of all heads of a model, measured sentence by sentence without keeping any weights."""

from collections import Counter, defaultdict
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field

import torch
from jaxtyping import Float
from torch import Tensor

from model.analysis.estimate import bootstrap
from model.analysis.roles.alignment import alignment_error_rate, diagonal_error
from model.analysis.roles.cases import Cases, Found, cases_of
from model.analysis.roles.definitions import ROLES, Role
from model.analysis.roles.results import AlignmentErrors, HeadProfile, HeadRoles, RoleScore
from model.analysis.roles.sentences import Batch, Sentence, batches, held_out_sentences
from model.evaluation.proportion import Proportion
from model.interventions import Place
from model.interventions.place import place_of
from model.tap import Tap
from model.trace import AttentionKind
from model.translator import Translator

Progress = Callable[[float], None]
"""Told how much is done, from 0 to 1."""

_FEWEST = 20  # cases, without which nothing is said of a role
_ALIGNING = ("aligned_next", "aligned_last")


@dataclass
class _Sums:
    """Sums over the queries of each sentence, by role, for the heads of one place or for uniform attention."""

    weight: dict[str, list[Float[Tensor, "batch head"]]] = field(default_factory=lambda: defaultdict(list))
    largest: dict[str, list[Float[Tensor, "batch head"]]] = field(default_factory=lambda: defaultdict(list))
    proposed: dict[str, list[Float[Tensor, "batch head"]]] = field(default_factory=lambda: defaultdict(list))
    spread: list[Float[Tensor, "shape batch head"]] = field(default_factory=list)
    """Entropy, signed and absolute distance."""

    def add(self, weights: Float[Tensor, "batch head query key"], cases: Cases) -> None:
        for level in cases.levels:
            found: Found = level.measure(weights)
            for index, role in enumerate(level.roles):
                self.weight[role.name].append(found.weight[index])
                self.largest[role.name].append(found.largest[index])
                self.proposed[role.name].append(found.proposed)
        self.spread.append(_spread(weights, cases.asking))


@dataclass
class _Counts:
    """The same for one kind of attention: how many queries there were, and what fixed offsets would find."""

    queries: dict[str, list[Float[Tensor, " batch"]]] = field(default_factory=lambda: defaultdict(list))
    named: Counter[str] = field(default_factory=Counter)
    offsets: dict[str, Counter[int]] = field(default_factory=lambda: defaultdict(Counter))
    asking: float = 0.0

    def add(self, cases: Cases) -> None:
        for level in cases.levels:
            for index, role in enumerate(level.roles):
                self.queries[role.name].append(level.counts()[index])
                self.named[role.name] += int(level.named[index].sum())
                self.offsets[role.name] += level.offsets(index)
        self.asking += float(cases.asking.sum())


def head_roles(
    translator: Translator, count: int = 100, seed: int = 0, progress: Progress = lambda share: None
) -> HeadRoles:
    """Every head's roles on `count` held-out sentences of the grammar; see `measure_roles`."""
    return measure_roles(translator, held_out_sentences(translator, count, seed), progress)


def measure_roles(
    translator: Translator, sentences: Sequence[Sentence], progress: Progress = lambda share: None
) -> HeadRoles:
    """Every head's roles on these sentences and their reference translations, which the decoder is made to read."""
    heads: dict[Place, _Sums] = defaultdict(_Sums)
    uniform: dict[AttentionKind, _Sums] = defaultdict(_Sums)
    counts: dict[AttentionKind, _Counts] = defaultdict(_Counts)
    done = 0
    for batch in batches(translator, sentences):
        cases = {kind: cases_of(batch.sentences, kind) for kind in _kinds(translator)}
        for kind, one in cases.items():
            counts[kind].add(one)
            uniform[kind].add(one.uniform, one)
        _forward(translator, batch, _watch(heads, cases))
        done += len(batch.sentences)
        progress(done / len(sentences))
    return HeadRoles(
        translator.name,
        len(sentences),
        tuple(profile for place in heads for profile in _profiles(place, heads[place], uniform, counts)),
        {kind: tuple(role.name for role in _of(kind) if not _measured(role, counts[kind])) for kind in counts},
        {kind: _mean_spread(uniform[kind], counts[kind])[0, 0].item() for kind in counts},
        diagonal_error(sentences),
    )


def _kinds(translator: Translator) -> tuple[AttentionKind, ...]:
    return ("decoder",) if translator.config.is_decoder_only else ("encoder", "decoder", "cross")


def _of(kind: AttentionKind) -> list[Role]:
    return [role for role in ROLES if kind in role.kinds]


def _measured(role: Role, counts: _Counts) -> bool:
    return float(torch.cat(counts.queries[role.name]).sum()) >= _FEWEST


def _forward(translator: Translator, batch: Batch, tap: Tap) -> None:
    with torch.inference_mode():
        translator.transformer(batch.source, batch.target, tap=tap)


def _watch(heads: dict[Place, _Sums], cases: Mapping[AttentionKind, Cases]) -> Tap:
    def watch(site: str, tensor: Tensor) -> Tensor:
        place, name = place_of(site)
        if place is not None and name == "weights":
            heads[place].add(tensor, cases[place.kind])
        return tensor

    return watch


def _spread(
    weights: Float[Tensor, "batch head query key"], asking: Float[Tensor, "batch query"]
) -> Float[Tensor, "shape batch head"]:
    """Entropy, signed and absolute distance, summed over the queries that count."""
    queries, keys = torch.arange(weights.shape[2]), torch.arange(weights.shape[3])
    distance = (keys - queries[:, None]).to(weights)
    shapes = (torch.special.entr(weights), weights * distance, weights * distance.abs())
    return torch.stack([torch.einsum("bhqk,bq->bh", shape, asking) for shape in shapes])


def _mean_spread(sums: _Sums, counts: _Counts) -> Float[Tensor, "shape head"]:
    return torch.cat(sums.spread, dim=1).sum(1) / counts.asking


def _profiles(
    place: Place,
    sums: _Sums,
    uniform: Mapping[AttentionKind, _Sums],
    counts: Mapping[AttentionKind, _Counts],
) -> list[HeadProfile]:
    known = counts[place.kind]
    by_role = {
        role.name: _scores(role, sums, uniform[place.kind], known) for role in _of(place.kind) if _measured(role, known)
    }
    errors = [_errors(name, sums, known) for name in _ALIGNING if name in by_role]
    return [
        HeadProfile(
            place,
            head,
            tuple(scores[head] for scores in by_role.values()),
            *spread,
            AlignmentErrors(*(error[head] for error in errors)) if errors else None,
        )
        for head, spread in enumerate(_mean_spread(sums, known).T.tolist())
    ]


def _scores(role: Role, sums: _Sums, uniform: _Sums, counts: _Counts) -> list[RoleScore]:
    """One for each head."""
    queries = torch.cat(counts.queries[role.name])
    total = int(queries.sum())
    chance = float(torch.cat(uniform.weight[role.name]).sum()) / total
    offset, found = (None, None) if role.positional else counts.offsets[role.name].most_common(1)[0]
    estimates = bootstrap(torch.cat(sums.weight[role.name]), queries)
    hits = torch.cat(sums.largest[role.name]).sum(0).tolist()
    rivals = _rivals(role, sums, counts) or [None] * len(hits)
    return [
        RoleScore(
            role.name,
            estimate,
            Proportion(int(hit), total),
            chance,
            None if found is None else found / total,
            offset,
            rival,
        )
        for estimate, hit, rival in zip(estimates, hits, rivals, strict=True)
    ]


def _rivals(role: Role, sums: _Sums, counts: _Counts) -> list[float] | None:
    if role.rival is None or not float(torch.cat(counts.queries[role.rival]).sum()):
        return None
    return (torch.cat(sums.weight[role.rival]).sum(0) / torch.cat(counts.queries[role.rival]).sum()).tolist()


def _errors(role: str, sums: _Sums, counts: _Counts) -> list[float]:
    """The alignment error rate of each head."""
    right, proposed = (torch.cat(found[role]).sum(0).tolist() for found in (sums.largest, sums.proposed))
    return [alignment_error_rate(hit, links, counts.named[role]) for hit, links in zip(right, proposed, strict=True)]
