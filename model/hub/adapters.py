"""Stand-in until model/adapters is merged."""

from collections.abc import Mapping
from typing import Any

from model.errors import ModelError

_KNOWN = {"bert", "roberta", "distilbert", "electra", "gpt2", "gpt_neox", "llama", "mistral", "qwen2", "marian", "t5"}


def family_of(config: Mapping[str, Any]) -> str:
    family = str(config.get("model_type"))
    if family not in _KNOWN:
        raise ModelError("unknown_family", f"unknown family {family}", family=family)
    return family


def adapt(hf_model: Any, hf_tokenizer: Any, name: str) -> Any:
    raise NotImplementedError
