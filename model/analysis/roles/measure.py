"""The roles of all heads of a model, measured sentence by sentence without keeping any weights."""

from collections import defaultdict
from collections.abc import Mapping, Sequence
from typing import cast

import torch
from jaxtyping import Float
from torch import Tensor

from model.analysis.estimate import bootstrap
from model.analysis.progress import Progress, ignore
from model.analysis.roles.alignment import alignment_error_rate, diagonal_error
from model.analysis.roles.cases import Cases, cases_of
from model.analysis.roles.definitions import ROLES, Role
from model.analysis.roles.results import AlignmentErrors, HeadProfile, HeadRoles, RoleScore
from model.analysis.roles.sentences import Batch, Sentence, batches
from model.analysis.roles.sums import Counts, Sums
from model.evaluation.proportion import Proportion
from model.interventions import Place
from model.interventions.place import all_places, layers_of, place_of
from model.tap import Tap
from model.trace import AttentionKind
from model.training.parallel import ALONE, Processes
from model.translator import Translator

_FEWEST = 20  # cases, without which nothing is said of a role


def measure_roles(
    translator: Translator,
    sentences: Sequence[Sentence],
    progress: Progress = ignore,
    processes: Processes = ALONE,
) -> HeadRoles:
    """Every head's roles on these sentences and their reference translations, which the decoder is made to read.

    The processes share the sentences, and all get the result.
    """
    heads: dict[Place, Sums] = defaultdict(Sums)
    uniform: dict[AttentionKind, Sums] = defaultdict(Sums)
    counts: dict[AttentionKind, Counts] = defaultdict(Counts)
    places = all_places(translator.config)
    kinds: list[AttentionKind] = [kind for kind, n_layers in layers_of(translator.config).items() if n_layers]
    mine = list(batches(translator, sentences, processes))
    for done, batch in enumerate(mine, start=1):
        cases: dict[AttentionKind, Cases] = {kind: cases_of(batch.sentences, kind) for kind in kinds}
        for kind, one in cases.items():
            counts[kind].add(one)
            uniform[kind].add(one.uniform, one)
        _forward(translator, batch, _watch(heads, cases))
        progress(done / len(mine))
    parts = processes.gather((heads, uniform, counts))
    heads = {place: Sums.joined([part[0][place] for part in parts]) for place in places}
    uniform = {kind: Sums.joined([part[1][kind] for part in parts]) for kind in kinds}
    counts = {kind: Counts.joined([part[2][kind] for part in parts]) for kind in kinds}
    return HeadRoles(
        translator.name,
        len(sentences),
        tuple(
            profile
            for place in places
            for profile in _profiles(place, heads[place], uniform[place.kind], counts[place.kind])
        ),
        {kind: tuple(role.name for role in _of(kind) if not _measured(role, counts[kind])) for kind in counts},
        {kind: uniform[kind].mean_spread(counts[kind])[0, 0].item() for kind in counts},
        diagonal_error(sentences),
    )


def _of(kind: AttentionKind) -> list[Role]:
    return [role for role in ROLES if kind in role.kinds]


def _measured(role: Role, counts: Counts) -> bool:
    return counts.total(role.name) >= _FEWEST


def _forward(translator: Translator, batch: Batch, tap: Tap) -> None:
    with torch.inference_mode():
        if batch.target is not None:
            translator.transformer(batch.source, batch.target, tap=tap)
        elif batch.source is not None:
            translator.transformer.encode(batch.source, tap=tap)


def _watch(heads: dict[Place, Sums], cases: Mapping[AttentionKind, Cases]) -> Tap:
    def watch(site: str, tensor: Tensor) -> Tensor:
        place, name = place_of(site)
        if place is not None and name == "weights":
            heads[place].add(tensor, cases[place.kind])
        return tensor

    return watch


def _profiles(place: Place, sums: Sums, uniform: Sums, counts: Counts) -> list[HeadProfile]:
    by_role = {role.name: _scores(role, sums, uniform, counts) for role in _of(place.kind) if _measured(role, counts)}
    aligns = "aligned_next" in by_role
    following, last = (_errors(role, sums, counts) if aligns else [] for role in ("aligned_next", "aligned_last"))
    entropies, distances, absolute = _floats(sums.mean_spread(counts))
    return [
        HeadProfile(
            place,
            head,
            tuple(scores[head] for scores in by_role.values()),
            entropy,
            distances[head],
            absolute[head],
            AlignmentErrors(following[head], last[head]) if aligns else None,
        )
        for head, entropy in enumerate(entropies)
    ]


def _scores(role: Role, sums: Sums, uniform: Sums, counts: Counts) -> list[RoleScore]:
    """One for each head."""
    total = counts.total(role.name)
    chance = float(torch.cat(uniform.weight[role.name]).sum()) / total
    offset, found = (None, None) if role.positional else counts.offsets[role.name].most_common(1)[0]
    estimates = bootstrap(torch.cat(sums.weight[role.name]), torch.cat(counts.queries[role.name]))
    (hits,) = _floats(torch.cat(sums.largest[role.name]).sum(0)[None])
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


def _rivals(role: Role, sums: Sums, counts: Counts) -> list[float] | None:
    if role.rival is None or not counts.total(role.rival):
        return None
    return _floats(torch.cat(sums.weight[role.rival]).sum(0)[None] / counts.total(role.rival))[0]


def _errors(role: str, sums: Sums, counts: Counts) -> list[float]:
    """The alignment error rate of each head."""
    right, proposed = _floats(torch.stack([torch.cat(found[role]).sum(0) for found in (sums.largest, sums.proposed)]))
    return [alignment_error_rate(hit, links, counts.named[role]) for hit, links in zip(right, proposed, strict=True)]


def _floats(table: Float[Tensor, "row head"]) -> list[list[float]]:
    return cast(list[list[float]], table.tolist())
