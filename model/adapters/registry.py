"""Which family a model belongs to, from its configuration alone, and what the models of that family can do."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any, Literal

from model.errors import ModelError

Capability = Literal[
    "text",  # reads text
    "images",  # reads images
    "writes",  # has a decoder: goes on writing
    "translates",  # has an encoder and a decoder: reads one text and writes another
    "many_languages",  # special tokens name the language that it reads and the one that it is to write
]


@dataclass(frozen=True)
class Family:
    """The module in `families/` that knows where the parts stand, and what the models `can` do."""

    module: str
    can: frozenset[Capability]


def _family(module: str, *can: Capability) -> Family:
    return Family(module, frozenset(can))


_ENCODER = _family("bert", "text")
_LLAMA = _family("llama", "text", "writes")
_BART = _family("bart", "text", "writes", "translates")
_OF_MANY_LANGUAGES = _family("bart", "text", "writes", "translates", "many_languages")

FAMILIES: Mapping[str, Family] = {
    "bert": _ENCODER,
    "roberta": _ENCODER,
    "xlm-roberta": _ENCODER,
    "electra": _ENCODER,
    "distilbert": _family("distilbert", "text"),
    "deberta-v2": _family("deberta_v2", "text"),
    "gpt2": _family("gpt2", "text", "writes"),
    "gpt_neox": _family("gpt_neox", "text", "writes"),
    "llama": _LLAMA,
    "mistral": _LLAMA,
    "qwen2": _LLAMA,
    "qwen3": _LLAMA,
    "gemma": _LLAMA,
    "gemma2": _LLAMA,
    "gemma3_text": _LLAMA,
    "bart": _BART,
    "marian": _BART,
    "mbart": _OF_MANY_LANGUAGES,
    "m2m_100": _OF_MANY_LANGUAGES,
    "t5": _family("t5", "text", "writes", "translates"),
    "vit": _family("vit", "images"),
}
"""By transformers' `model_type`."""


def family_of(config: Mapping[str, Any]) -> Family:
    """The family of a model, from what its config.json says. Raises ModelError "unknown_family"."""
    kind = str(config.get("model_type") or "")
    if kind not in FAMILIES:
        known = ", ".join(sorted(FAMILIES))
        raise ModelError(
            "unknown_family",
            f"Models of the type {kind or '(none named)'} are not adapted. Those that are: {known}.",
            family=kind,
            known=known,
        )
    return FAMILIES[kind]


def reads_images(config: Mapping[str, Any]) -> bool:
    """Whether a model reads images and no text, from what its config.json says."""
    family = FAMILIES.get(str(config.get("model_type")))
    return family is not None and "images" in family.can
