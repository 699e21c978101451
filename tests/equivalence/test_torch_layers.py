"""Our layers against PyTorch's own, with the same weights."""

import pytest
import torch
from torch import nn

from model.layers import DecoderLayer, EncoderLayer, LayerNorm, Linear, MultiHeadAttention
from model.tap import UNTAPPED, Recorder
from tests import small

BATCH, SOURCE, TARGET = 3, 7, 11
TOLERANCE = {"atol": 1e-5, "rtol": 0}

every_kind = pytest.mark.parametrize(
    ("norm", "activation"), [(norm, activation) for norm in small.NORMS for activation in ("relu", "gelu")]
)
tapped_or_not = pytest.mark.parametrize("tapped", [False, True])


def copy_linear(theirs: nn.Linear, ours: Linear) -> None:
    ours.weight.copy_(theirs.weight.T)
    ours.bias.copy_(theirs.bias)


def copy_norm(theirs: nn.LayerNorm, ours: LayerNorm) -> None:
    ours.gain.copy_(theirs.weight)
    ours.bias.copy_(theirs.bias)


def copy_attention(theirs: nn.MultiheadAttention, ours: MultiHeadAttention) -> None:
    ours.query_key_value.weight.copy_(theirs.in_proj_weight.T)
    ours.query_key_value.bias.copy_(theirs.in_proj_bias)
    copy_linear(theirs.out_proj, ours.output)


def randomised(theirs: nn.Module) -> nn.Module:
    for parameter in theirs.requires_grad_(False).parameters():
        parameter += 0.2 * torch.randn_like(parameter)  # PyTorch starts with zero biases and unit gains
    return theirs.eval()


def settings(norm: str, activation: str) -> dict[str, object]:
    config = small.config()
    return {
        "d_model": config.d_model,
        "nhead": config.n_heads,
        "dim_feedforward": config.d_ff,
        "activation": activation,
        "layer_norm_eps": config.norm_epsilon,
        "batch_first": True,
        "norm_first": norm == "pre",
    }


@tapped_or_not
@every_kind
def test_encoder_layer_is_pytorchs(norm: str, activation: str, tapped: bool) -> None:
    torch.manual_seed(0)
    theirs = randomised(nn.TransformerEncoderLayer(**settings(norm, activation)))
    ours = EncoderLayer(small.config(norm_placement=norm, activation=activation)).eval().requires_grad_(False)
    copy_attention(theirs.self_attn, ours.self_attention)
    copy_linear(theirs.linear1, ours.feed_forward.expand)
    copy_linear(theirs.linear2, ours.feed_forward.contract)
    copy_norm(theirs.norm1, ours.residuals["self_attention"].norm)
    copy_norm(theirs.norm2, ours.residuals["feed_forward"].norm)
    x = torch.randn(BATCH, SOURCE, ours.self_attention.d_model)
    present = torch.arange(SOURCE) < torch.tensor([[SOURCE], [4], [1]])

    expected = theirs(x, src_key_padding_mask=~present)
    actual = ours(x, present[:, None, None, :], tap=Recorder() if tapped else UNTAPPED, site="encoder.0")

    torch.testing.assert_close(actual[present], expected[present], **TOLERANCE)


@tapped_or_not
@every_kind
def test_decoder_layer_is_pytorchs(norm: str, activation: str, tapped: bool) -> None:
    torch.manual_seed(1)
    theirs = randomised(nn.TransformerDecoderLayer(**settings(norm, activation)))
    ours = DecoderLayer(small.config(norm_placement=norm, activation=activation)).eval().requires_grad_(False)
    copy_attention(theirs.self_attn, ours.self_attention)
    copy_attention(theirs.multihead_attn, ours.cross_attention)
    copy_linear(theirs.linear1, ours.feed_forward.expand)
    copy_linear(theirs.linear2, ours.feed_forward.contract)
    copy_norm(theirs.norm1, ours.residuals["self_attention"].norm)
    copy_norm(theirs.norm2, ours.residuals["cross_attention"].norm)
    copy_norm(theirs.norm3, ours.residuals["feed_forward"].norm)
    x = torch.randn(BATCH, TARGET, ours.self_attention.d_model)
    states = torch.randn(BATCH, SOURCE, ours.self_attention.d_model)
    present = torch.arange(SOURCE) < torch.tensor([[SOURCE], [4], [1]])
    causal = torch.ones(TARGET, TARGET, dtype=torch.bool).tril()

    expected = theirs(x, states, tgt_mask=~causal, memory_key_padding_mask=~present)
    memory = ours.cross_attention.memory(states, present[:, None, None, :])
    tap = Recorder() if tapped else UNTAPPED
    actual = ours(x, causal[None, None], memory, None, tap=tap, site="decoder.0")

    torch.testing.assert_close(actual, expected, **TOLERANCE)
