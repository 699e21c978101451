"""What decoding leaves behind: the tree of hypotheses and one record per step."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Literal

from jaxtyping import Float
from torch import Tensor

Fate = Literal["kept", "finished", "dropped"]


@dataclass(frozen=True)
class Step:
    """One run of the decoder: every hypothesis alive asks for its next token.

    `tensors` holds what the tap saw, by site (`model/tap.py`), including the encoder's; its decoder rows are the
    hypotheses. The distribution is the model's own, before temperature or cuts.
    """

    log_probabilities: Float[Tensor, "hypothesis vocabulary"]
    tensors: Mapping[str, Tensor]


@dataclass(frozen=True, eq=False)
class Node:
    """A token that was considered at `step` as the continuation of `parent` (None at the first step).

    `row` is the hypothesis of that step that proposed it, `log_probability` the token's own, `score` the sum along the
    path without forced tokens. `fate`: it was kept for the next step, it ended a sentence, or it fell out of the beam.
    """

    token: int
    parent: "Node | None"
    step: int
    row: int
    log_probability: float
    score: float
    fate: Fate
    forced: bool = False

    def path(self) -> tuple["Node", ...]:
        """The nodes from the first token to this one."""
        nodes: list[Node] = [self]
        while (parent := nodes[-1].parent) is not None:
            nodes.append(parent)
        return tuple(reversed(nodes))


@dataclass(frozen=True, eq=False)  # compared and hashed by identity: figures of it are cached
class Decoding:
    """All steps, every node that was considered, and the hypotheses that won, best first, with their final scores."""

    steps: tuple[Step, ...]
    nodes: tuple[Node, ...]
    results: tuple[tuple[Node, float], ...]

    @property
    def best(self) -> tuple[Node, ...]:
        """The nodes of the winning hypothesis, in order."""
        return self.results[0][0].path()

    @property
    def token_ids(self) -> tuple[int, ...]:
        """The winning tokens, with the end token where the sentence ended before the limit."""
        return tuple(node.token for node in self.best)
