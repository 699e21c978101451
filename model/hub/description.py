"""What is known of a model before it is loaded: its family, its shape, its size."""

import json
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Literal, cast, get_args

from model.adapters.registry import Capability, Family, family_of
from model.errors import CheckpointError, ModelError
from model.hub.policy import Source
from model.hub.weights import Weights, local_weights

CONFIG = "config.json"
OURS = "headlight"
"""The family of the models that `python -m model train` makes."""

Dtype = Literal["float32", "bfloat16", "float16"]
DTYPES: tuple[Dtype, ...] = get_args(Dtype)
_BYTES: Mapping[Dtype, int] = {"float32": 4, "bfloat16": 2, "float16": 2}

# Families name the same things differently.
_ENCODER_LAYERS = ("encoder_layers",)
_DECODER_LAYERS = ("decoder_layers", "num_decoder_layers")
_LAYERS = ("num_hidden_layers", "n_layer", "n_layers", "num_layers")
_HEADS = ("num_attention_heads", "n_head", "n_heads", "num_heads", "encoder_attention_heads")


@dataclass(frozen=True)
class Description:
    """A model, from its config and the headers of its weights.

    `can` is what models of its family can do. `layers` are those of the encoder and the decoder, or of the one stack;
    empty, as `heads` None, where the config leaves them to a default. `at_hand` says that nothing needs to be fetched.
    """

    source: Source
    family: str
    can: frozenset[Capability]
    layers: tuple[int, ...]
    heads: int | None
    weights: Weights
    at_hand: bool

    def memory(self, dtype: Dtype) -> int:
        """Bytes that the parameters take in memory; what a forward pass needs comes on top."""
        return self.weights.parameters * _BYTES["float32" if self.family == OURS else dtype]


def describe_folder(source: Source, folder: Path) -> Description:
    """The model in a folder. Raises CheckpointError: `no_config`, `broken_config`, those of `weight_files`; ModelError
    "unknown_family"."""
    config = read_config(source.name, folder)
    return described(source, config, local_weights(source.name, folder), at_hand=True)


def described(source: Source, config: Mapping[str, Any], weights: Weights, *, at_hand: bool) -> Description:
    """What a config and its weights say. Raises ModelError "unknown_family"."""
    if is_ours(config):
        layers = tuple(count for count in (config["n_encoder_layers"], config["n_decoder_layers"]) if count)
        can: set[Capability] = {"text", "writes", "translates"} if len(layers) == 2 else {"text", "writes"}
        return Description(source, OURS, frozenset(can), layers, config["n_heads"], weights, at_hand)
    family = known_family(source.name, config)
    first = _first(config, _ENCODER_LAYERS if "encoder_layers" in config else _LAYERS)
    layers = (first, _first(config, _DECODER_LAYERS))
    return Description(
        source,
        str(config["model_type"]),
        family.can,
        tuple(count for count in layers if count is not None),
        _first(config, _HEADS),
        weights,
        at_hand,
    )


def read_config(name: str, folder: Path) -> Mapping[str, Any]:
    """The config in a folder. Raises CheckpointError: `no_config`, `broken_config`."""
    try:
        config: Any = json.loads((folder / CONFIG).read_text("utf-8"))
    except FileNotFoundError:
        raise CheckpointError(
            "no_config", f"{name} holds no {CONFIG}: it is no Hugging Face model.", name=name
        ) from None
    except (OSError, ValueError) as error:
        raise broken_config(name) from error
    if not isinstance(config, dict):
        raise broken_config(name)
    return cast(dict[str, Any], config)


def is_ours(config: Mapping[str, Any]) -> bool:
    """Whether it describes a model of our own."""
    return "model_type" not in config and "n_decoder_layers" in config


def known_family(name: str, config: Mapping[str, Any]) -> Family:
    """The family of a model. Raises ModelError "needs_code" or "unknown_family" for one that has no adapter."""
    try:
        return family_of(config)
    except ModelError:
        if "auto_map" not in config:
            raise
        raise ModelError(
            "needs_code",
            f"{name} brings a program of its own, which Headlight does not run. Choose a model of a known family.",
            name=name,
        ) from None


def broken_config(name: str) -> CheckpointError:
    return CheckpointError(
        "broken_config", f"The {CONFIG} of {name} cannot be read. Fetch or copy it again.", name=name
    )


def _first(config: Mapping[str, Any], names: tuple[str, ...]) -> int | None:
    return next((config[name] for name in names if isinstance(config.get(name), int)), None)
