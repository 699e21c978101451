"""Which family a model belongs to, from its configuration alone."""

from collections.abc import Mapping
from typing import Any

from model.errors import ModelError

FAMILY_OF: Mapping[str, str] = {
    "bert": "bert",
    "roberta": "bert",
    "xlm-roberta": "bert",
    "electra": "bert",
    "distilbert": "distilbert",
    "gpt2": "gpt2",
    "gpt_neox": "gpt_neox",
    "llama": "llama",
    "mistral": "llama",
    "qwen2": "llama",
    "qwen3": "llama",
    "gemma": "llama",
    "gemma2": "llama",
    "gemma3_text": "llama",
    "bart": "bart",
    "marian": "bart",
    "mbart": "bart",
    "m2m_100": "bart",
    "t5": "t5",
}
"""From transformers' `model_type` to the module in `families/`."""


def family_of(config: Mapping[str, Any]) -> str:
    """The family of a model, from what its config.json says. Raises ModelError "unknown_family"."""
    kind = str(config.get("model_type") or "")
    if kind not in FAMILY_OF:
        known = ", ".join(sorted(FAMILY_OF))
        raise ModelError(
            "unknown_family",
            f"Models of the type {kind or '(none named)'} are not adapted. Those that are: {known}.",
            family=kind,
            known=known,
        )
    return FAMILY_OF[kind]
