"""Sets of heads: the fewest that still get the pronoun right, and the fewest whose removal gets it wrong.

Single heads are redundant: when one is off, others step in. Both sets are found greedily, so a smaller one may exist.
What a search finds fits the sentences that it saw, so what the sets do is measured on others, where there are enough;
and beside each set stands what random sets of as many other heads do.
"""

import random
from collections.abc import Callable, Collection, Sequence
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
SEARCHED = 30
"""Sentences that are searched; with twice as many or more, what was found is measured on the rest of them."""
TOLERANCE = 0.05
"""A set suffices while it keeps all but this share of the pronouns that the whole model gets right."""


@dataclass(frozen=True)
class Trial:
    """How many pronouns a set of heads leaves right, and what each of some random sets of as many other heads does."""

    right: Proportion
    random: tuple[Proportion, ...]

    @property
    def random_mean(self) -> float:
        """What the random sets leave on average; not a number without any."""
        return sum(share.value for share in self.random) / len(self.random) if self.random else float("nan")

    @property
    def random_range(self) -> tuple[float, float]:
        """The least and the most that one of them leaves; not a number without any."""
        shares = [share.value for share in self.random] or [float("nan")]
        return min(shares), max(shares)

    def as_dict(self) -> dict[str, Any]:
        """Plain values, for JSON."""
        return {"right": self.right.as_dict(), "random": [share.as_dict() for share in self.random]}

    def __str__(self) -> str:
        low, high = self.random_range
        others = f"{len(self.random)} random sets of as many others: {self.random_mean:.1%} ({low:.1%} to {high:.1%})"
        return f"{self.right}; {others}"


@dataclass(frozen=True)
class HeadSets:
    """The `sufficient` heads, tried `alone`, all others off, and the model `without` them; the `necessary` heads, in
    the order in which they were switched off, and the model with them `off`. Both sets are empty: nothing to find.

    `falling` says how many pronouns are still right with each of the necessary heads (first with none) off. The search
    saw `searched` sentences. All else was measured on others where `held_out`, else on the same.
    """

    searched: int
    held_out: bool
    right: Proportion
    sufficient: tuple[Head, ...]
    alone: Trial
    without: Trial
    necessary: tuple[Head, ...]
    falling: tuple[Proportion, ...]
    off: Trial

    @classmethod
    def none(cls, searched: int, right: Proportion) -> "HeadSets":
        """Of a model that resolves no pronoun."""
        nothing = Trial(right, ())
        return cls(searched, False, right, (), nothing, nothing, (), (right,), nothing)

    def as_dict(self) -> dict[str, Any]:
        """Plain values, for JSON; heads as people name them."""
        about = {"searched": self.searched, "held_out": self.held_out, "right": self.right.as_dict()}
        heads = {"sufficient": list(map(str, self.sufficient)), "necessary": list(map(str, self.necessary))}
        trials = {"alone": self.alone, "without": self.without, "off": self.off}
        falling = {"falling": [share.as_dict() for share in self.falling]}
        return about | heads | {name: trial.as_dict() for name, trial in trials.items()} | falling

    def to_text(self) -> str:
        """A few lines for a terminal."""
        if not self.is_better_than_chance:
            return f"right pronoun: {self.right}: no better than chance, so there is nothing to lose"
        where = "others" if self.held_out else "the same"
        return "\n".join(
            [
                f"searched on {self.searched} sentences, measured on {where}",
                f"right pronoun: {self.right}",
                f"enough, all others off: {', '.join(map(str, self.sufficient))}: {self.alone}",
                f"these off: {self.without}",
                f"off, those felt most first: {', '.join(map(str, self.necessary))}: {self.off}",
            ]
        )

    @property
    def is_better_than_chance(self) -> bool:
        """Whether heads resolve the pronoun at all: else there is nothing to lose.

        Where as many are right with every head off, it was a default that happened to fit.
        """
        return bool(self.sufficient) and self.right.is_better_than_chance

    @property
    def is_lost(self) -> bool:
        """Whether so few heads were enough to lose the pronoun; else `necessary` are only those that are felt most."""
        return not self.off.right.is_better_than_chance


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
    """Search both sets over the heads of the encoder and of cross attention, and measure what they do.

    A model that resolves the pronoun no better than chance has nothing to lose, and gets empty sets. Calls
    `on_progress` with the share that is done, roughly. The processes share the probes and take every decision on the
    margins of all, so each finds the same sets. Raises ValueError without probes.
    """
    if not probes:
        raise ValueError("a search needs at least one sentence")
    draw = random.Random(seed)
    drawn = draw.sample(probes, len(probes))
    held_out = len(probes) >= 2 * SEARCHED
    searched, measured = (drawn[:SEARCHED], drawn[SEARCHED:]) if held_out else (drawn, drawn)
    with torch.inference_mode():
        ablation = _Ablation(translator, searched, processes)
        right = ablation.right(())
        if not right.is_better_than_chance:
            return HeadSets.none(len(searched), right)
        removed = _removable(ablation, right, on_progress)
        sufficient = tuple(head for head in ablation.heads if head not in removed)
        necessary = _flipping(ablation, right, on_progress)
        ablation = _Ablation(translator, measured, processes) if held_out else ablation

        def tried(heads: Sequence[Head], off: Callable[[Sequence[Head]], Sequence[Head]]) -> Trial:
            others = [head for head in ablation.heads if head not in heads]
            size = min(len(heads), len(others))
            sets = [heads, *(draw.sample(others, size) for _ in range(n_random))]
            share, *random_shares = map(_share, ablation.margins([off(chosen) for chosen in sets]))
            return Trial(share, tuple(random_shares))

        def all_but(heads: Sequence[Head]) -> Sequence[Head]:
            return [head for head in ablation.heads if head not in heads]

        falling = ablation.margins([necessary[:count] for count in range(len(necessary) + 1)])
        found = HeadSets(
            len(searched),
            held_out,
            ablation.right(()),
            sufficient,
            tried(sufficient, all_but),
            tried(sufficient, tuple),
            necessary,
            tuple(map(_share, falling)),
            tried(necessary, tuple),
        )
        on_progress(1.0)
        return found


def _removable(ablation: _Ablation, right: Proportion, on_progress: Progress) -> set[Head]:
    """Switch heads off, those first whose loss is felt least, until none is left that can be spared.

    Up to a quarter of the remaining heads goes at a time, of those that can be spared alone; where they cannot be
    spared together, half as many, down to one.
    """
    off: set[Head] = set()
    least = (1 - TOLERANCE) * right.hits
    while len(off) < len(ablation.heads):
        remaining = [head for head in ablation.heads if head not in off]
        margins = ablation.margins([[*off, head] for head in remaining])
        order = cast(list[int], margins.mean(-1).argsort(descending=True).tolist())
        spared = [remaining[index] for index in order if _share(margins[index]).hits >= least]
        if not spared:
            break
        portion = min(max(1, len(remaining) // 4), len(spared))
        while portion > 1 and ablation.right([*off, *spared[:portion]]).hits < least:
            portion //= 2
        off.update(spared[:portion])
        on_progress(0.6 * len(off) / len(ablation.heads))
    return off


def _flipping(ablation: _Ablation, right: Proportion, on_progress: Progress) -> tuple[Head, ...]:
    """Switch heads off, those first whose loss is felt most, until no more than half of the pronouns are right.

    Or until `MOST_OFF` are off: more than that would say nothing of single heads.
    """
    off: list[Head] = []
    left = right.value
    while left > 0.5 and len(off) < min(MOST_OFF, len(ablation.heads)):
        remaining = [head for head in ablation.heads if head not in off]
        margins = ablation.margins([[*off, head] for head in remaining])
        worst = int(margins.mean(-1).argmin())
        off.append(remaining[worst])
        left = _share(margins[worst]).value
        on_progress(0.6 + 0.3 * (right.value - left) / max(right.value - 0.5, 0.01))
    return tuple(off)


def _share(margins: Float[Tensor, " probe"]) -> Proportion:
    return Proportion(int((margins > 0).sum()), len(margins))
