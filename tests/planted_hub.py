"""The planted model's weights in a Hugging Face M2M-100, adapted: whatever is measured of one must be found in both."""

import functools

from tokenizers import Tokenizer as Backend
from tokenizers import processors
from torch import nn
from transformers import M2M100Config, M2M100ForConditionalGeneration, PreTrainedTokenizerFast

import model
from model.layers import LayerNorm, Linear, MultiHeadAttention
from model.tokenizer import END, PAD, UNKNOWN
from model.translator import Translator
from tests import planted


@functools.cache
def translator() -> Translator:
    """`planted.translator()` as transformers computes it."""
    ours = planted.translator().transformer
    config = ours.config
    theirs = M2M100ForConditionalGeneration(
        M2M100Config(
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
            tie_word_embeddings=False,
            pad_token_id=config.pad_id,
            eos_token_id=config.end_id,
            bos_token_id=config.end_id,
            decoder_start_token_id=config.end_id,
        )
    ).requires_grad_(False)
    inner = theirs.model
    for stack, embedding, layers, norm in (
        (inner.encoder, ours.source_embedding, ours.encoder, ours.encoder_norm),
        (inner.decoder, ours.target_embedding, ours.decoder, ours.decoder_norm),
    ):
        stack.embed_tokens = nn.Embedding.from_pretrained(embedding.tokens * embedding.scale)  # scaled beforehand
        stack.embed_positions.weights.zero_()
        _copy_norm(norm, stack.layer_norm)
        for layer, made in zip(layers, stack.layers, strict=True):
            _copy_attention(layer.self_attention, made.self_attn)
            _copy_norm(layer.residuals["self_attention"].norm, made.self_attn_layer_norm)
            if stack is inner.decoder:
                _copy_attention(layer.cross_attention, made.encoder_attn)
                _copy_norm(layer.residuals["cross_attention"].norm, made.encoder_attn_layer_norm)
            _copy_linear(layer.feed_forward.expand, made.fc1)
            _copy_linear(layer.feed_forward.contract, made.fc2)
            _copy_norm(layer.residuals["feed_forward"].norm, made.final_layer_norm)
    theirs.lm_head.weight.copy_(ours.vocabulary)
    return model.adapt(theirs, _tokenizer(), name="planted", languages=("en", "fr"))


def _tokenizer() -> PreTrainedTokenizerFast:
    backend = Backend.from_str(planted.tokenizer().to_json())
    end = planted.tokenizer().end_id
    backend.post_processor = processors.TemplateProcessing(single=f"$A {END}", special_tokens=[(END, end)])
    return PreTrainedTokenizerFast(
        tokenizer_object=backend, pad_token=PAD, unk_token=UNKNOWN, eos_token=END, model_max_length=32
    )


def _copy_attention(ours: MultiHeadAttention, theirs: nn.Module) -> None:
    blocks = zip(
        ours.query_key_value.weight.chunk(3, dim=1),
        ours.query_key_value.bias.chunk(3),
        (theirs.q_proj, theirs.k_proj, theirs.v_proj),
        strict=True,
    )
    for weight, bias, projection in blocks:
        projection.weight.copy_(weight.T)
        projection.bias.copy_(bias)
    _copy_linear(ours.output, theirs.out_proj)


def _copy_linear(ours: Linear, theirs: nn.Linear) -> None:
    theirs.weight.copy_(ours.weight.T)
    theirs.bias.copy_(ours.bias)


def _copy_norm(ours: LayerNorm, theirs: nn.LayerNorm) -> None:
    theirs.weight.copy_(ours.gain)
    theirs.bias.copy_(ours.bias)
