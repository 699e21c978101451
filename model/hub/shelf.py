"""The models that were brought and are in memory."""

import gc
import itertools
import threading
from collections import OrderedDict
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

import torch

from model.hub.description import Description, Dtype
from model.hub.loading import Report, load, silent
from model.hub.machine import Device
from model.hub.policy import Source
from model.translator import Translator

if TYPE_CHECKING:
    from model.adapters.vision import ImageReader

ROOM = 2
"""How many brought models are kept: they may take gigabytes each."""

_NUMBERS = itertools.count(1)


@dataclass(frozen=True, eq=False)
class Brought:
    """A loaded model. `number` tells it apart from others of its name, loaded before or after; `size` is in bytes."""

    model: "Translator | ImageReader"
    description: Description
    device: Device
    dtype: Dtype
    number: int

    @property
    def name(self) -> str:
        return self.description.source.name

    @property
    def size(self) -> int:
        return self.description.memory(self.dtype)


class Shelf:
    """Up to `room` models by name; the one that was not used for longest goes first.

    One shelf serves every session. `on_leaving` is called with each model that goes, after it has gone.
    """

    def __init__(self, room: int = ROOM, on_leaving: Callable[[Brought], None] = lambda brought: None) -> None:
        self.room = room
        self._on_leaving = on_leaving
        self._models: OrderedDict[str, Brought] = OrderedDict()
        self._lock = threading.RLock()

    @property
    def models(self) -> Sequence[Brought]:
        """Those in memory, the last used first."""
        with self._lock:
            return tuple(reversed(self._models.values()))

    def get(self, name: str) -> Brought | None:
        """The model of that name, which counts as used; None where it is not here."""
        with self._lock:
            if name in self._models:
                self._models.move_to_end(name)
            return self._models.get(name)

    def load(
        self,
        source: Source,
        *,
        device: Device = "cpu",
        dtype: Dtype = "float32",
        languages: tuple[str, str] | None = None,
        download: bool = False,
        report: Report = silent,
    ) -> Brought:
        """Load a model and keep it. Where that fails, all stays as it was. Raises what `loading.load` does."""
        found, description = load(
            source, device=device, dtype=dtype, languages=languages, download=download, report=report
        )
        brought = Brought(found, description, device, dtype, next(_NUMBERS))
        with self._lock:
            leaving = [self._models.pop(brought.name)] if brought.name in self._models else []
            self._models[brought.name] = brought
            while len(self._models) > self.room:
                leaving.append(self._models.popitem(last=False)[1])
        self._let_go(leaving)
        return brought

    def unload(self, name: str) -> None:
        """Let a model go, if it is here."""
        with self._lock:
            leaving = [self._models.pop(name)] if name in self._models else []
        self._let_go(leaving)

    def _let_go(self, leaving: list[Brought]) -> None:
        if not leaving:
            return
        while leaving:
            self._on_leaving(leaving.pop())
        gc.collect()
        if torch.cuda.is_available():
            torch.cuda.empty_cache()
