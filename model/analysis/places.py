"""Which attention a model has."""

from model.config import TransformerConfig
from model.interventions import Place
from model.trace import AttentionKind


def attention_kinds(config: TransformerConfig) -> list[AttentionKind]:
    """The kinds of attention that a model has."""
    return ["decoder"] if config.is_decoder_only else ["encoder", "decoder", "cross"]


def attention_places(config: TransformerConfig) -> list[Place]:
    """All attention sublayers of a model: the encoder's layer by layer, the decoder's own, then cross attention."""
    return [
        Place(kind, layer)
        for kind in attention_kinds(config)
        for layer in range(config.n_encoder_layers if kind == "encoder" else config.n_decoder_layers)
    ]
