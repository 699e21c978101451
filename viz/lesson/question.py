"""A question of a lesson: predicted first, then answered by what the model computes."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from viz.lesson.prose import Section, fill


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


def of_numbers(
    section: Section, values: Mapping[str, object], right: tuple[str, int], *wrong: tuple[str, int]
) -> Question:
    """A question whose answers are numbers, the smallest first, each with the part of the section that explains it.

    The part `prompt` asks. A wrong number that happens to be the right one, or stands there already, is left out.
    """
    parts = {number: part for part, number in (*reversed(wrong), right)}
    options = [
        Option(f"{number:,}", fill(section[part].body, values), number == right[1])
        for number, part in sorted(parts.items())
    ]
    return Question(fill(section["prompt"].body, values), options)
