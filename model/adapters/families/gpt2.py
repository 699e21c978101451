"""GPT-2 (Radford et al. 2019): a pre-norm decoder with learned positions."""

from typing import Any

from transformers import PreTrainedModel

from model.adapters.modules import LayerModules, ModelModules, StackModules, SublayerModules, language_head


def modules(model: PreTrainedModel) -> ModelModules:
    """Where the parts stand."""
    inner: Any = model.base_model
    layers = tuple(
        LayerModules(
            block,
            (
                SublayerModules("self_attention", block.ln_1, block.attn.c_proj, block.attn),
                SublayerModules("feed_forward", block.ln_2, block.mlp.c_proj),
            ),
        )
        for block in inner.h
    )
    decoder = StackModules(inner, layers, inner.wte, inner.wpe, inner.ln_f)
    return ModelModules(None, decoder, language_head(model), norm_first=True)
