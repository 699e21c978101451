"""Messages to the canvas, read back."""

import json
import math
from typing import Any, NamedTuple

import numpy as np
from numpy.typing import NDArray

from viz.canvas.transport import HEADER, LEVELS


class Unpacked(NamedTuple):
    values: NDArray[Any]
    masked: NDArray[np.bool_]
    names: dict[str, Any]
    size: tuple[int, ...]  # layers, heads, queries, keys
    block: tuple[int, int]
    first: tuple[int, int]


def unpack(message: bytes) -> Unpacked:
    """By the table in transport.py, not by its code."""
    magic, version, flags, *numbers = HEADER.unpack_from(message)
    size, block, first, (scale, length, _) = numbers[:4], numbers[4:6], numbers[6:8], numbers[8:]
    assert (magic, version) == (b"HLCV", 1)
    layers, heads, rows, columns = *size[:2], math.ceil(size[2] / block[0]), math.ceil(size[3] / block[1])
    body = message[HEADER.size :]
    names, body = json.loads(body[:length]), body[length:]
    masked = np.zeros((layers, rows, columns), bool)
    if flags:
        n_bytes = math.ceil(masked.size / 8)
        bits = np.unpackbits(np.frombuffer(body[:n_bytes], np.uint8), count=masked.size, bitorder="little")
        masked, body = bits.astype(bool).reshape(masked.shape), body[n_bytes:]
    codes = np.frombuffer(body, np.uint8).reshape(layers, heads, rows, columns)
    return Unpacked(codes * (scale / LEVELS), masked, names, tuple(size), tuple(block), tuple(first))
