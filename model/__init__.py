"""Headlight's model: the Transformer, its trace, decoding, training and analyses. Nothing here draws."""

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from model.translator import Translator


def load(name_or_path: str = "en-fr") -> "Translator":
    """The shipped model of that name, or the model in that folder. Raises CheckpointError."""
    from model.translator import load as load_translator  # late: importing torch takes seconds, `--help` must not

    return load_translator(name_or_path)
