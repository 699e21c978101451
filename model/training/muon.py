"""Muon, an optimiser for weight matrices: momentum, orthogonalised (Jordan et al. 2024, kellerjordan.github.io).

`torch.optim.Muon` computes in bfloat16, which a CPU without instructions for it emulates at a fifteenth of the speed.
"""

from collections.abc import Callable, Iterable, Sequence
from typing import Any

import torch
from jaxtyping import Float
from torch import Tensor, nn
from torch.optim import Optimizer

# (a, b, c) of x ← a·x + (b·xxᵀ + c·(xxᵀ)²)·x, step by step: the first five of Amsel et al. 2025, "The Polar Express".
_STEPS = (
    (8.28721201814563, -23.595886519098837, 17.300387312530933),
    (4.107059111542203, -2.9478499167379106, 0.5448431082926601),
    (3.9486908534822946, -2.908902115962949, 0.5518191394370137),
    (3.3184196573706015, -2.488488024314874, 0.51004894012372),
    (2.300652019954817, -1.6689039845747493, 0.4188073119525673),
)
_AT_A_TIME = 16  # matrices of one shape: beyond that they leave the cache


def orthogonalised(matrices: Float[Tensor, "matrix row column"]) -> Float[Tensor, "matrix row column"]:
    """About the nearest semi-orthogonal matrices (rows ≤ columns): U·Vᵀ where the matrix is U·S·Vᵀ.

    Singular values down to a thousandth of the norm end between 0.85 and 1.15.
    """
    norms = matrices.square().sum((1, 2), keepdim=True).sqrt()
    x = matrices / (1.01 * norms + 1e-7)
    for a, b, c in _STEPS:
        gram = x @ x.mT
        x = torch.baddbmm(x, torch.baddbmm(gram, gram, gram, beta=b, alpha=c), x, beta=a)
    return x


class Muon(Optimizer):
    """θ ← θ − lr · √(long / short side) · orthogonalised(momentum), with Nesterov's look ahead.

    A group may say in how many `blocks` side by side its matrices fall, where one matrix holds several projections:
    each is orthogonalised alone.
    """

    def __init__(self, groups: Iterable[dict[str, Any]], *, momentum: float = 0.95, weight_decay: float = 0.0) -> None:
        super().__init__(groups, {"lr": 0.0, "blocks": 1, "momentum": momentum, "weight_decay": weight_decay})

    @torch.no_grad()
    def step(self, closure: Callable[[], float] | None = None) -> None:  # pyright: ignore[reportIncompatibleMethodOverride]
        """One step. `closure` is not supported."""
        for group in self.param_groups:
            by_shape: dict[torch.Size, list[tuple[Tensor, Tensor]]] = {}
            for parameter in group["params"]:
                if parameter.grad is None:
                    continue
                parameter.mul_(1 - group["lr"] * group["weight_decay"])
                ahead = self._momentum(parameter, group["momentum"])
                pieces = (matrix.chunk(group["blocks"], dim=1) for matrix in (parameter, ahead))
                for weights, change in zip(*pieces, strict=True):
                    if change.shape[0] > change.shape[1]:
                        weights, change = weights.T, change.T
                    by_shape.setdefault(change.shape, []).append((weights, change))
            for (short, long), pairs in by_shape.items():
                for start in range(0, len(pairs), _AT_A_TIME):
                    self._change(pairs[start : start + _AT_A_TIME], rate=group["lr"] * (long / short) ** 0.5)

    def _momentum(self, parameter: nn.Parameter, momentum: float) -> Tensor:
        assert parameter.grad is not None
        state = self.state[parameter]
        if not state:
            state["momentum"] = torch.zeros_like(parameter)
        state["momentum"].lerp_(parameter.grad, 1 - momentum)
        return parameter.grad.lerp(state["momentum"], momentum)

    @staticmethod
    def _change(pairs: Sequence[tuple[Tensor, Tensor]], *, rate: float) -> None:
        changes = orthogonalised(torch.stack([change for _, change in pairs]))
        for (weights, _), change in zip(pairs, changes, strict=True):
            weights.sub_(change, alpha=rate)
