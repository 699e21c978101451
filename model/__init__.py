"""Headlight's model: the Transformer, its trace, decoding, training and analyses. Nothing here draws."""

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from transformers import BaseImageProcessor, PreTrainedModel, PreTrainedTokenizerBase

    from model.adapters.vision import ImageReader
    from model.translator import Translator


def load(name_or_path: str = "en-fr") -> "Translator":
    """The shipped model of that name, or the model in that folder. Raises CheckpointError."""
    from model.translator import load as load_translator  # late: importing torch takes seconds, `--help` must not

    return load_translator(name_or_path)


def adapt(
    hf_model: "PreTrainedModel",
    tokenizer: "PreTrainedTokenizerBase",
    *,
    name: str | None = None,
    languages: tuple[str, str] | None = None,
) -> "Translator":
    """A Hugging Face model that is already loaded, with its tokenizer, as a Translator; see `model.adapters.adapt`.

    Raises ModelError for a family that is not adapted.
    """
    from model.adapters.adapt import adapt as make_translator  # late: importing transformers takes seconds

    return make_translator(hf_model, tokenizer, name=name, languages=languages)


def adapt_vision(
    hf_model: "PreTrainedModel", image_processor: "BaseImageProcessor", *, name: str | None = None
) -> "ImageReader":
    """A Hugging Face model that reads images and is already loaded, with its image processor, as an ImageReader.

    See `model.adapters.vision.adapt_vision`. Raises ModelError for a family that is not adapted.
    """
    from model.adapters.vision import adapt_vision as make_reader  # late, as above

    return make_reader(hf_model, image_processor, name=name)
