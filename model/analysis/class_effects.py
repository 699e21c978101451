"""What becomes of the class that a model sees in an image when heads are off."""

from dataclasses import dataclass
from typing import TYPE_CHECKING

import torch
from jaxtyping import Float
from PIL.Image import Image
from torch import Tensor

from model.analysis.progress import Progress, ignore
from model.interventions import Place, heads_off_by_row, rows_off
from model.tap import UNTAPPED, Tap, compose
from model.trace import Trace

if TYPE_CHECKING:
    from model.adapters.vision import ImageReader

_ROWS_AT_ONCE = 4


@dataclass(frozen=True, eq=False)  # compared and hashed by identity: figures of it are cached
class ClassShift:
    """log P of each class, in nats, as the model is (`before`) and as a tap has changed it (`after`)."""

    names: tuple[str, ...]
    before: Float[Tensor, " class"]
    after: Float[Tensor, " class"]

    @property
    def predicted(self) -> int:
        """The most probable class, with nothing changed."""
        return int(self.before.argmax())

    @property
    def change(self) -> float:
        """By how much log P of that class changes, in nats."""
        return float(self.after[self.predicted] - self.before[self.predicted])

    def likeliest(self, count: int) -> tuple[int, ...]:
        """The most probable classes before, then those after that are not among them."""
        leading = self.before.argsort(descending=True)[:count]
        return tuple(dict.fromkeys(int(index) for index in (*leading, self.after.argmax())))


def class_shift(reader: "ImageReader", before: Trace, after: Trace | None = None) -> ClassShift:
    """The classes of an image in its trace and, where interventions changed it, in the trace `after` them.

    Raises ValueError for a model without classes.
    """
    seen = _log_probabilities(reader, before)
    return ClassShift(reader.classes, seen, seen if after is None else _log_probabilities(reader, after))


def _log_probabilities(reader: "ImageReader", trace: Trace) -> Float[Tensor, " class"]:
    if trace.encoder is None:
        raise ValueError("this is no trace of an image")
    return reader.log_probabilities(trace.encoder.final)


@dataclass(frozen=True, eq=False)
class ClassEffects:
    """What switching off each head of a layer alone changes in log P of the class `predicted` with all heads on.

    `baseline` is that log P and `changes` are differences from it, in nats: negative where the head supported the
    class. Small ones do not mean that a head is idle: where several heads do the same, each can be missed.
    """

    layer: int
    predicted: str
    baseline: float
    changes: Float[Tensor, " head"]


def class_effects(
    reader: "ImageReader", image: Image, layer: int, base: Tap = UNTAPPED, progress: Progress = ignore
) -> ClassEffects:
    """Each head of a layer (from 0) switched off alone; `base` may have changed the model before that.

    Raises ValueError for a model without classes.
    """
    pixels, found = reader.pixels(image), list[Tensor]()
    before = reader.log_probabilities(reader.states(pixels, tap=base))[0]
    predicted = int(before.argmax())
    heads = [(Place("encoder", layer), head) for head in range(reader.config.n_heads)]
    for start in range(0, len(heads), _ROWS_AT_ONCE):
        batch = heads[start : start + _ROWS_AT_ONCE]
        off = heads_off_by_row(rows_off([[head] for head in batch], reader.config.n_heads))
        states = reader.states(pixels.expand(len(batch), -1, -1, -1), tap=compose(base, off))
        found.append(reader.log_probabilities(states)[:, predicted])
        progress((start + len(batch)) / len(heads))
    return ClassEffects(
        layer, reader.classes[predicted], float(before[predicted]), torch.cat(found) - before[predicted]
    )
