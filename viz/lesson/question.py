"""A question of a lesson: predicted first, then answered by what the model computes."""

from collections.abc import Sequence
from dataclasses import dataclass


@dataclass(frozen=True)
class Option:
    """One answer, and why it is right or wrong: both Markdown in which typed text is escaped."""

    label: str
    why: str
    right: bool


@dataclass(frozen=True)
class Question:
    """Two or more different answers, one of them right, in an order that does not tell which.

    Raises ValueError for anything else.
    """

    prompt: str
    options: Sequence[Option]

    def __post_init__(self) -> None:
        labels = [option.label for option in self.options]
        if len(labels) < 2 or len(set(labels)) < len(labels) or sum(option.right for option in self.options) != 1:
            raise ValueError(f"a question has different answers of which one is right, not {labels}")

    @property
    def right(self) -> Option:
        return next(option for option in self.options if option.right)


def of_numbers(prompt: str, right: tuple[int, str], *wrong: tuple[int, str]) -> Question:
    """A question whose answers are numbers with their reasons, the smallest first.

    A wrong number that happens to be the right one, or stands there already, is left out.
    """
    reasons = dict([*reversed(wrong), right])
    options = [Option(f"{number:,}", why, number == right[0]) for number, why in sorted(reasons.items())]
    return Question(prompt, options)
