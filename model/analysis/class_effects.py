"""What becomes of the class that a model sees in an image when heads are off."""

from collections.abc import Sequence
from dataclasses import dataclass

import torch
from jaxtyping import Float
from PIL.Image import Image
from torch import Tensor

from model.analysis.progress import Progress, ignore
from model.interventions import HeadOff, Place, each_head_off, tap_of
from model.tap import UNTAPPED, Tap, compose
from model.adapters.vision import ImageReader

_ROWS_AT_ONCE = 4


@dataclass(frozen=True)
class ClassShift:
    """One class: its probability as the model is, and as it was changed; `change` of log P is in nats."""

    name: str
    before: float
    after: float
    change: float
