"""Whose turn it is to compute: as many calculations at a time as there are cores for, the others wait."""

import functools
import os
import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from typing import ParamSpec, TypeVar

Given = ParamSpec("Given")
Found = TypeVar("Found")


class Turns:
    """So many calculations at once; what a calculation itself starts belongs to it."""

    def __init__(self, at_once: int) -> None:
        self.at_once = at_once
        self._free = threading.Semaphore(at_once)
        self._counting = threading.Lock()
        self._asked = 0
        self._mine = threading.local()

    @property
    def ahead(self) -> int:
        """How many calculations must end before one that is asked for now can begin."""
        return max(0, self._asked - self.at_once + 1)

    @contextmanager
    def one(self) -> Iterator[None]:
        """Wait for a turn, and keep it to the end of the block."""
        if getattr(self._mine, "has", False):
            yield
            return
        self._count(1)
        try:
            with self._free:
                self._mine.has = True
                try:
                    yield
                finally:
                    self._mine.has = False
        finally:
            self._count(-1)

    def _count(self, change: int) -> None:
        with self._counting:
            self._asked += change


@functools.cache
def turns() -> Turns:
    """Those of this process: one for each core, or fewer where one calculation keeps several busy."""
    import torch  # late: whoever asks has it

    return Turns(max(1, (os.cpu_count() or 1) // torch.get_num_threads()))


def in_turn(compute: Callable[Given, Found]) -> Callable[Given, Found]:
    """`compute`, when it is its turn. Under a cache: what is kept needs no turn."""

    @functools.wraps(compute)
    def waiting(*arguments: Given.args, **options: Given.kwargs) -> Found:
        with turns().one():
            return compute(*arguments, **options)

    return waiting
