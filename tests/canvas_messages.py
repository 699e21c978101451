"""Messages to the canvas, read back."""

import json
import math
from typing import Any, NamedTuple

import numpy as np
from numpy.typing import NDArray

from viz.canvas.transport import HEADER


class Unpacked(NamedTuple):
    values: NDArray[Any]
    masked: NDArray[np.bool_]
    names: dict[str, Any]
    size: tuple[int, ...]  # layers, heads, queries, keys
    block: tuple[int, int]
    first: tuple[int, int]
    image: bytes


def unpack(message: bytes) -> Unpacked:
    """By the table in transport.py, not by its code."""
    magic, version, flags, *numbers = HEADER.unpack_from(message)
    size, block, first, (scale, length, _) = numbers[:4], numbers[4:6], numbers[6:8], numbers[8:]
    assert (magic, version) == (b"HLCV", 2)
    layers, heads, rows, columns = *size[:2], math.ceil(size[2] / block[0]), math.ceil(size[3] / block[1])
    body = message[HEADER.size :]
    names, body = json.loads(body[:length]), body[length:]
    masked = np.zeros((layers, rows, columns), bool)
    if flags & 1:
        n_bytes = math.ceil(masked.size / 8)
        bits = np.unpackbits(np.frombuffer(body[:n_bytes], np.uint8), count=masked.size, bitorder="little")
        masked, body = bits.astype(bool).reshape(masked.shape), body[n_bytes:]
    image = names.get("picture", {}).get("bytes", 0)
    codes = np.frombuffer(body[: len(body) - image], np.uint8).reshape(layers, heads, rows, columns)
    values = (codes.astype(float) - 127) * (scale / 127) if flags & 2 else codes * (scale / 255)
    return Unpacked(values, masked, names, tuple(size), tuple(block), tuple(first), body[len(body) - image :])
