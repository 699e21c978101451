"""Sublayers skipped."""

import torch
from torch import Tensor

from model.tap import Tap
from model.trace import StackName, SublayerKind


def skip_sublayer(stack: StackName, layer: int, sublayer: SublayerKind) -> Tap:
    """The tap under which a sublayer (of a layer from 0) adds nothing to the residual stream. Its norm stays."""
    output = f"{stack}.{layer}.{sublayer}.output"

    def skip(site: str, tensor: Tensor) -> Tensor:
        return torch.zeros_like(tensor) if site == output else tensor

    return skip
