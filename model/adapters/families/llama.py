"""Llama (Touvron et al. 2023) and those built like it: Mistral, Qwen 2 and 3, Gemma 1 to 3.

Pre-norm decoders with root mean square norms, rotary positions, grouped keys and values, and gated feed-forward layers,
whose `activations` are gate times value. Gemma 2 and 3 normalise a sublayer's output once more before it is added.
"""

from typing import Any

import torch
from torch import Tensor
from transformers import PreTrainedModel

from model.adapters.modules import LayerModules, ModelModules, StackModules, SublayerModules, language_head


def modules(model: PreTrainedModel) -> ModelModules:
    """Where the parts stand."""
    inner: Any = model.base_model
    head = language_head(model)
    decoder = StackModules(inner, tuple(_layer(layer) for layer in inner.layers), inner.embed_tokens, None, inner.norm)
    cap = getattr(model.config, "final_logit_softcapping", None)

    def unembed(states: Tensor) -> Tensor:
        logits = head(states)
        return logits if cap is None else cap * torch.tanh(logits / cap)

    offset = 1.0 if str(model.config.model_type).startswith("gemma") else 0.0
    return ModelModules(None, decoder, unembed, norm_first=True, norm_kind="rms", gain_offset=offset)


def _layer(layer: Any) -> LayerModules:
    if not hasattr(layer, "pre_feedforward_layernorm"):
        return LayerModules(
            layer,
            (
                SublayerModules("self_attention", layer.input_layernorm, layer.self_attn.o_proj, layer.self_attn),
                SublayerModules("feed_forward", layer.post_attention_layernorm, layer.mlp.down_proj),
            ),
        )
    return LayerModules(
        layer,
        (
            SublayerModules(
                "self_attention",
                layer.input_layernorm,
                layer.self_attn.o_proj,
                layer.self_attn,
                layer.post_attention_layernorm,
            ),
            SublayerModules(
                "feed_forward",
                layer.pre_feedforward_layernorm,
                layer.mlp.down_proj,
                after=layer.post_feedforward_layernorm,
            ),
        ),
    )
