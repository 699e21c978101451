"""Headlight's model: the Transformer, its trace, decoding, training and analyses. Nothing here draws."""

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from transformers import BaseImageProcessor, PreTrainedModel, PreTrainedTokenizerBase

    from model.adapters.vision import ImageReader
    from model.hub.loading import Report
    from model.translator import Translator


def load(
    name_or_path: str = "en-fr",
    *,
    languages: tuple[str, str] | None = None,
    download: bool = False,
    report: "Report | None" = None,
) -> "Translator":
    """The shipped model of that name, the one in that folder (ours or Hugging Face's), or the one of the Hub.

    Of the Hub (owner/name) only what was fetched before; with `download` it is fetched, and `report` is told how far
    that is. `languages` as in `adapt`. Raises CheckpointError, and ModelError for a family that is not adapted.
    """
    from model.hub.loading import open_model, silent  # late: importing torch takes seconds, `--help` must not

    return open_model(name_or_path, languages=languages, download=download, report=report or silent)


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
