"""Untrained networks that are the same each time."""

from collections.abc import Callable
from typing import TypeVar

import torch
from torch import nn

Module = TypeVar("Module", bound=nn.Module)


def fresh(make: Callable[[], Module], seed: int = 0) -> Module:
    """What `make` makes, with its random weights drawn from `seed`; nobody else's random numbers change."""
    with torch.random.fork_rng(devices=[]):
        torch.manual_seed(seed)
        return make()
