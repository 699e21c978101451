"""How information travels from one word to another in a recurrent network, a convolution and self-attention.

After Table 1 of Vaswani et al. (2017), column "maximum path length", for two given words instead of the worst case.
"""

from collections.abc import Mapping
from dataclasses import dataclass
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

    A recurrent one takes a step for each word. A convolution of odd `width` reaches `width` // 2 words to either side
    in each layer; dilated, its words lie `width`^l apart in layer l (van den Oord et al. 2016; Kalchbrenner et al.
    2016). Self-attention looks anywhere. Two equal positions are one layer apart.
    """
    reach = width // 2
    distance = abs(end - start)
    return {
        "recurrent": Path(((start, 0), *((place, 1) for place in _towards(start, end, [1] * distance)))),
        "convolution": _through_layers(start, end, [reach] * max(1, -(-distance // reach))),
        "dilated": _through_layers(start, end, _dilated(distance, width)),
        "attention": Path(((start, 0), (end, 1))),
    }


def _dilated(distance: int, width: int) -> list[int]:
    """The reaches of as many dilated layers as the distance needs."""
    reaches = [width // 2]
    while sum(reaches) < distance:
        reaches.append(reaches[-1] * width)
    return reaches


def _through_layers(start: int, end: int, reaches: list[int]) -> Path:
    """Up one layer at a time, in each as far towards the end as it reaches."""
    places = _towards(start, end, reaches)
    return Path(tuple((place, layer) for layer, place in enumerate(places)))


def _towards(start: int, end: int, reaches: list[int]) -> list[int]:
    """The positions on the way, each nearer to the end by at most what is reached there."""
    places, sign = [start], 1 if end >= start else -1
    for reach in reaches:
        places.append(places[-1] + sign * min(reach, abs(end - places[-1])))
    return places
