"""What the figures and tables of the attribution page share: names of methods, words and units."""

from collections.abc import Sequence
from typing import cast

from model.analysis.attribution import METHODS, Attribution, Inputs, Method
from viz.text import Text


def method_name(method: Method, text: Text) -> str:
    """A method by the number that it has everywhere, counted from 1, and its name."""
    return text("methods.numbered", number=method_number(method), name=text(f"methods.name_{method}"))


def method_number(method: Method) -> int:
    return METHODS.index(method) + 1


def unit_name(method: Attribution, text: Text) -> str:
    return text(f"methods.unit_{method.unit}")


def credited_words(attribution: Attribution, count: int = 3) -> Sequence[str]:
    """The typed words that get most, by size, the largest first; those that get nothing are left out."""
    inputs, scores = attribution.inputs, cast(list[float], attribution.scores.abs().tolist())
    ranked = sorted((index for index in inputs.typed if scores[index] > 0), key=lambda index: -scores[index])
    return [inputs.labels[index] for index in ranked[:count]]


def where(inputs: Inputs, index: int, text: Text) -> str:
    """Whether an input is part of the source or of what was written before."""
    return text("methods.in_source" if index < inputs.n_source else "methods.in_prefix")
