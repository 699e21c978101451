"""Attribution by the gradient of a score with respect to the token embeddings.

All choices of a passage share their forward passes: a token that the decoder reads after a row has no influence on it,
so what is put in its place does not matter. Several points of a path go through the model as one batch.
"""

import math
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

import numpy as np
import torch
from jaxtyping import Float
from torch import Tensor

from model.analysis.attribution.question import Choice, Passage
from model.residual import size

_TOKENS_PER_PASS = 2048  # of all points together; about 300 MB of activations in the shipped models
_MOST_POINTS = 1600


def saliency(passage: Passage, choices: Sequence[Choice]) -> Float[Tensor, "choice position"]:
    """‖∇F‖, the Euclidean length of the gradient at each position (Li et al. 2016), in nats per unit of embedding."""
    (gradients,) = _stacked(passage, choices, passage.embeddings[None])
    return size(gradients)


def gradient_x_input(passage: Passage, choices: Sequence[Choice]) -> Float[Tensor, "choice position"]:
    """∇F · x, the first-order estimate of what the embedding x adds to the score F (Shrikumar et al. 2016), in nats."""
    (gradients,) = _stacked(passage, choices, passage.embeddings[None])
    return (gradients * passage.embeddings).sum(-1)


@dataclass(frozen=True, eq=False)
class IntegratedGradients:
    """`scores` in nats. By the completeness axiom they sum to the `total`, F(x) − F(baseline), but for the error of the
    sum that stands for the integral. `points` is how many points of the path were read.
    """

    scores: Float[Tensor, "choice position"]
    total: Float[Tensor, " choice"]
    points: int

    @property
    def error(self) -> Float[Tensor, " choice"]:
        """|Σ scores − total| ÷ |total|."""
        return (self.scores.sum(-1) - self.total).abs() / self.total.abs()


def integrated_gradients(
    passage: Passage, choices: Sequence[Choice], *, steps: int = 50, parts: int = 1, tolerance: float | None = None
) -> IntegratedGradients:
    """(x − x′) · ∫₀¹ ∇F(x′ + α (x − x′)) dα for the baseline x′ (Sundararajan et al. 2017, equation 1).

    The integral is a Gauss-Legendre sum of `steps` points in each of `parts` equal parts of the path. With a
    `tolerance` the parts that add most to the error are halved until it is below that part of the total, or of 1 nat
    where the total is less (or until 1600 points are read): how much F changes over a part is known exactly. A trained
    Transformer changes its mind abruptly, and 50 points evenly spread can miss by a tenth.
    """
    start, end = passage.baseline, passage.embeddings
    path = _Path(passage, choices, start, end - start, *np.polynomial.legendre.leggauss(steps))
    ends = path.values([0.0, 1.0])
    total = ends[1.0] - ends[0.0]
    done: dict[tuple[float, float], Tensor] = {}
    waiting, points = [(part / parts, (part + 1) / parts) for part in range(parts)], 0
    while waiting:
        ends |= path.values([right for _, right in waiting if right not in ends])
        done |= zip(waiting, path.integrals(waiting), strict=True)
        points += steps * len(waiting)
        if tolerance is None or points >= _MOST_POINTS:
            break
        errors = torch.stack([part.sum(-1) - (ends[b] - ends[a]) for (a, b), part in done.items()])
        allowed = tolerance * total.abs().clamp(min=1)
        if bool((torch.maximum(errors.sum(0).abs(), size(errors.T)) <= allowed).all()):
            break
        share = torch.minimum(allowed / math.sqrt(len(errors)), errors.abs().amax(0)) / 2
        coarse = [part for part, error in zip(list(done), errors.abs(), strict=True) if bool((error > share).any())]
        waiting = [half for a, b in coarse for half in ((a, (a + b) / 2), ((a + b) / 2, b))]
        for part in coarse:
            del done[part]
    return IntegratedGradients(torch.stack(list(done.values())).sum(0), total, points)


@dataclass(frozen=True, eq=False)
class _Path:
    """The straight line from `start` by `step`, and a rule of integration for a part of it."""

    passage: Passage
    choices: Sequence[Choice]
    start: Float[Tensor, "position d_model"]
    step: Float[Tensor, "position d_model"]
    nodes: np.ndarray
    weights: np.ndarray

    def values(self, places: Sequence[float]) -> dict[float, Float[Tensor, " choice"]]:
        """The scores at places between 0 and 1."""
        found: dict[float, Tensor] = {}
        for chunk in self._chunks(torch.tensor(places)):
            with torch.inference_mode():
                states = self.passage.states(self._at(chunk))
                scores = [choice.score(self.passage.translator.transformer, states) for choice in self.choices]
            found |= zip(places[len(found) :], torch.stack(scores, dim=-1).clone(), strict=False)
        return found

    def integrals(self, parts: Sequence[tuple[float, float]]) -> Float[Tensor, "part choice position"]:
        """What the gradient adds up to over each part of the path."""
        places = torch.tensor(np.array([a + (b - a) * (self.nodes + 1) / 2 for a, b in parts]), dtype=torch.float32)
        weights = torch.tensor(np.array([(b - a) / 2 * self.weights for a, b in parts]), dtype=torch.float32)
        slopes = torch.cat(
            [
                torch.stack([(gradient * self.step).sum(-1) for gradient in self._gradients(chunk)])
                for chunk in self._chunks(places.flatten())
            ],
            dim=1,
        )  # [choice, part · node, position]
        return torch.einsum("cpnx,pn->pcx", slopes.unflatten(1, places.shape), weights)

    def _gradients(self, places: Float[Tensor, " point"]) -> Iterator[Float[Tensor, "point position d_model"]]:
        return gradients(self.passage, self.choices, self._at(places))

    def _at(self, places: Float[Tensor, " point"]) -> Float[Tensor, "point position d_model"]:
        return self.start + places[:, None, None] * self.step

    def _chunks(self, places: Float[Tensor, " point"]) -> Sequence[Float[Tensor, " some"]]:
        return torch.split(places, max(1, _TOKENS_PER_PASS // len(self.start))) if len(places) else ()


def gradients(
    passage: Passage, choices: Sequence[Choice], points: Float[Tensor, "point position d_model"]
) -> Iterator[Float[Tensor, "point position d_model"]]:
    """The gradient of each choice's score at each point, from one forward pass over all points."""
    points = points.detach().clone().requires_grad_()
    with torch.enable_grad():
        states = passage.states(points)
        scores = [choice.score(passage.translator.transformer, states).sum() for choice in choices]
    if len(choices) > len(points):  # many small backward passes are faster as one
        yield from torch.autograd.grad(torch.stack(scores), points, torch.eye(len(choices)), is_grads_batched=True)[0]
        return
    for number, score in enumerate(scores, start=1):
        yield torch.autograd.grad(score, points, retain_graph=number < len(choices))[0]


def _stacked(
    passage: Passage, choices: Sequence[Choice], points: Float[Tensor, "point position d_model"]
) -> Float[Tensor, "point choice position d_model"]:
    return torch.stack(list(gradients(passage, choices, points)), dim=1)
