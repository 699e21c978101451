"""Tensors between a model, wherever it runs and however precisely, and everything else: float32 on the CPU."""

import torch
from torch import Tensor
from transformers import PreTrainedModel

from model.tap import UNTAPPED, Tap


def moved(tensor: Tensor, model: PreTrainedModel) -> Tensor:
    """The tensor where the model is and, if it holds no indices, in the model's precision."""
    return tensor.to(model.device, model.dtype if tensor.is_floating_point() else None)


def shown(tensor: Tensor) -> Tensor:
    """The tensor as everything outside of the model has it: on the CPU, numbers in float32."""
    return tensor.to("cpu", torch.float32 if tensor.is_floating_point() else None)


def seen_by(tap: Tap, model: PreTrainedModel) -> Tap:
    """The tap for a model on another device, or of another precision: it sees and returns float32 on the CPU."""
    if tap is UNTAPPED or (model.device.type == "cpu" and model.dtype == torch.float32):
        return tap

    def carried(site: str, tensor: Tensor) -> Tensor:
        seen = shown(tensor)
        made = tap(site, seen)
        return tensor if made is seen else made.to(tensor)

    return carried
