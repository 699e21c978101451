"""The exact state of a run: one safetensors file, replaced whole, from which training goes on as if never stopped."""

import json
from dataclasses import asdict, dataclass, replace
from pathlib import Path
from typing import Any

import torch
from safetensors import safe_open
from safetensors.torch import save
from torch import Tensor, nn

from model.checkpoint import copy_tensors, read_tensors, write_atomically
from model.errors import CheckpointError
from model.training.config import TrainingConfig
from model.training.optimizers import Optimizers


@dataclass(frozen=True)
class Progress:
    """How far a run is: optimiser steps, target tokens, wall-clock seconds, and the next position in the stream."""

    step: int = 0
    tokens: int = 0
    seconds: float = 0.0
    chunk: int = 0
    batch: int = 0

    def share(self, config: TrainingConfig) -> float:
        """The part of the run that is done, from 0 to 1 (or a little beyond): the nearest of its limits."""
        limits = (
            (self.step, config.steps),
            (self.tokens, config.tokens),
            (self.seconds / 60, config.minutes),
        )
        return max(done / limit for done, limit in limits if limit is not None)


def save_state(
    path: Path, progress: Progress, config: TrainingConfig, modules: nn.ModuleDict, optimizers: Optimizers
) -> None:
    """Write weights, optimiser moments and random number generators (tensors) and progress (JSON in the header)."""
    tensors: dict[str, Tensor] = {f"weights.{name}": parameter for name, parameter in modules.named_parameters()}
    for name, moments in _moments(modules, optimizers).items():
        tensors[f"optimizer.{name}"] = moments
    tensors |= {f"random.{name}": generator for name, generator in _generators(modules).items()}
    header = {"progress": json.dumps(asdict(progress)), "config": json.dumps(asdict(config))}
    detached = {name: tensor.detach().cpu().contiguous() for name, tensor in tensors.items()}
    write_atomically(path, save(detached, metadata=header))


def load_state(path: Path, config: TrainingConfig, modules: nn.ModuleDict, optimizers: Optimizers) -> Progress:
    """Put a saved state back into `modules` and `optimizer`. Raises CheckpointError.

    The limits of the run may differ from those it was saved with; everything else must be the same.
    """
    tensors = read_tensors(path)
    try:
        opened: Any = safe_open(path, framework="pt")
        with opened as file:
            header = file.metadata()
        progress, saved = (
            Progress(**json.loads(header["progress"])),
            TrainingConfig(**json.loads(header["config"])),
        )
        _refuse_other_config(saved, config)
        parameters = {f"weights.{name}": parameter for name, parameter in modules.named_parameters()}
        copy_tensors({name: tensors[name] for name in tensors if name.startswith("weights.")}, parameters)
        _restore_moments(tensors, modules, optimizers)
        torch.set_rng_state(tensors["random.cpu"])
        if "random.cuda" in tensors and torch.cuda.is_available():
            torch.cuda.set_rng_state(tensors["random.cuda"])
    except (KeyError, TypeError, ValueError) as error:
        raise CheckpointError(
            "mismatch", f"{path} cannot be resumed with these settings: {error}", name=str(path)
        ) from error
    return progress


def _refuse_other_config(saved: TrainingConfig, config: TrainingConfig) -> None:
    limits: dict[str, Any] = {"steps": config.steps, "tokens": config.tokens, "minutes": config.minutes}
    if replace(saved, **limits) != config:
        before, now = asdict(saved), asdict(config)
        differing = [name for name in now if name not in limits and before[name] != now[name]]
        raise ValueError(f"it was saved with another {', '.join(differing)}")


def _moments(modules: nn.ModuleDict, optimizers: Optimizers) -> dict[str, Tensor]:
    return {
        f"{name}.{key}": value
        for name, parameter in modules.named_parameters()
        for key, value in optimizers.moments(parameter).items()
    }


def _restore_moments(tensors: dict[str, Tensor], modules: nn.ModuleDict, optimizers: Optimizers) -> None:
    for name, parameter in modules.named_parameters():
        prefix = f"optimizer.{name}."
        moments = {key.removeprefix(prefix): tensors[key] for key in tensors if key.startswith(prefix)}
        on_device = {key: value.to(parameter.device) if value.ndim else value for key, value in moments.items()}
        optimizers.restore(parameter, on_device)


def _generators(modules: nn.ModuleDict) -> dict[str, Tensor]:
    on_cuda = any(parameter.is_cuda for parameter in modules.parameters())
    return {"cpu": torch.get_rng_state()} | ({"cuda": torch.cuda.get_rng_state()} if on_cuda else {})
