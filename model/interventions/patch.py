"""Activations patched in from another pass: "what if this one part had read the other sentence?" (Vig et al. 2020)."""

import torch
from jaxtyping import Bool
from torch import Tensor

from model.tap import Tap


def patch(site: str, where: Bool[Tensor, "..."], values: Tensor) -> Tap:
    """The tap that at `site` puts `values` (the tensor of another pass) where `where` is True.

    Both are broadcast to the tensor there, whose first axis is the batch: [batch, token, 1] chooses tokens of a stream,
    [batch, head, 1, 1] the outputs of heads.
    """

    def put(found: str, tensor: Tensor) -> Tensor:
        return torch.where(where, values, tensor) if found == site else tensor

    return put
