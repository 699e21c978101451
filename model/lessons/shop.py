"""A shop whose shelves have labels: attention with a query of two numbers, keys of two, and values of one."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import cast

import torch

from model.layers import attention
from model.tap import Recorder


@dataclass(frozen=True)
class Shelf:
    """What a label says (how sweet, how crisp), and what a piece of the goods costs."""

    name: str
    key: tuple[float, float]
    price: float


SHELVES = (Shelf("apple", (1.0, 1.0), 2.0), Shelf("bread", (0.0, 2.0), 3.0), Shelf("honey", (2.0, 0.0), 6.0))


@dataclass(frozen=True)
class Visit:
    """The fit of a wish to each label, q · k; the share that is taken from each shelf; what the mixture costs."""

    scores: tuple[float, ...]
    shares: tuple[float, ...]
    price: float


def visit(query: tuple[float, float], shelves: Sequence[Shelf] = SHELVES) -> Visit:
    """What somebody with that wish takes: Attention(q, K, V) by the function that the models compute with."""
    q = torch.tensor([[[query]]], dtype=torch.float64)
    keys = torch.tensor([[[shelf.key for shelf in shelves]]], dtype=torch.float64)
    prices = torch.tensor([[[[shelf.price] for shelf in shelves]]], dtype=torch.float64)
    seen = Recorder()
    price = attention(q, keys, prices, tap=seen)
    scores = cast(list[float], (q @ keys.mT).flatten().tolist())
    shares = cast(list[float], seen.tensors["attention.weights"].flatten().tolist())
    return Visit(tuple(scores), tuple(shares), float(price))
