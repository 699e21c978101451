"""What changes the weights: AdamW, or Muon for the matrices inside the layers and AdamW for everything else."""

from typing import Any

from torch import Tensor, nn
from torch.optim import AdamW, Optimizer

from model.training.config import TrainingConfig
from model.training.muon import Muon


class Optimizers:
    """One or two optimisers that act as one."""

    def __init__(self, modules: nn.Module, config: TrainingConfig) -> None:
        others: list[nn.Parameter] = []
        matrices: dict[int, list[nn.Parameter]] = {}
        for name, parameter in modules.named_parameters():
            if config.optimizer == "muon" and parameter.ndim == 2 and (".encoder." in name or ".decoder." in name):
                blocks = 3 if ".query_key_value." in name else 1  # three projections side by side
                matrices.setdefault(blocks, []).append(parameter)
            else:
                others.append(parameter)
        adamw = AdamW(others, betas=(0.9, 0.98), eps=1e-9, weight_decay=config.weight_decay, fused=True)
        self._peaks: dict[Optimizer, float] = {adamw: config.learning_rate}
        if matrices:
            groups: list[dict[str, Any]] = [{"params": same, "blocks": blocks} for blocks, same in matrices.items()]
            self._peaks[Muon(groups, weight_decay=config.weight_decay)] = config.muon_learning_rate
        self._owners: dict[nn.Parameter, Optimizer] = {
            parameter: optimizer
            for optimizer in self._peaks
            for group in optimizer.param_groups
            for parameter in group["params"]
        }

    def set_rate(self, share: float) -> None:
        """Each learning rate, as a share of its peak."""
        for optimizer, peak in self._peaks.items():
            for group in optimizer.param_groups:
                group["lr"] = peak * share

    def zero_grad(self) -> None:
        for optimizer in self._peaks:
            optimizer.zero_grad()

    def step(self) -> None:
        for optimizer in self._peaks:
            optimizer.step()

    def moments(self, parameter: nn.Parameter) -> dict[str, Tensor]:
        """What is remembered of a parameter's gradients; empty before the first step."""
        return self._owners[parameter].state.get(parameter, {})

    def restore(self, parameter: nn.Parameter, moments: dict[str, Tensor]) -> None:
        """Put back what `moments` gave."""
        self._owners[parameter].state[parameter] = moments
