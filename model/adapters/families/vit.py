"""Vision Transformer (Dosovitskiy et al. 2021): a pre-norm encoder of image patches, after a [CLS] token."""

from typing import Any

from transformers import PreTrainedModel

from model.adapters.modules import LayerModules, ModelModules, StackModules, SublayerModules


def modules(model: PreTrainedModel) -> ModelModules:
    """Where the parts stand; `unembed` is the classifier, where the model has one. It reads the state of [CLS]."""
    inner: Any = model.base_model
    layers = tuple(
        LayerModules(
            layer,
            (
                SublayerModules("self_attention", layer.layernorm_before, layer.attention.o_proj, layer.attention),
                SublayerModules("feed_forward", layer.layernorm_after, layer.mlp.fc2),
            ),
        )
        for layer in inner.layers
    )
    encoder = StackModules(
        inner,
        layers,
        embedding=inner.embeddings,
        added_positions=inner.embeddings.position_embeddings,
        final_norm=inner.layernorm,
    )
    return ModelModules(encoder, None, getattr(model, "classifier", None), norm_first=True)
