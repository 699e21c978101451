"""Muon against its definition by SVD, and which weights it is given."""

import pytest
import torch
from torch import nn

from model.training.config import TrainingConfig
from model.training.muon import Muon, orthogonalised
from model.training.optimizers import Optimizers
from tests import small


def polar(matrix: torch.Tensor) -> torch.Tensor:
    u, _, v = torch.linalg.svd(matrix, full_matrices=False)
    return u @ v


@pytest.mark.parametrize("shape", [(3, 11, 11), (2, 7, 29)])
def test_orthogonalised_is_near_the_polar_factor(shape: tuple[int, int, int]) -> None:
    matrices = torch.randn(*shape, generator=torch.Generator().manual_seed(0))
    made = orthogonalised(matrices)
    values = torch.linalg.svdvals(made)
    assert values.max() < 1.15
    assert values.min() > 0.85
    for one, matrix in zip(made, matrices, strict=True):
        assert torch.cosine_similarity(one.flatten(), polar(matrix).flatten(), dim=0) > 0.99
    torch.testing.assert_close(made, orthogonalised(100 * matrices), atol=1e-4, rtol=1e-4)


@pytest.mark.parametrize("blocks", [1, 3])
@pytest.mark.parametrize("shape", [(5, 15), (15, 6)])
def test_a_step_moves_against_the_orthogonalised_momentum_of_each_block(shape: tuple[int, int], blocks: int) -> None:
    weights = nn.Parameter(torch.randn(*shape, generator=torch.Generator().manual_seed(1)))
    before, gradients = weights.detach().clone(), torch.randn(2, *shape, generator=torch.Generator().manual_seed(2))
    muon = Muon([{"params": [weights], "blocks": blocks, "lr": 0.5}], momentum=0.9)
    momentum = torch.zeros(shape)
    for gradient in gradients:
        weights.grad = gradient.clone()
        muon.step()
        momentum = 0.9 * momentum + 0.1 * gradient
        ahead = 0.1 * gradient + 0.9 * momentum
        expected = []
        for piece in ahead.chunk(blocks, dim=1):
            short, long = sorted(piece.shape)
            lying = piece.T if piece.shape[0] > piece.shape[1] else piece
            change = orthogonalised(lying[None])[0] * (long / short) ** 0.5
            expected.append(change.T if lying is not piece else change)
        before -= 0.5 * torch.cat(expected, dim=1)
        torch.testing.assert_close(weights.detach(), before, atol=1e-5, rtol=1e-4)


def test_weight_decay_shrinks_and_a_parameter_without_gradient_stays() -> None:
    shrinking, still = nn.Parameter(torch.ones(2, 2)), nn.Parameter(torch.ones(2, 2))
    shrinking.grad = torch.zeros(2, 2)
    Muon([{"params": [shrinking, still], "lr": 0.5}], weight_decay=0.2).step()
    torch.testing.assert_close(shrinking.detach(), torch.full((2, 2), 0.9))
    torch.testing.assert_close(still.detach(), torch.ones(2, 2))


def test_muon_gets_the_matrices_inside_the_layers_and_adamw_the_rest() -> None:
    modules = nn.ModuleDict({"transformer": small.translator().transformer, "gloss": nn.Linear(3, 4)})
    modules.requires_grad_(True)
    optimizers = Optimizers(modules, TrainingConfig(steps=1, optimizer="muon"))
    for parameter in modules.parameters():
        parameter.grad = torch.ones_like(parameter)
    optimizers.set_rate(0.5)
    optimizers.step()
    by_muon = {name for name, one in modules.named_parameters() if optimizers.moments(one).keys() == {"momentum"}}
    assert {name.split(".")[-2] for name in by_muon} == {"query_key_value", "output", "expand", "contract"}
    assert all(name.endswith("weight") for name in by_muon)
    rest = {name for name, one in modules.named_parameters() if "exp_avg" in optimizers.moments(one)}
    assert {"transformer.vocabulary", "gloss.weight"} <= rest
    assert by_muon | rest == dict(modules.named_parameters()).keys()
    rates = {group["lr"] for optimizer in optimizers._peaks for group in optimizer.param_groups}
    assert rates == {0.5e-3, 0.5e-2}
