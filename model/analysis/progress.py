"""How an analysis tells how far it has come."""

from collections.abc import Callable

Progress = Callable[[float], None]
"""Called with the share that is done, from 0 to 1. What it raises ends the work: that is how it is cancelled."""


def ignore(share: float) -> None:
    """For callers who do not ask."""


def within(whole: Progress, done: int, size: int, total: int) -> Progress:
    """The progress of a part of `size`, after `done` of `total`, as progress of the whole."""
    return lambda share: whole((done + share * size) / total)
