"""A tiny random Vision Transformer, and an image processor that makes images of its size."""

from collections.abc import Callable
from typing import Any

import torch
from torch import nn

from model.adapters.vision import ImageReader

CLASSES = {0: "cat", 1: "dog", 2: "<b>bird</b>"}
SIZES: dict[str, Any] = {
    "hidden_size": 20,
    "num_hidden_layers": 3,
    "num_attention_heads": 5,
    "intermediate_size": 23,
    "image_size": (21, 28),
    "patch_size": (7, 7),
}
"""Patches in 3 rows and 4 columns; all sizes differ, so that no axis can be taken for another."""


def shaken(make: Callable[[], nn.Module]) -> Any:
    """The model in evaluation mode, with weights so large that its heads differ in what they look at."""
    with torch.random.fork_rng(), torch.no_grad():
        torch.manual_seed(0)
        model = make()
        for parameter in model.parameters():
            parameter.add_(0.3 * torch.randn_like(parameter))
    return model.eval()


def classifier(**changes: Any) -> Any:
    """A ViT with a classifier, not yet adapted."""
    from transformers import ViTConfig, ViTForImageClassification

    settings = {**SIZES, "id2label": CLASSES, "label2id": {name: index for index, name in CLASSES.items()}, **changes}
    return shaken(lambda: ViTForImageClassification(ViTConfig(**settings)))


def processor(height: int = 21, width: int = 28) -> Any:
    """transformers' own, without torchvision."""
    from transformers.models.vit.image_processing_pil_vit import ViTImageProcessorPil

    return ViTImageProcessorPil(size={"height": height, "width": width})


def reader() -> ImageReader:
    """The classifier, adapted."""
    import model

    return model.adapt_vision(classifier(), processor(), name="tiny-vit")
