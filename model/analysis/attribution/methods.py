"""All methods of attribution under one name each, with one kind of result."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Literal, get_args

from jaxtyping import Float
from torch import Tensor

from model.analysis.attribution.flow import MOST_TOKENS, flow
from model.analysis.attribution.gradients import gradient_x_input, integrated_gradients, saliency
from model.analysis.attribution.leave_one_out import leave_one_out
from model.analysis.attribution.norm_weighted import norms_of_row, weights_of_row
from model.analysis.attribution.question import Inputs, Question
from model.analysis.attribution.rollout import rollout

Method = Literal[
    "leave_one_out",
    "attention",
    "norm_weighted",
    "rollout",
    "flow",
    "saliency",
    "gradient_x_input",
    "integrated_gradients",
]
METHODS: tuple[Method, ...] = get_args(Method)
"""What is measured first, then what is derived from attention, then what is derived from gradients."""

Unit = Literal["nat", "weight", "length", "share", "flow", "slope"]
UNITS: Mapping[Method, Unit] = {
    "leave_one_out": "nat",
    "attention": "weight",
    "norm_weighted": "length",
    "rollout": "share",
    "flow": "flow",
    "saliency": "slope",
    "gradient_x_input": "nat",
    "integrated_gradients": "nat",
}
SIGNED: frozenset[Method] = frozenset({"leave_one_out", "gradient_x_input", "integrated_gradients"})
"""Those whose scores can be negative: a word that speaks against what was written."""

TOLERANCE = 0.01
"""How far the integrated gradients may be from their sum, as a part of it, or of 1 nat where it is less."""


@dataclass(frozen=True, eq=False)
class Attribution:
    """What one method gives to each input, in its own `unit`; scores of different methods cannot be compared as such.

    `error` is how far integrated gradients are from completeness, as a part of the whole; None for other
    methods, and where there is nothing to divide.
    """

    method: Method
    inputs: Inputs
    scores: Float[Tensor, " input"]
    error: float | None = None

    @property
    def unit(self) -> Unit:
        return UNITS[self.method]

    @property
    def signed(self) -> bool:
        return self.method in SIGNED

    @property
    def relative(self) -> Float[Tensor, " input"]:
        """The scores as parts of the largest size among the typed words, all else cut off at ±1.

        Many heads rest on special tokens, next to which all words would look alike.
        """
        largest = self.scores[list(self.inputs.typed)].abs().max() if self.inputs.typed else self.scores.abs().max()
        return (self.scores / largest).clamp(-1, 1) if largest > 0 else self.scores


def applicable(question: Question) -> tuple[Method, ...]:
    """The methods that can answer a question in reasonable time: for a long sentence, all but flow."""
    passage = question.passage
    too_long = passage.n_source + len(passage.target) > MOST_TOKENS
    return tuple(method for method in METHODS if not (too_long and method == "flow"))


def attribute(question: Question, method: Method) -> Attribution:
    """What a method says of a question. Pieces of a word are added up, but for those that are measured together.

    Raises ValueError for a method that is not `applicable`.
    """
    passage, choice, inputs = question.passage, question.choice, question.inputs
    if method == "integrated_gradients":
        found = integrated_gradients(passage, [choice], steps=6, parts=8, tolerance=TOLERANCE)
        error = float(found.error[0]) if float(found.total[0]) else None
        return Attribution(method, inputs, inputs.summed(found.scores[0]), error)
    return Attribution(method, inputs, _SCORES[method](question))


_SCORES: Mapping[Method, Callable[[Question], Float[Tensor, " input"]]] = {
    "leave_one_out": leave_one_out,
    "attention": lambda asked: asked.inputs.summed(weights_of_row(asked.passage.trace, asked.choice.row)),
    "norm_weighted": lambda asked: asked.inputs.summed(
        norms_of_row(asked.passage.translator.transformer, asked.passage.trace, asked.choice.row)
    ),
    "rollout": lambda asked: asked.inputs.summed(rollout(asked.passage.trace)[asked.choice.row]),
    "flow": lambda asked: flow(asked.passage.trace, asked.choice.row, asked.inputs.groups),
    "saliency": lambda asked: asked.inputs.summed(saliency(asked.passage, [asked.choice])[0]),
    "gradient_x_input": lambda asked: asked.inputs.summed(gradient_x_input(asked.passage, [asked.choice])[0]),
}
