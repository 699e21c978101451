"""Sets of heads: the fewest that still get the pronoun right, and the fewest whose removal gets it wrong.

Single heads are redundant: when one is off, others step in. Both sets are found greedily, so a smaller one may exist.
Beside the removal stands what it costs to remove random sets of as many heads.
"""

import random
from collections.abc import Collection, Sequence
from dataclasses import dataclass
from typing import Any, cast

import torch
from jaxtyping import Float
from torch import Tensor

from model.analysis.clean_run import DECODER, CleanRun
from model.analysis.progress import Progress, ignore
from model.analysis.scorecard import KINDS
from model.evaluation.probes import Probe, batches
from model.evaluation.proportion import Proportion
from model.interventions import heads_off_by_row, rows_off
from model.interventions.place import Head, all_heads
from model.training.parallel import ALONE, Processes
from model.translator import Translator

_COPIES = 8  # runs of a batch at a time
MOST_OFF = 16
TOLERANCE = 0.05
"""A set suffices while it keeps all but this share of the pronouns that the whole model gets right."""


@dataclass(frozen=True)
class HeadSets:
    """`sufficient` heads alone keep `kept` right; with `necessary` heads off, `left` are. Both empty: nothing to find.

    `necessary` is in the order in which the heads were switched off; with each, `falling` says how many are still right
    (first with none off). `random_sets` are what sets of as many other heads leave, drawn with a fixed seed.
    """

    right: Proportion
    sufficient: tuple[Head, ...]
    kept: Proportion
    necessary: tuple[Head, ...]
    falling: tuple[Proportion, ...]
    random_sets: tuple[Proportion, ...]

    def as_dict(self) -> dict[str, Any]:
        """Plain values, for JSON; heads as people name them."""
        shares = {"right": self.right, "kept": self.kept, "left": self.left, "random_right": self.random_right}
        heads = {"sufficient": list(map(str, self.sufficient)), "necessary": list(map(str, self.necessary))}
        return heads | {name: share.as_dict() for name, share in shares.items()}

    def to_text(self) -> str:
        """A few lines for a terminal."""
        if not self.is_better_than_chance:
            return f"right pronoun: {self.right}: no better than chance, so there is nothing to lose"
        return "\n".join(
            [
                f"right pronoun: {self.right}",
                f"enough, all others off: {', '.join(map(str, self.sufficient))}: {self.kept}",
                f"off, those felt most first: {', '.join(map(str, self.necessary))}: {self.left}",
                f"{len(self.random_sets)} random sets of as many others off: {self.random_right}",
            ]
        )

    @property
    def is_better_than_chance(self) -> bool:
        """Whether heads resolve the pronoun at all: else there is nothing to lose.

        Where as many are right with every head off, it was a default that happened to fit.
        """
        return bool(self.sufficient) and self.right.is_better_than_chance

    @property
    def random_right(self) -> Proportion:
        """What the random sets leave, taken together."""
        return Proportion(sum(share.hits for share in self.random_sets), sum(share.total for share in self.random_sets))

    @property
    def is_lost(self) -> bool:
        """Whether so few heads were enough to lose the pronoun; else `necessary` are only those that are felt most."""
        return self.left.value <= 0.5

    @property
    def left(self) -> Proportion:
        return self.falling[-1]


class _Ablation:
    """The model with heads off, over all probes, which the processes share: every process learns all margins."""

    def __init__(self, translator: Translator, probes: Sequence[Probe], processes: Processes) -> None:
        self.heads = all_heads(translator.config, KINDS)
        self._n_heads = translator.config.n_heads
        self._processes = processes
        self._runs = [CleanRun(translator, batch) for batch in batches(processes.dealt(probes))]

    def margins(self, sets: Sequence[Collection[Head]]) -> Float[Tensor, "set probe"]:
        """The log-odds with each of these sets off, in nats."""
        chunks = [sets[start : start + _COPIES] for start in range(0, len(sets), _COPIES)]
        mine = [torch.cat([self._run(run, chunk) for chunk in chunks]) for run in self._runs]
        return torch.cat([margins for share in self._processes.gather(mine) for margins in share], dim=-1)

    def right(self, off: Collection[Head]) -> Proportion:
        return _share(self.margins([off])[0])

    def _run(self, run: CleanRun, sets: Sequence[Collection[Head]]) -> Float[Tensor, "set probe"]:
        off = rows_off(sets, self._n_heads)
        rows = {place: table.repeat_interleave(len(run.probes), dim=0) for place, table in off.items()}
        first = min((place.layer for place in off if place.kind == "encoder"), default=DECODER)
        return run.margins(heads_off_by_row(rows), first=first, copies=len(sets))


def find_head_sets(
    translator: Translator,
    probes: Sequence[Probe],
    *,
    n_random: int = 10,
    seed: int = 0,
    on_progress: Progress = ignore,
    processes: Processes = ALONE,
) -> HeadSets:
    """Search both sets over the heads of the encoder and of cross attention.

    A model that resolves the pronoun no better than chance has nothing to lose, and gets empty sets. Calls
    `on_progress` with the share that is done, roughly. The processes share the probes and take every decision on the
    margins of all, so each finds the same sets. Raises ValueError without probes.
    """
    if not probes:
        raise ValueError("a search needs at least one sentence")
    with torch.inference_mode():
        ablation = _Ablation(translator, probes, processes)
        right = ablation.right(())
        if not right.is_better_than_chance:
            return HeadSets(right, (), right, (), (right,), ())
        off = _removable(ablation, right, on_progress)
        necessary, falling = _flipping(ablation, right, on_progress)
        others = [head for head in ablation.heads if head not in necessary]
        draw = random.Random(seed)
        size = min(len(necessary), len(others))
        drawn = [draw.sample(others, size) for _ in range(n_random)]
        on_progress(1.0)
        return HeadSets(
            right,
            tuple(head for head in ablation.heads if head not in off),
            ablation.right(off),
            necessary,
            falling,
            tuple(_share(margins) for margins in ablation.margins(drawn)),
        )


def _removable(ablation: _Ablation, right: Proportion, on_progress: Progress) -> set[Head]:
    """Switch heads off, those first whose loss is felt least, as long as enough pronouns stay right.

    A quarter of the remaining heads goes at a time; where that is too much, half as many, down to one.
    """
    off: set[Head] = set()
    portion = len(ablation.heads)
    while portion and len(off) < len(ablation.heads):
        remaining = [head for head in ablation.heads if head not in off]
        cost = -ablation.margins([[*off, head] for head in remaining]).mean(-1)
        order = [remaining[index] for index in cast(list[int], cost.argsort().tolist())]
        portion = min(portion, max(1, len(remaining) // 4), len(remaining))
        while portion and ablation.right([*off, *order[:portion]]).hits < (1 - TOLERANCE) * right.hits:
            portion //= 2
        off.update(order[:portion])
        on_progress(0.7 * len(off) / len(ablation.heads))
    return off


def _flipping(
    ablation: _Ablation, right: Proportion, on_progress: Progress
) -> tuple[tuple[Head, ...], tuple[Proportion, ...]]:
    """Switch heads off, those first whose loss is felt most, until no more than half of the pronouns are right.

    Or until `MOST_OFF` are off: more than that would say nothing of single heads.
    """
    off: list[Head] = []
    falling = [right]
    while falling[-1].value > 0.5 and len(off) < min(MOST_OFF, len(ablation.heads)):
        remaining = [head for head in ablation.heads if head not in off]
        margins = ablation.margins([[*off, head] for head in remaining])
        worst = int(margins.mean(-1).argmin())
        off.append(remaining[worst])
        falling.append(_share(margins[worst]))
        on_progress(0.7 + 0.3 * (right.value - falling[-1].value) / max(right.value - 0.5, 0.01))
    return tuple(off), tuple(falling)


def _share(margins: Float[Tensor, " probe"]) -> Proportion:
    return Proportion(int((margins > 0).sum()), len(margins))
