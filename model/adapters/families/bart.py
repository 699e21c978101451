"""BART (Lewis et al. 2020), Marian (Junczys-Dowmunt et al. 2018), mBART (Liu et al. 2020), M2M-100 and NLLB (Fan et al.
2021, NLLB Team 2022): encoder-decoders, the first two post-norm, the others pre-norm.
"""

from typing import Any

from torch import Tensor
from transformers import PreTrainedModel

from model.adapters.modules import LayerModules, ModelModules, StackModules, SublayerModules, language_head

_PRE_NORM = ("mbart", "m2m_100")


def modules(model: PreTrainedModel) -> ModelModules:
    """Where the parts stand."""
    inner: Any = model.base_model
    head = language_head(model)
    bias: Tensor | None = getattr(model, "final_logits_bias", None)

    def unembed(states: Tensor) -> Tensor:
        logits = head(states)
        return logits if bias is None else logits + bias

    return ModelModules(
        _stack(inner.encoder), _stack(inner.decoder), unembed, norm_first=model.config.model_type in _PRE_NORM
    )


def _stack(stack: Any) -> StackModules:
    layers = tuple(_layer(layer) for layer in stack.layers)
    return StackModules(stack, layers, stack.embed_tokens, stack.embed_positions, getattr(stack, "layer_norm", None))


def _layer(layer: Any) -> LayerModules:
    crossing = ()
    if hasattr(layer, "encoder_attn"):
        attention = layer.encoder_attn
        crossing = (SublayerModules("cross_attention", layer.encoder_attn_layer_norm, attention.out_proj, attention),)
    return LayerModules(
        layer,
        (
            SublayerModules("self_attention", layer.self_attn_layer_norm, layer.self_attn.out_proj, layer.self_attn),
            *crossing,
            SublayerModules("feed_forward", layer.final_layer_norm, layer.fc2),
        ),
    )
