"""Watching a forward pass does not change it; changing it changes that pass and no other."""

import pytest
import torch
from torch import Tensor

from model.tap import Recorder, compose
from tests import small

SOURCE = torch.cat([small.sentence(7), torch.tensor([[5, 9, 2, 0, 0, 0, 0]])])
TARGET = torch.tensor([[2, 5, 7, 11, 13], [2, 6, 8, 0, 0]])


@pytest.mark.parametrize("norm", small.NORMS)
@pytest.mark.parametrize("positions", small.POSITIONS)
def test_tapped_is_untapped(positions: str, norm: str) -> None:
    model = small.transformer(positions=positions, norm_placement=norm)

    watched = model(SOURCE, TARGET, tap=Recorder())

    torch.testing.assert_close(watched, model(SOURCE, TARGET), atol=1e-5, rtol=0)


REPLACEABLE = [
    "encoder.embedding",
    "encoder.positions",
    "encoder.1.self_attention.residual_before",
    "encoder.1.self_attention.queries",
    "encoder.1.self_attention.keys",
    "encoder.1.self_attention.values",
    "encoder.1.self_attention.scores",
    "encoder.1.self_attention.weights",
    "encoder.1.self_attention.head_outputs",
    "encoder.1.self_attention.output",
    "encoder.1.self_attention.residual_after",
    "encoder.1.feed_forward.activations",
    "encoder.1.feed_forward.norm.gain",
    "encoder.1.feed_forward.norm.bias",
    "encoder.1.feed_forward.norm.output",
    "encoder.final",
    "decoder.embedding",
    "decoder.positions",
    "decoder.2.self_attention.weights",
    "decoder.2.cross_attention.queries",
    "decoder.2.cross_attention.keys",
    "decoder.2.cross_attention.values",
    "decoder.2.cross_attention.scores",
    "decoder.2.cross_attention.weights",
    "decoder.2.cross_attention.head_outputs",
    "decoder.2.feed_forward.activations",
    "decoder.final",
    "logits",
]


@pytest.mark.parametrize("site", REPLACEABLE)
def test_a_replaced_tensor_takes_effect_and_leaves_no_trace(site: str) -> None:
    model = small.transformer()
    plain = model(SOURCE, TARGET)

    def disturb(seen: str, tensor: Tensor) -> Tensor:
        return tensor + torch.randn(tensor.shape, generator=torch.manual_seed(0)) if seen == site else tensor

    during, after = Recorder(), Recorder()
    changed = model(SOURCE, TARGET, tap=compose(disturb, during))

    assert (changed - plain).abs().max() > 1e-3
    assert torch.equal(model(SOURCE, TARGET), plain)
    model(SOURCE, TARGET, tap=after)
    torch.testing.assert_close(during.tensors[site], disturb(site, after.tensors[site]), atol=1e-5, rtol=0)


def test_a_replaced_mask_is_obeyed() -> None:
    model, site = small.transformer(), "decoder.1.cross_attention"

    def blind_to_the_second_token(seen: str, tensor: Tensor) -> Tensor:
        if seen != f"{site}.mask":
            return tensor
        mask = tensor.expand(2, 1, TARGET.shape[1], SOURCE.shape[1]).clone()
        mask[..., 1] = False
        return mask

    recorder = Recorder()
    model(SOURCE, TARGET, tap=compose(blind_to_the_second_token, recorder))

    assert (recorder.tensors[f"{site}.weights"][..., 1] == 0).all()
    assert not recorder.tensors[f"{site}.mask"][..., 1].any()


def test_a_recorder_placed_before_an_intervention_sees_what_was_there_before() -> None:
    model, site = small.transformer(), "encoder.0.self_attention.weights"
    before, after = Recorder(), Recorder()

    def silence(seen: str, tensor: Tensor) -> Tensor:
        return torch.zeros_like(tensor) if seen == site else tensor

    model(SOURCE, TARGET, tap=compose(before, silence, after))

    assert before.tensors[site].sum() > 0
    assert after.tensors[site].sum() == 0
