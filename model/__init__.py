"""Headlight's model: the Transformer, its trace, decoding, training and analyses. Nothing here draws."""

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from transformers import PreTrainedModel, PreTrainedTokenizerBase

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
