"""The same random weights as a transformers MarianMTModel and as our Transformer, for tests and benchmarks."""

import torch
from torch import nn
from transformers import GenerationConfig, MarianConfig, MarianMTModel

from model.config import TransformerConfig
from model.layers import LayerNorm, Linear, MultiHeadAttention
from model.transformer import Transformer

PAD, END = 0, 2


def marian_pair(
    config: TransformerConfig, *, seed: int = 0, embedding_noise: float = 0.3
) -> tuple[MarianMTModel, Transformer]:
    """Both models, in evaluation mode. `config` must be post-norm with learned positions.

    Marian's sinusoids are laid out [sin | cos], ours alternate; its table is copied into our learned positions. With
    little `embedding_noise` a model repeats one token for ever; with much, its attention is sharper than a trained one.
    """
    torch.manual_seed(seed)
    theirs = MarianMTModel._from_config(
        MarianConfig(
            vocab_size=config.vocabulary_size,
            d_model=config.d_model,
            encoder_layers=config.n_encoder_layers,
            decoder_layers=config.n_decoder_layers,
            encoder_attention_heads=config.n_heads,
            decoder_attention_heads=config.n_heads,
            encoder_ffn_dim=config.d_ff,
            decoder_ffn_dim=config.d_ff,
            activation_function=config.activation,
            max_position_embeddings=config.max_length,
            scale_embedding=True,
            share_encoder_decoder_embeddings=config.tied_embeddings,
            tie_word_embeddings=config.tied_embeddings,
            pad_token_id=PAD,
            eos_token_id=END,
            decoder_start_token_id=END,
            forced_eos_token_id=None,
        ),
        attn_implementation="eager",
    ).eval()
    theirs.generation_config = GenerationConfig(pad_token_id=PAD, eos_token_id=END, decoder_start_token_id=END)
    for name, parameter in theirs.requires_grad_(False).named_parameters():
        if "embed_positions" not in name:
            scale = embedding_noise if parameter.shape[0] == config.vocabulary_size else 0.1
            parameter += scale * torch.randn_like(parameter)
    ours = Transformer(config).eval().requires_grad_(False)
    copy_weights(theirs, ours)
    return theirs, ours


def copy_weights(theirs: MarianMTModel, ours: Transformer) -> None:
    for their_stack, embedding in (
        (theirs.model.encoder, ours.source_embedding),
        (theirs.model.decoder, ours.target_embedding),
    ):
        embedding.tokens.copy_(their_stack.embed_tokens.weight)
        embedding.positions.copy_(their_stack.embed_positions.weight)
    ours.vocabulary.copy_(theirs.lm_head.weight)
    for their_stack, our_stack in ((theirs.model.encoder, ours.encoder), (theirs.model.decoder, ours.decoder)):
        for their_layer, our_layer in zip(their_stack.layers, our_stack, strict=True):
            _copy_attention(their_layer.self_attn, our_layer.self_attention)
            _copy_norm(their_layer.self_attn_layer_norm, our_layer.residuals["self_attention"].norm)
            if our_stack is ours.decoder:
                _copy_attention(their_layer.encoder_attn, our_layer.cross_attention)
                _copy_norm(their_layer.encoder_attn_layer_norm, our_layer.residuals["cross_attention"].norm)
            _copy_linear(their_layer.fc1, our_layer.feed_forward.expand)
            _copy_linear(their_layer.fc2, our_layer.feed_forward.contract)
            _copy_norm(their_layer.final_layer_norm, our_layer.residuals["feed_forward"].norm)


def _copy_attention(theirs: nn.Module, ours: MultiHeadAttention) -> None:
    projections = (theirs.q_proj, theirs.k_proj, theirs.v_proj)
    ours.query_key_value.weight.copy_(torch.cat([projection.weight.T for projection in projections], dim=1))
    ours.query_key_value.bias.copy_(torch.cat([projection.bias for projection in projections]))
    _copy_linear(theirs.out_proj, ours.output)


def _copy_linear(theirs: nn.Linear, ours: Linear) -> None:
    ours.weight.copy_(theirs.weight.T)
    ours.bias.copy_(theirs.bias)


def _copy_norm(theirs: nn.LayerNorm, ours: LayerNorm) -> None:
    ours.gain.copy_(theirs.weight)
    ours.bias.copy_(theirs.bias)
