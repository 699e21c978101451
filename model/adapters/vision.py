"""A Vision Transformer as a reader of images: the same traces, whose tokens are [CLS] and the patches."""

from dataclasses import dataclass
from functools import cached_property
from typing import Any

import torch
from jaxtyping import Float, UInt8
from PIL.Image import Image
from PIL.Image import new as new_image
from torch import Tensor
from transformers import BaseImageProcessor, PreTrainedModel

from model.adapters.adapt import d_head, installed
from model.adapters.carrying import moved, seen_by, shown
from model.adapters.hooks import require_weights
from model.adapters.modules import ModelModules, unfit
from model.adapters.passing import passing
from model.adapters.registry import reads_images
from model.adapters.shape import AdaptedShape
from model.errors import ModelError
from model.patches import Grid, patch_tokens
from model.tap import UNTAPPED, Recorder, Tap, compose
from model.tokens import Tokens
from model.trace import Trace

MOST_TOKENS = 800
"""Images of more patches are not read: every head of every layer keeps a weight for each pair of them."""


@dataclass(frozen=True, eq=False)
class ImageReader:
    """A model that reads images, whole, as a `grid` of patches. It keeps no state: one serves everyone.

    `classes` are the names of what it can tell apart; empty for a model without a classifier.
    """

    name: str
    config: AdaptedShape
    grid: Grid
    classes: tuple[str, ...]
    _model: PreTrainedModel
    _modules: ModelModules
    _processor: Any

    @cached_property
    def tokens(self) -> Tokens:
        """[CLS] and the patches, line by line: the same for every image."""
        return patch_tokens(self.grid)

    def pixels(self, image: Image) -> Float[Tensor, "1 channel height width"]:
        """The image as the model is given it: scaled to the size it reads, and normalised, by its own processor."""
        return self._processor(image.convert("RGB"), return_tensors="pt")["pixel_values"]

    def seen(self, image: Image) -> UInt8[Tensor, "height width channel"]:
        """The image at the size the model reads, before its values are normalised: what the patches are cut from."""
        plain = self._processor(image.convert("RGB"), return_tensors="pt", do_rescale=False, do_normalize=False)
        embeddings: Any = self._model.base_model.embeddings  # pyright: ignore[reportAttributeAccessIssue]
        height, width = embeddings.patch_embeddings.patch_size
        cut = plain["pixel_values"][
            0, :, : self.grid.rows * height, : self.grid.columns * width
        ]  # no patch has the rest
        return cut.permute(1, 2, 0).round().clamp(0, 255).to(torch.uint8)

    def states(
        self, pixels: Float[Tensor, "batch channel height width"], *, tap: Tap = UNTAPPED
    ) -> Float[Tensor, "batch token d_model"]:
        """The states after the last layer and norm; `tap` may watch and intervene."""
        run: Any = self._model.base_model
        with torch.inference_mode(), passing("encoder", seen_by(tap, self._model)):
            states = shown(run(pixel_values=moved(pixels, self._model)).last_hidden_state)
        return tap("encoder.final", states)

    def trace(self, image: Image, *, tap: Tap = UNTAPPED) -> Trace:
        """One forward pass over an image. `tap` may intervene; the trace shows it."""
        recorder = Recorder(scores=tap is not UNTAPPED)  # else they are QKᵀ/√d_head, as ours are
        self.states(self.pixels(image), tap=compose(tap, recorder))
        shape = self.config
        return Trace(recorder.tensors, self.tokens, None, norm_epsilon=shape.norm_epsilon, norm_first=shape.norm_first)

    def log_probabilities(self, states: Float[Tensor, "*batch token d_model"]) -> Float[Tensor, "*batch class"]:
        """log P of each class, in nats, which the classifier reads off the state of [CLS].

        Raises ValueError for a model without classes.
        """
        if not self.classes or self._modules.unembed is None:
            raise ValueError("a model without a classifier tells no classes apart")
        with torch.inference_mode():
            return shown(self._modules.unembed(moved(states[..., 0, :], self._model))).log_softmax(-1)


def adapt_vision(
    model: PreTrainedModel, image_processor: BaseImageProcessor, *, name: str | None = None
) -> ImageReader:
    """The model and its image processor as an ImageReader. The model itself computes as before; see `adapt`.

    Raises ModelError: "reads_text" (see `adapt` for those), "unknown_family", "no_attention", "too_many_patches", or
    "processor_size" where the processor makes images of another size than the model reads.
    """
    config: Any = model.config
    shown = name or model.name_or_path or str(config.model_type)
    if not reads_images(config.to_dict()):
        raise ModelError("reads_text", f"{shown} reads text and no images.", name=shown)
    modules = installed(model)
    embeddings: Any = model.base_model.embeddings  # pyright: ignore[reportAttributeAccessIssue]
    (height, width), patch = embeddings.image_size, embeddings.patch_embeddings.patch_size
    grid = Grid(height // patch[0], width // patch[1])
    if grid.n_tokens > MOST_TOKENS:
        reason = f"it makes {grid.n_tokens} tokens of an image, and at most {MOST_TOKENS} can be shown"
        raise unfit("too_many_patches", reason, tokens=grid.n_tokens, limit=MOST_TOKENS)
    shape = AdaptedShape(
        family=config.model_type,
        d_model=config.hidden_size,
        n_heads=config.num_attention_heads,
        d_head=d_head(config, config.num_attention_heads),
        n_encoder_layers=config.num_hidden_layers,
        n_decoder_layers=0,
        max_length=grid.n_tokens,
        pad_id=0,
        start_id=0,
        end_ids=(),
        norm_epsilon=config.layer_norm_eps,
        norm_first=True,
        norm_kind="layer",
        source_language="other",
        target_language="other",
    )
    reader = ImageReader(shown, shape, grid, _classes(config, modules), model, modules, image_processor)
    pixels, expected = reader.pixels(new_image("RGB", (8, 8))), (config.num_channels, height, width)
    if (made := tuple(pixels.shape[1:])) != expected:
        reason = f"its image processor makes images of the shape {made}, and it reads {expected}"
        raise unfit("processor_size", reason, made=str(made), expected=str(expected))
    require_weights(modules, lambda tap: reader.states(pixels, tap=tap))
    return reader


def _classes(config: Any, modules: ModelModules) -> tuple[str, ...]:
    """The names of classes that exclude one another, where there are such."""
    if modules.unembed is None or config.num_labels < 2 or config.problem_type == "multi_label_classification":
        return ()
    return tuple(str(config.id2label[index]) for index in range(config.num_labels))
