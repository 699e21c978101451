"""Data-parallel training: several processes, on one machine or on many, do the work of one.

`accelerate launch` or `torchrun` starts the processes. Each draws the same stream of batches and computes the gradient
of its share of every batch (`Batch.share`), normalised by the counts of the whole batch; the sum over the processes is
then the gradient that one process would have computed, to rounding. DistributedDataParallel would average the means of
the shares, and so give a word more weight the fewer its process got; it also wants one `forward` and a gradient for
every parameter in every process, where ours has two stacks, an auxiliary task that ends, and shares that may be empty.

Accelerate is imported only where a launcher has started more than one process.
"""

import os
import random
from collections.abc import Generator, Iterable, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from typing import Any, Self, TypeVar, cast

import torch
import torch.distributed
from jaxtyping import Float
from torch import Tensor, nn

from model.errors import ConfigError

T = TypeVar("T")


@dataclass(frozen=True)
class Processes:
    """The processes of a run, as one of them sees them: it is number `index` of `count`. Alone, it talks to nobody."""

    index: int = 0
    count: int = 1

    @classmethod
    def joined(cls) -> Self:
        """The processes that this one has joined (`joined_processes`), or this one alone."""
        if torch.distributed.is_available() and torch.distributed.is_initialized():
            return cls(torch.distributed.get_rank(), torch.distributed.get_world_size())
        return cls()

    @property
    def is_alone(self) -> bool:
        return self.count == 1

    @property
    def is_main(self) -> bool:
        """True for the one that writes files and shows the bar."""
        return self.index == 0

    def launched(self, command: str) -> str:
        """A command that starts with python, as it is launched for so many processes."""
        return command if self.is_alone else f"torchrun --nproc-per-node {self.count} {command.removeprefix('python ')}"

    def copy_from_main(self, tensors: Iterable[Tensor]) -> None:
        """Overwrite the tensors with those of the main process: processors of two kinds may round random weights."""
        if self.is_alone:
            return
        for tensor in tensors:
            _collectives().broadcast(tensor.data)

    def seed_dropout(self, seed: int, step: int) -> None:
        """Give each process dropout of its own at this step, the same again in a run that is resumed.

        The saved state knows the generator of the main process alone, so all are seeded anew at every step. One process
        alone draws on from the generator that the state keeps.
        """
        if not self.is_alone:
            torch.manual_seed(random.Random(f"dropout {seed} {step} {self.index}").getrandbits(63))

    def sum_gradients(
        self, parameters: Iterable[nn.Parameter], losses: Float[Tensor, " loss"]
    ) -> Float[Tensor, " loss"]:
        """Replace each gradient by its sum over the processes, and return the losses summed in the same way.

        One message carries it all. A parameter without a gradient counts as 0; where no process has one, it keeps None,
        for then the optimiser must leave it alone.
        """
        if self.is_alone:
            return losses
        known = list(parameters)
        has_gradient = losses.new_tensor([parameter.grad is not None for parameter in known])
        gradients = [torch.zeros_like(p) if p.grad is None else p.grad for p in known]
        parts = [losses, has_gradient, *(gradient.flatten() for gradient in gradients)]
        message: Tensor = _collectives().reduce(torch.cat(parts), reduction="sum")
        total, n_with, *sums = torch.split(message, [part.numel() for part in parts])
        is_used = cast(list[bool], (n_with > 0).tolist())
        for parameter, used, summed in zip(known, is_used, sums, strict=True):
            parameter.grad = summed.view_as(parameter) if used else None
        return total

    def agree(self, seconds: float, tokens: int, *, stop: bool) -> tuple[float, bool]:
        """The clock of the main process, and whether any process was asked to stop.

        `tokens` must be the same everywhere: raises ConfigError where processes have read different data.
        """
        if self.is_alone:
            return seconds, stop
        mine = torch.tensor([[seconds, tokens, stop]], dtype=torch.float64, device=_state().device)
        said: Tensor = _collectives().gather(mine)
        clocks, counts, stops = cast(list[list[float]], said.T.tolist())
        if len(set(counts)) > 1:
            raise ConfigError("bad_config", "The processes have read different data: give each the same files.")
        return clocks[0], any(stops)

    def gather(self, part: T) -> list[T]:
        """What each process has, in their order, in all of them."""
        return [part] if self.is_alone else cast(list[T], _collectives().gather_object([part]))

    def dealt(self, items: Sequence[T]) -> Sequence[T]:
        """The share of this process: every `count`-th item. `gather_dealt` puts what is made of them in order again."""
        return items[self.index :: self.count]

    def gather_dealt(self, made: Sequence[T]) -> list[T]:
        """What the processes made of their shares (`dealt`), one for each item, in the order of all items."""
        return in_turn(self.gather(made))

    def wait(self) -> None:
        """Return when all processes have come so far."""
        if not self.is_alone:
            _state().wait_for_everyone()


ALONE = Processes()
"""This process, without others."""


def in_turn(shares: Sequence[Sequence[T]]) -> list[T]:
    """The first of each share, then the second of each, and so on: cards that were dealt, put together again."""
    total = sum(map(len, shares))
    return [shares[n % len(shares)][n // len(shares)] for n in range(total)]


def _state(**arguments: bool) -> Any:
    """Accelerate's one object of this process; made, it joins the others. (Accelerate declares no types.)"""
    from accelerate import PartialState

    return PartialState(**arguments)


def _collectives() -> Any:
    from accelerate import utils

    return utils


@contextmanager
def joined_processes(device: str) -> Generator[tuple[Processes, str]]:
    """Join the processes that a launcher has started beside this one: they, and the device that this one computes on.

    On "cuda" that is a GPU for each process of a machine. Without a launcher nothing happens. Raises ConfigError where
    Accelerate is missing.
    """
    if int(os.environ.get("WORLD_SIZE", "1")) == 1:
        yield Processes(), device
        return
    try:
        state = _state(cpu=device == "cpu")
    except ImportError as error:
        raise ConfigError(
            "bad_config", "Several processes need Accelerate: pip install -r requirements-dev.txt."
        ) from error
    yield Processes.joined(), device if device == "cpu" else str(state.device)
    state.destroy_process_group()  # not after an error: it would wait for processes that may be gone
