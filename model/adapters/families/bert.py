"""BERT (Devlin et al. 2019), RoBERTa (Liu et al. 2019), XLM-R (Conneau et al. 2020), ELECTRA (Clark et al. 2020).

Post-norm encoders.
"""

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
                    norm=layer.attention.output.LayerNorm,
                    projection=layer.attention.output.dense,
                    attention=layer.attention.self,
                ),
                SublayerModules("feed_forward", norm=layer.output.LayerNorm, projection=layer.output.dense),
            ),
        )
        for layer in inner.encoder.layer
    )
    embeddings = inner.embeddings
    encoder = StackModules(inner, layers, embeddings.word_embeddings, embeddings.position_embeddings)
    return ModelModules(encoder, None, None, norm_first=False)
