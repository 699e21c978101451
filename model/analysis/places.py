"""Which attention a model has."""

from collections.abc import Mapping

from model.config import TransformerConfig
from model.interventions import Place
from model.trace import AttentionKind


def attention_places(config: TransformerConfig) -> list[Place]:
    """All attention sublayers of a model: the encoder's layer by layer, the decoder's own, then cross attention."""
    layers: Mapping[AttentionKind, int] = {
        "encoder": config.n_encoder_layers,
        "decoder": config.n_decoder_layers,
        "cross": 0 if config.is_decoder_only else config.n_decoder_layers,
    }
    return [Place(kind, layer) for kind, count in layers.items() for layer in range(count)]
