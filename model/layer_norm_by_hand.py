"""The layer norm of a few numbers with every step rounded as a textbook would, and what rounding too early does."""

from dataclasses import dataclass
from decimal import ROUND_HALF_UP, Decimal

import torch

from model.residual import NormSteps, normalise

_CENT = Decimal("0.01")


@dataclass(frozen=True)
class ByHand:
    """The steps, and two versions of the output to two decimals.

    `rounded_last` rounds the exact output once; `rounded_first` rounds x̂ to two decimals before γ and β are applied.
    """

    steps: NormSteps
    gain: float
    bias: float
    normalised: tuple[Decimal, ...]
    rounded_last: tuple[Decimal, ...]
    rounded_first: tuple[Decimal, ...]


def by_hand(values: tuple[float, ...], gain: float, bias: float, epsilon: float = 1e-5) -> ByHand:
    """LN of `values`, computed exactly and as someone would who writes down x̂ with two decimals and goes on."""
    steps = normalise(torch.tensor(values, dtype=torch.float64), gain, bias, epsilon)
    normalised = tuple(_cents(float(value)) for value in steps.normalised)
    scale, shift = Decimal(str(gain)), Decimal(str(bias))
    return ByHand(
        steps=steps,
        gain=gain,
        bias=bias,
        normalised=normalised,
        rounded_last=tuple(_cents(float(value)) for value in steps.output),
        rounded_first=tuple((value * scale + shift).quantize(_CENT, ROUND_HALF_UP) for value in normalised),
    )


def _cents(value: float) -> Decimal:
    # Decimal arithmetic: in binary −0.175 lies a little above itself, and no textbook would round it to −0.17.
    rounded = Decimal(str(value)).quantize(_CENT, ROUND_HALF_UP)
    return rounded if rounded else abs(rounded)
