"""How information travels from one word to another in a recurrent network, a convolution and self-attention.

After Table 1 of Vaswani et al. (2017), column "maximum path length", for two given words instead of the worst case.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from itertools import accumulate
from typing import Literal, get_args

Connection = Literal["recurrent", "convolution", "dilated", "attention"]
CONNECTIONS: tuple[Connection, ...] = get_args(Connection)


@dataclass(frozen=True)
class Path:
    """The way between two words as places (position, layer), the words themselves in layer 0."""

    places: tuple[tuple[int, int], ...]
    """Every step from one to the next computes something that must wait for the one before."""

    @property
    def steps(self) -> int:
        """How many steps it takes to get from the first word to the last."""
        return len(self.places) - 1

    @property
    def layers(self) -> int:
        """How many layers are needed for it."""
        return max(layer for _, layer in self.places)


def paths(start: int, end: int, width: int) -> Mapping[Connection, Path]:
    """The shortest way from position `start` to position `end` for each kind of network.

    A recurrent one reads the first word into its state and takes a step for each further one. A convolution of this
    `width` (at least 2) looks at a word and `width` − 1 words on one side of it, the side that information comes from;
    dilated, the words that it sees lie `width`^l apart in layer l, from 0 (van den Oord et al. 2016). Self-attention
    looks anywhere. Two equal positions are one layer apart.
    """
    distance, reach = abs(end - start), width - 1
    ways = {
        "recurrent": [1] * distance,
        "convolution": [min(reach, distance - gone) for gone in range(0, max(distance, 1), reach)],
        "dilated": [digit * width**layer for layer, digit in enumerate(_digits(distance, width))],
        "attention": [distance],
    }
    return {
        "recurrent": Path(((start, 0), *((place, 1) for place in _places(start, end, ways["recurrent"])))),
        "convolution": _upwards(_places(start, end, ways["convolution"])),
        "dilated": _upwards(_places(start, end, ways["dilated"])),
        "attention": _upwards(_places(start, end, ways["attention"])),
    }


def _digits(number: int, base: int) -> list[int]:
    """The digits of a number, the smallest place first; one at least."""
    digits = [number % base]
    while number := number // base:
        digits.append(number % base)
    return digits


def _places(start: int, end: int, leaps: list[int]) -> list[int]:
    """The positions on the way, with these leaps towards the end."""
    sign = 1 if end >= start else -1
    return list(accumulate((sign * leap for leap in leaps), initial=start))


def _upwards(places: list[int]) -> Path:
    """One layer up at each position."""
    return Path(tuple((place, layer) for layer, place in enumerate(places)))
