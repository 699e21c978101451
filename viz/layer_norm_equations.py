"""The layer norm of a few numbers as equations in LaTeX."""

from collections.abc import Iterable

from model.layer_norm_by_hand import ByHand


def equations(made: ByHand) -> tuple[str, ...]:
    """Mean, variance, x̂ and output, one equation each, with the numbers put in."""
    values = [_number(float(value)) for value in made.steps.values]
    mean, variance = _number(made.steps.mean or 0.0), _number(made.steps.variance)
    squares = " + ".join(f"({value} - {_bracketed(mean)})^2" for value in values)
    exponent = f"{made.steps.epsilon:.0e}".partition("e")[2]
    shift = f"- {_number(-made.bias)}" if made.bias < 0 else f"+ {_number(made.bias)}"
    return (
        rf"\mu = \frac{{{' + '.join(map(_bracketed, values))}}}{{{len(values)}}} = {mean}",
        rf"\sigma^2 = \frac{{{squares}}}{{{len(values)}}} = {variance}",
        rf"\hat x = \frac{{x - {_bracketed(mean)}}}{{\sqrt{{{variance} + 10^{{{int(exponent)}}}}}}}"
        rf" = {_vector(made.normalised)}",
        rf"y = \gamma \hat x + \beta = {_number(made.gain)}\,\hat x {shift} = {_vector(made.rounded_last)}",
    )


def _vector(values: Iterable[object]) -> str:
    return "[" + r",\ ".join(str(value) for value in values) + "]"


def _number(value: float) -> str:
    return f"{value:.4f}".rstrip("0").rstrip(".")


def _bracketed(number: str) -> str:
    return f"({number})" if number.startswith("-") else number
