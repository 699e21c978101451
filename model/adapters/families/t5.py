"""T5 (Raffel et al. 2020): a pre-norm encoder-decoder with root mean square norms.

Its positions are a bias on the scores, by distance, the same in every layer of a stack; scores are not divided by √d.
"""

from typing import Any

from torch import Tensor
from transformers import PreTrainedModel

from model.adapters.modules import LayerModules, ModelModules, StackModules, SublayerModules, language_head


def modules(model: PreTrainedModel) -> ModelModules:
    """Where the parts stand."""
    whole: Any = model
    head = language_head(model)
    scale = model.config.d_model**-0.5 if model.config.scale_decoder_outputs else 1.0

    def unembed(states: Tensor) -> Tensor:
        return head(states * scale)

    return ModelModules(_stack(whole.encoder), _stack(whole.decoder), unembed, norm_first=True, norm_kind="rms")


def _stack(stack: Any) -> StackModules:
    return StackModules(
        stack, tuple(_layer(block) for block in stack.block), stack.embed_tokens, None, stack.final_layer_norm
    )


def _layer(block: Any) -> LayerModules:
    attending, *crossing, feeding = block.layer
    return LayerModules(
        block,
        (
            SublayerModules("self_attention", attending.layer_norm, attending.SelfAttention.o, attending.SelfAttention),
            *(
                SublayerModules("cross_attention", layer.layer_norm, layer.EncDecAttention.o, layer.EncDecAttention)
                for layer in crossing
            ),
            SublayerModules("feed_forward", feeding.layer_norm, feeding.DenseReluDense.wo),
        ),
    )
