"""Headlight's model: the Transformer, its trace, decoding, training and analyses. Nothing here draws."""

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from transformers import PreTrainedModel, PreTrainedTokenizerBase

    from model.hub.loading import Report
    from model.translator import Translator


def load(name_or_path: str = "en-fr", *, download: bool = False, report: "Report | None" = None) -> "Translator":
    """The shipped model of that name, the one in that folder (ours or Hugging Face's), or the one of the Hub.

    Of the Hub (owner/name) only what was fetched before; with `download` it is fetched, and `report` is told how far
    that is. Raises CheckpointError, and ModelError for a family that is not adapted.
    """
    from model.hub.loading import open_model, silent  # late: importing torch takes seconds, `--help` must not

    return open_model(name_or_path, download=download, report=report or silent)


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
