"""GPT-NeoX (Black et al. 2022) and Pythia (Biderman et al. 2023): pre-norm decoders with rotary positions.

Attention and feed-forward may read the stream side by side (`use_parallel_residual`); see `SublayerTrace`.
"""

from typing import Any

from transformers import PreTrainedModel

from model.adapters.modules import LayerModules, ModelModules, StackModules, SublayerModules, language_head


def modules(model: PreTrainedModel) -> ModelModules:
    """Where the parts stand."""
    inner: Any = model.base_model
    layers = tuple(
        LayerModules(
            layer,
            (
                SublayerModules("self_attention", layer.input_layernorm, layer.attention.dense, layer.attention),
                SublayerModules("feed_forward", layer.post_attention_layernorm, layer.mlp.dense_4h_to_h),
            ),
        )
        for layer in inner.layers
    )
    decoder = StackModules(inner, layers, inner.embed_in, None, inner.final_layer_norm)
    return ModelModules(None, decoder, language_head(model), norm_first=True)
