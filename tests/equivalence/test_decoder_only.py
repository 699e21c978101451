"""The Transformer without an encoder: against PyTorch's and GPT-2's layers, and token by token against all at once."""

import pytest
import torch
from torch import nn
from transformers import GPT2Config, GPT2LMHeadModel

from model.decoding import Beam, Greedy, decode
from model.layers import Linear
from model.tap import UNTAPPED, Recorder
from model.transformer import Transformer
from tests import small
from tests.equivalence.test_torch_layers import copy_attention, copy_linear, copy_norm, randomised, settings

TARGET = torch.randint(3, 37, (3, 11), generator=torch.Generator().manual_seed(0))
TARGET[:, 0] = 2
TOLERANCE = {"atol": 1e-5, "rtol": 0}
every_kind = pytest.mark.parametrize(
    ("positions", "norm"), [(positions, norm) for positions in small.POSITIONS for norm in small.NORMS]
)
tapped_or_not = pytest.mark.parametrize("tapped", [False, True])


@tapped_or_not
@pytest.mark.parametrize("activation", ["relu", "gelu"])
@pytest.mark.parametrize("norm", small.NORMS)
def test_the_stack_is_pytorchs_encoder_under_a_causal_mask(norm: str, activation: str, tapped: bool) -> None:
    ours = small.transformer(**small.DECODER_ONLY, norm_placement=norm, activation=activation)
    theirs = [randomised(nn.TransformerEncoderLayer(**settings(norm, activation))) for _ in ours.decoder]
    for layer, their_layer in zip(ours.decoder, theirs, strict=True):
        copy_attention(their_layer.self_attn, layer.self_attention)
        copy_linear(their_layer.linear1, layer.feed_forward.expand)
        copy_linear(their_layer.linear2, layer.feed_forward.contract)
        copy_norm(their_layer.norm1, layer.residuals["self_attention"].norm)
        copy_norm(their_layer.norm2, layer.residuals["feed_forward"].norm)
    recorder = Recorder()
    ours(None, TARGET, tap=recorder)

    x = recorder.tensors["decoder.embedding"] + recorder.tensors["decoder.positions"]
    mask = nn.Transformer.generate_square_subsequent_mask(TARGET.shape[1])
    for their_layer in theirs:
        x = their_layer(x, src_mask=mask, is_causal=True)
    x = ours.decoder_norm(x) if ours.decoder_norm else x

    logits = ours(None, TARGET, tap=Recorder() if tapped else UNTAPPED)
    torch.testing.assert_close(recorder.tensors["decoder.final"], x, **TOLERANCE)
    torch.testing.assert_close(logits, x @ ours.vocabulary.T, **TOLERANCE)


@tapped_or_not
@pytest.mark.parametrize("pieces", [[1] * 11, [4, 1, 1, 3, 2]])
@every_kind
def test_cached_decoding_is_full_recomputation(positions: str, norm: str, pieces: list[int], tapped: bool) -> None:
    model = small.transformer(**small.DECODER_ONLY, positions=positions, norm_placement=norm)
    cache = model.new_cache(batch=3, capacity=11)
    tap = Recorder() if tapped else UNTAPPED

    stepwise = [model.decode(part, None, cache=cache, tap=tap) for part in TARGET.split(pieces, dim=1)]

    torch.testing.assert_close(torch.cat(stepwise, dim=1), model(None, TARGET), **TOLERANCE)


def gpt2_pair(seed: int) -> tuple[GPT2LMHeadModel, Transformer]:
    """The same random weights as GPT-2 and as ours: pre-norm, GELU, learned positions, tied embeddings."""
    config = small.config(
        **small.DECODER_ONLY, norm_placement="pre", activation="gelu", positions="learned", tied_embeddings=False
    )
    torch.manual_seed(seed)
    theirs = GPT2LMHeadModel._from_config(
        GPT2Config(
            vocab_size=config.vocabulary_size,
            n_positions=config.max_length,
            n_embd=config.d_model,
            n_layer=config.n_decoder_layers,
            n_head=config.n_heads,
            n_inner=config.d_ff,
            activation_function="gelu",
            layer_norm_epsilon=config.norm_epsilon,
            bos_token_id=config.end_id,
            eos_token_id=config.end_id,
            pad_token_id=config.pad_id,
        ),
        attn_implementation="eager",
    )
    randomised(theirs)
    ours = Transformer(config).eval().requires_grad_(False)
    inner = theirs.transformer
    ours.target_embedding.tokens.copy_(inner.wte.weight / ours.target_embedding.scale)  # GPT-2 does not scale
    ours.target_embedding.positions.copy_(inner.wpe.weight)
    ours.vocabulary.copy_(theirs.lm_head.weight)
    copy_norm(inner.ln_f, ours.decoder_norm)
    for their_layer, layer in zip(inner.h, ours.decoder, strict=True):
        copy_norm(their_layer.ln_1, layer.residuals["self_attention"].norm)
        copy_norm(their_layer.ln_2, layer.residuals["feed_forward"].norm)
        copy_conv(their_layer.attn.c_attn, layer.self_attention.query_key_value)
        copy_conv(their_layer.attn.c_proj, layer.self_attention.output)
        copy_conv(their_layer.mlp.c_fc, layer.feed_forward.expand)
        copy_conv(their_layer.mlp.c_proj, layer.feed_forward.contract)
    return theirs, ours


def copy_conv(theirs: nn.Module, ours: Linear) -> None:
    ours.weight.copy_(theirs.weight)  # GPT-2's Conv1D keeps its weights as [in, out], too
    ours.bias.copy_(theirs.bias)


def test_logits_are_gpt2s() -> None:
    theirs, ours = gpt2_pair(seed=0)

    torch.testing.assert_close(ours(None, TARGET), theirs(TARGET).logits, atol=2e-5, rtol=0)


@pytest.mark.parametrize("width", [1, 4])
@pytest.mark.parametrize("seed", range(4))
def test_continuations_are_gpt2s(seed: int, width: int) -> None:
    theirs, ours = gpt2_pair(seed)
    given, limit = [5, 3, 7], 17

    expected = theirs.generate(
        torch.tensor([[2, *given]]),
        attention_mask=torch.ones(1, 4, dtype=torch.long),
        max_new_tokens=limit - len(given),
        num_beams=width,
        do_sample=False,
    )

    search = Greedy() if width == 1 else Beam(width)
    written = decode(ours, None, search, max_new_tokens=limit, prefix=given).token_ids
    assert list(written) == expected[0, 1:].tolist()
