"""A tiny random Vision Transformer, and an image processor that makes images of its size."""

from collections.abc import Callable
from typing import Any

import numpy as np
import torch
from PIL import Image
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


LOOKING, IDLE = 0, 1
"""Heads of the planted model."""


def planted() -> ImageReader:
    """One layer, built by hand: head LOOKING looks at bright patches and tells [CLS] of them; head IDLE writes nothing.

    An image with a bright patch is of the class "bright", a black one "dark". A feature stands in two dimensions, as +1
    and −1, so that a layer norm only scales: brightness in the first two, what was found in the next two.
    """
    from transformers import ViTConfig, ViTForImageClassification

    import model

    sizes = {**SIZES, "hidden_size": 8, "num_hidden_layers": 1, "num_attention_heads": 2, "intermediate_size": 3}
    made: Any = ViTForImageClassification(ViTConfig(**sizes, id2label={0: "dark", 1: "bright"}))
    with torch.no_grad():
        for name, parameter in made.named_parameters():
            parameter.fill_(1.0 if "layernorm" in name and name.endswith("weight") else 0.0)
        embedding, layer = made.vit.embeddings.patch_embeddings.projection, made.vit.layers[0]
        embedding.weight[:2] = torch.tensor([1.0, -1.0])[:, None, None, None] / embedding.weight[0].numel()
        attention = layer.attention
        attention.q_proj.bias[0] = attention.q_proj.bias[4] = 10.0  # both heads ask for brightness
        attention.k_proj.weight[[0, 4], 0] = 1.0
        attention.v_proj.weight[0, 0] = attention.v_proj.weight[4, 0] = 1.0
        attention.o_proj.weight[2, 0], attention.o_proj.weight[3, 0] = 1.0, -1.0  # what IDLE found goes nowhere
        made.classifier.weight[1, 2] = made.classifier.weight[0, 3] = 1.0
    plain = processor()
    plain.image_mean, plain.image_std = (0.5, 0.5, 0.5), (0.5, 0.5, 0.5)
    return model.adapt_vision(made.eval(), plain, name="planted-vit")


def with_patch(row: int, column: int) -> Image.Image:
    """A black picture of 3 × 4 patches with one white patch."""
    pixels = np.zeros((21, 28, 3), np.uint8)
    pixels[7 * row : 7 * row + 7, 7 * column : 7 * column + 7] = 255
    return Image.fromarray(pixels)
