"""The bytes that carry attention to the canvas; `decode.js` beside this file reads them.

A message is little-endian: the header, names as JSON in UTF-8, the mask as bits, the weights as bytes, an image file.

| bytes | header |
| --- | --- |
| 4 | "HLCV" |
| 2, 2 | version, flags: 1 where some cells are masked, 2 where values are differences |
| 2 × 4 | how many layers, heads, queries, keys |
| 2, 2 | queries and keys in each block that one byte stands for (1: nothing was reduced) |
| 2, 2 | the first layer and head |
| 4 | the weight that 255 stands for, as a float; of differences 127 is 0, and 254 stands for it |
| 4 | the length of the names |
| 8 | digest of all else |
"""

import hashlib
import json
import struct
from collections.abc import Mapping
from typing import Any

import numpy as np
from jaxtyping import Bool, Float
from numpy.typing import NDArray

HEADER = struct.Struct("<4s10Hfi8s")
_TOLD = struct.Struct("<4s10Hfi")  # the header without its digest
MAGIC, VERSION, MASKED, SIGNED = b"HLCV", 2, 1, 2
LEVELS, SIGNED_LEVELS = 255, 127


def pack(
    values: Float[NDArray[Any], "layer head query key"],
    masked: Bool[NDArray[Any], "layer query key"],
    names: Mapping[str, object],
    *,
    first: tuple[int, int] = (0, 0),
    finest: int | None = None,
    signed: bool = False,
    image: bytes = b"",
) -> bytes:
    """Weights from 0 to 1 as a message, to half a 255th of the largest; `first` is the layer and head they begin with.

    With `finest`, matrices with more rows or columns are cut into as few blocks, each with its largest weight. A block
    counts as masked where all of it is. With `signed` they are differences from −1 to 1, to half a 127th of the
    largest, which may be anything where they are masked. An `image` goes along as it is;
    `names["picture"]["bytes"]` says how long it is. Raises ValueError where a weight is negative or no number.
    """
    n_layers, n_heads, n_queries, n_keys = values.shape
    block = (_block(n_queries, finest), _block(n_keys, finest))
    if signed:
        known = np.where(masked[:, None], np.float32(0), values)
        most, least = _maxima(known, block), -_maxima(-known, block)
        values = np.where(most >= -least, most, least)
    else:
        values = _maxima(values, block)
    masked = ~_maxima(~masked, block)
    scale = np.float32(np.abs(values).max(initial=0.0) or 1.0)
    if not np.isfinite(scale) or (not signed and values.min(initial=0.0) < 0):
        raise ValueError("the canvas shows weights: finite, not negative")
    levels, zero = (SIGNED_LEVELS, SIGNED_LEVELS) if signed else (LEVELS, 0)
    codes = np.round(values.astype(np.float64) * (levels / float(scale)) + zero).astype(np.uint8)
    codes[np.broadcast_to(masked[:, None], codes.shape)] = zero
    listed = json.dumps(names, ensure_ascii=False).encode()
    bits = np.packbits(masked, bitorder="little").tobytes() if masked.any() else b""
    body = b"".join((listed, bits, codes.tobytes(), image))
    flags = (MASKED if bits else 0) | (SIGNED if signed else 0)
    sizes = (n_layers, n_heads, n_queries, n_keys, *block, *first)
    told = _TOLD.pack(MAGIC, VERSION, flags, *sizes, scale, len(listed))
    return told + hashlib.blake2b(told + body, digest_size=HEADER.size - _TOLD.size).digest() + body


def digest(message: bytes) -> str:
    """What tells a message from every other, in hexadecimal."""
    return HEADER.unpack_from(message)[-1].hex()


def _block(length: int, finest: int | None) -> int:
    return 1 if finest is None else max(1, -(-length // finest))


def _maxima(values: NDArray[Any], block: tuple[int, int]) -> NDArray[Any]:
    """The largest value of each block along the last two axes; the last block of an axis may be smaller."""
    for axis, size in zip((-2, -1), block, strict=True):
        rows = np.moveaxis(values, axis, 0)
        largest = rows[::size]
        for offset in range(1, size):  # whole rows at a time: four times as fast as `reduceat`
            part = rows[offset::size]
            largest = np.concatenate((np.maximum(largest[: len(part)], part), largest[len(part) :]))
        values = np.moveaxis(largest, 0, axis)
    return values
