"""Numbers as few bytes: integers of one step, in base64, from which bridge.js makes nested arrays again."""

import base64
from collections.abc import Sequence
from typing import Literal, TypedDict

import numpy as np
import torch
from jaxtyping import Float
from numpy.typing import NDArray
from torch import Tensor

WEIGHT_STEP = 1 / 255
"""BertViz draws a weight as opacity, of which a screen shows 256 levels: finer steps cannot be seen."""


class Packed(TypedDict):
    """`shape` numbers, each an integer of this type (little-endian) times `step`."""

    bytes: str
    type: Literal["uint8", "int16"]
    step: float
    shape: list[int]


def pack_weights(layers: Sequence[Float[Tensor, "head query key"]]) -> Packed:
    """Weights from 0 to 1 as one byte each, wrong by half a step at most. Raises RuntimeError for unequal shapes."""
    values = torch.stack(tuple(layers)).float().numpy(force=True)
    return _packed(np.rint(values / WEIGHT_STEP).astype("u1"), "uint8", WEIGHT_STEP)


def pack_vectors(layers: Sequence[Float[Tensor, "head token d_head"]]) -> Packed:
    """Queries or keys as two bytes a number: the view multiplies and adds them up, which one byte would show."""
    values = torch.stack(tuple(layers)).float().numpy(force=True)
    step = float(np.abs(values).max(initial=0)) / np.iinfo(np.int16).max or 1.0
    return _packed(np.rint(values / step).astype("<i2"), "int16", step)


def _packed(values: NDArray[np.integer], type: Literal["uint8", "int16"], step: float) -> Packed:
    return {
        "bytes": base64.b64encode(values.tobytes()).decode(),
        "type": type,
        "step": step,
        "shape": list(values.shape),
    }
