"""The decoder token by token, with a cache, against the decoder over the whole sentence at once."""

import pytest
import torch

from model.tap import UNTAPPED, Recorder
from tests import small

SOURCE = torch.tensor([[5, 17, 9, 23, 8, 31, 2], [11, 3, 19, 2, 0, 0, 0], [4, 29, 2, 0, 0, 0, 0]])
TARGET = torch.randint(3, 37, (3, 11), generator=torch.Generator().manual_seed(0))
TARGET[:, 0] = 2

every_kind = pytest.mark.parametrize(
    ("positions", "norm"), [(positions, norm) for positions in small.POSITIONS for norm in small.NORMS]
)


@pytest.mark.parametrize("tapped", [False, True])
@pytest.mark.parametrize("pieces", [[1] * 11, [4, 1, 1, 3, 2], [11]])
@every_kind
def test_cached_decoding_is_full_recomputation(positions: str, norm: str, pieces: list[int], tapped: bool) -> None:
    model = small.transformer(positions=positions, norm_placement=norm)
    full = model(SOURCE, TARGET)

    memory = model.memory(*model.encode(SOURCE))
    cache = model.new_cache(batch=3, capacity=13)
    tap = Recorder() if tapped else UNTAPPED
    stepwise = [model.decode(part, memory, cache=cache, tap=tap) for part in TARGET.split(pieces, dim=1)]

    torch.testing.assert_close(torch.cat(stepwise, dim=1), full, atol=1e-5, rtol=0)


@every_kind
def test_the_tensors_of_a_cached_step_are_rows_of_the_full_pass(positions: str, norm: str) -> None:
    model = small.transformer(positions=positions, norm_placement=norm)
    whole = Recorder()
    model(SOURCE, TARGET, tap=whole)

    memory = model.memory(*model.encode(SOURCE))
    cache = model.new_cache(batch=3, capacity=11)
    for position in range(TARGET.shape[1]):
        step = Recorder()
        model.decode(TARGET[:, position : position + 1], memory, cache=cache, tap=step)
        for layer in range(model.config.n_decoder_layers):
            site = f"decoder.{layer}.self_attention.weights"
            row = whole.tensors[site][:, :, position, : position + 1]
            torch.testing.assert_close(step.tensors[site][:, :, 0], row, atol=1e-5, rtol=0)
            site = f"decoder.{layer}.cross_attention.weights"
            row = whole.tensors[site][:, :, position]
            torch.testing.assert_close(step.tensors[site][:, :, 0], row, atol=1e-5, rtol=0)


def test_what_a_step_recorded_survives_the_steps_after_it() -> None:
    model = small.transformer()
    memory = model.memory(*model.encode(SOURCE))
    cache = model.new_cache(batch=3, capacity=11)
    first, later = Recorder(), Recorder()

    model.decode(TARGET[:, :1], memory, cache=cache, tap=first)
    kept = {site: tensor.clone() for site, tensor in first.tensors.items()}
    for layer in cache:
        layer.reorder(torch.tensor([2, 0, 0]))
    model.decode(TARGET[:, 1:2], memory, cache=cache, tap=later)

    assert all(torch.equal(first.tensors[site], tensor) for site, tensor in kept.items())
    site = "decoder.0.self_attention.keys"
    assert torch.equal(later.tensors[site][0, :, :1], kept[site][2])
    assert torch.equal(later.tensors[site][1:, :, :1], kept[site][[0, 0]])
