"""The forward pass that is under way: its tap, and where its residual stream stands.

A tap lives for one call, and so does what hangs on it: a context variable, which every thread has for itself. The
modules of a model keep nothing, so one model serves every session at once, and an intervention cannot leak.
"""

from collections.abc import Generator
from contextlib import contextmanager
from contextvars import ContextVar
from dataclasses import dataclass

from torch import Tensor

from model.tap import UNTAPPED, Tap
from model.trace import StackName


@dataclass
class Pass:
    """One run through a stack. `stream` is what the next sublayer's output is added to."""

    stack: StackName
    tap: Tap
    stream: Tensor | None = None


_UNDER_WAY: ContextVar[Pass | None] = ContextVar("headlight_pass", default=None)


@contextmanager
def passing(stack: StackName, tap: Tap) -> Generator[None]:
    """Within it, the modules of an adapted model show `tap` what they make."""
    token = _UNDER_WAY.set(None if tap is UNTAPPED else Pass(stack, tap))
    try:
        yield
    finally:
        _UNDER_WAY.reset(token)


def under_way() -> Pass | None:
    """The pass that is watched or changed; None where a model runs for itself."""
    return _UNDER_WAY.get()
