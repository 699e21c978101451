"""What is to be known of an adapted model before its pictures are read: where it differs from the 2017 paper."""

from typing import Any, Literal, get_args

from transformers import PretrainedConfig

from model.adapters.modules import ModelModules
from model.adapters.registry import FAMILIES

Peculiarity = Literal[
    "parallel",  # attention and feed-forward read the stream side by side
    "twice_normed",  # what a sublayer writes is normalised once more before it is added
    "rms",  # norms subtract no mean and add no bias
    "grouped",  # several heads share keys and values
    "rotary",  # positions turn queries and keys
    "bias",  # positions are a bias on the scores
    "disentangled",  # scores also say what content asks of distance, and distance of content
    "unscaled",  # scores are not divided by √d
    "softcap",  # scores are squeezed between two limits
    "window",  # some layers look back only so far
    "gated",  # feed-forward activations are a product
    "many_languages",  # it writes several languages, and nobody has said which
]
PECULIARITIES: tuple[Peculiarity, ...] = get_args(Peculiarity)


def peculiarities_of(
    config: PretrainedConfig, modules: ModelModules, *, target_is_named: bool
) -> tuple[Peculiarity, ...]:
    """Those of a model, in the order of `PECULIARITIES`. `target_is_named`: something says which language it writes."""
    settings: Any = config
    sublayers = [sublayer for stack in modules.stacks for layer in stack.layers for sublayer in layer.sublayers]
    family = str(config.model_type)
    n_keys = getattr(settings, "num_key_value_heads", None)
    types = getattr(settings, "layer_types", None) or ()
    window = getattr(settings, "sliding_window", None)
    has: dict[Peculiarity, bool] = {
        "parallel": bool(getattr(settings, "use_parallel_residual", False)),
        "twice_normed": any(sublayer.after is not None for sublayer in sublayers),
        "rms": modules.norm_kind == "rms",
        "grouped": bool(n_keys) and n_keys != settings.num_attention_heads,
        "rotary": bool(getattr(settings, "rope_parameters", None)),
        "bias": family == "t5",
        "disentangled": family == "deberta-v2" and bool(settings.relative_attention),
        "unscaled": family == "t5",
        "softcap": getattr(settings, "attn_logit_softcapping", None) is not None,
        "window": bool(window) and (not types or "sliding_attention" in types),
        "many_languages": "many_languages" in FAMILIES[family].can and not target_is_named,
        "gated": modules.norm_kind == "rms" if family != "t5" else bool(settings.is_gated_act),
    }
    return tuple(name for name in PECULIARITIES if has[name])
