"""A tiny feed-forward sublayer as equations in LaTeX."""

from typing import cast

from jaxtyping import Float
from torch import Tensor

from model.lessons.feed_forward import TinySteps


def tiny_equations(
    steps: TinySteps,
    w1: Float[Tensor, "2 3"],
    b1: Float[Tensor, "3"],
    w2: Float[Tensor, "3 2"],
    b2: Float[Tensor, "2"],
) -> tuple[str, ...]:
    """Expanding, the activation, and contracting, one equation each, with the numbers put in."""
    return (
        rf"xW_1 + b_1 = {_matrix([steps.x])}{_matrix(w1)} + {_matrix([b1])} = {_matrix([steps.expanded])}",
        rf"\max(0,\ \cdot\,) = {_matrix([steps.activated])}",
        rf"{_matrix([steps.activated])}{_matrix(w2)} + {_matrix([b2])} = {_matrix([steps.output])}",
    )


def _matrix(rows: Float[Tensor, "row column"] | list[Tensor]) -> str:
    lines = [" & ".join(f"{number + 0.0:g}" for number in cast(list[float], row.tolist())) for row in rows]
    return r"\begin{bmatrix}" + r" \\ ".join(lines) + r"\end{bmatrix}"
