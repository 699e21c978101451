"""DistilBERT (Sanh et al. 2019): a post-norm encoder."""

from typing import Any

from transformers import PreTrainedModel

from model.adapters.modules import LayerModules, ModelModules, StackModules, SublayerModules


def modules(model: PreTrainedModel) -> ModelModules:
    """Where the parts stand. What stands on top of the encoder, for whatever task, is left out."""
    inner: Any = model.base_model
    layers = tuple(
        LayerModules(
            layer,
            (
                SublayerModules(
                    "self_attention",
                    norm=layer.sa_layer_norm,
                    projection=layer.attention.out_lin,
                    attention=layer.attention,
                ),
                SublayerModules("feed_forward", norm=layer.output_layer_norm, projection=layer.ffn.lin2),
            ),
        )
        for layer in inner.transformer.layer
    )
    embeddings = inner.embeddings
    encoder = StackModules(inner, layers, embeddings.word_embeddings, embeddings.position_embeddings)
    return ModelModules(encoder, None, None, norm_first=False)
