"""What was measured of the heads of a model."""

from collections.abc import Mapping
from dataclasses import dataclass
from functools import cached_property
from math import exp
from typing import Any

from model.analysis.estimate import Estimate
from model.evaluation.proportion import Proportion
from model.interventions import Place, head_code
from model.trace import AttentionKind

MARGIN = 0.1
"""How far above its baseline a head's score must lie, in attention weight, for the head to have the role."""


@dataclass(frozen=True)
class RoleScore:
    """One role of one head.

    `score`: the mean weight that the head gives to the keys that the role names, over the queries for which it names
    any (Voita et al. 2019, section 5.3.1; 95 % bootstrap over sentences). `largest`: how often such a key gets the
    largest weight (Clark et al. 2019, section 4.2). Both in the units of the role; see `definitions`.

    Baselines: `chance` is the score of uniform attention, which is also what a random permutation of the keys expects;
    `fixed` that of the best fixed offset, which is `offset` (Clark et al., table 1; None for positional roles, which
    are fixed offsets); `rival` the head's own score for the role that this one has to exceed (None for roles
    without; see `Role`).
    """

    role: str
    score: Estimate
    largest: Proportion
    chance: float
    fixed: float | None
    offset: int | None
    rival: float | None

    @property
    def baseline(self) -> float:
        """The highest of the baselines."""
        return max(self.chance, self.fixed or 0.0, self.rival or 0.0)

    @property
    def excess(self) -> float:
        return self.score.value - self.baseline

    @property
    def is_held(self) -> bool:
        """Whether the head has the role: even the low end of the interval lies `MARGIN` above the baseline."""
        return self.score.low > self.baseline + MARGIN

    def as_dict(self) -> dict[str, Any]:
        return {
            **vars(self),
            "score": self.score.as_dict(),
            "largest": self.largest.as_dict(),
            "baseline": self.baseline,
            "is_held": self.is_held,
        }


@dataclass(frozen=True)
class AlignmentErrors:
    """The alignment error rate, 0 (best) to 1, of linking each target word to the source word of largest weight.

    `next`: the weights of the rows that predict the word; `last`: of those that read it. A word whose largest weight
    falls on </s> gets no link.
    """

    next: float
    last: float


@dataclass(frozen=True)
class HeadProfile:
    """One head, counted from 0: what it looks at, how widely, and how far.

    `entropy` is the mean of −Σ w ln w over the queries, in nats. `distance` is the mean of key − query position in
    tokens, weighted by attention (negative: to the left), `absolute_distance` that of its absolute value; in cross
    attention between the position in the source and the row of the decoder. `alignment` is None outside cross attention
    and where the grammar has no alignment.
    """

    place: Place
    head: int
    scores: tuple[RoleScore, ...]
    entropy: float
    distance: float
    absolute_distance: float
    alignment: AlignmentErrors | None

    @cached_property
    def role(self) -> RoleScore | None:
        """The role that the head has; of several the one farthest above its baseline. None where it has none."""
        return max((one for one in self.scores if one.is_held), key=lambda one: one.excess, default=None)

    @property
    def code(self) -> str:
        """The head in links and on the command line, counted from 1: "enc.6.h4"."""
        return head_code(self.place, self.head)

    @property
    def effective_tokens(self) -> float:
        """Over how many tokens uniform attention would have this entropy."""
        return exp(self.entropy)

    def score(self, role: str) -> RoleScore | None:
        """The score of a role; None where it was not measured."""
        return next((one for one in self.scores if one.role == role), None)

    def as_dict(self) -> dict[str, Any]:
        return {
            "name": self.code,
            "kind": self.place.kind,
            "layer": self.place.layer,
            "head": self.head,
            "role": self.role.role if self.role else None,
            "scores": [one.as_dict() for one in self.scores],
            "entropy": self.entropy,
            "effective_tokens": self.effective_tokens,
            "distance": self.distance,
            "absolute_distance": self.absolute_distance,
            "alignment_error_rate": vars(self.alignment) if self.alignment else None,
        }


@dataclass(frozen=True, eq=False)  # compared and hashed by identity: figures of it are cached
class HeadRoles:
    """All heads of a model, by kind of attention, layer and head, as measured on held-out sentences of its grammar.

    `absent` names, for each kind of attention, the roles that could not be measured: no annotation, nothing to see, or
    too few cases. `uniform_entropy` is the mean entropy of uniform attention in nats, `diagonal_error` the alignment
    error rate of the diagonal (None without alignment).
    """

    model: str
    sentences: int
    heads: tuple[HeadProfile, ...]
    absent: Mapping[AttentionKind, tuple[str, ...]]
    uniform_entropy: Mapping[AttentionKind, float]
    diagonal_error: float | None

    def as_dict(self) -> dict[str, Any]:
        return {**vars(self), "heads": [head.as_dict() for head in self.heads]}
