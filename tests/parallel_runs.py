"""Runs that several processes make together: torchrun … -m tests.parallel_runs, in `test_parallel_training.py`.

They leave in the folder given: `whole` (one process started it from other weights than the main one), `stopped` (one
process asked for that; then it was resumed), and in `seen.json` what each process saw of them.
"""

import hashlib
import json
import sys
from pathlib import Path

import torch
from accelerate.utils import gather_object

from model.errors import ConfigError
from model.training.batching import Batch
from model.training.config import Recipe, TrainingConfig
from model.training.loop import Trainer
from model.training.parallel import Processes, joined_processes
from model.training.run import prepare

STOP_AFTER = 4


def run(
    folder: Path,
    recipe: Recipe,
    *,
    resume: bool = False,
    stop_asked_by: int | None = None,
    other_start_in: int | None = None,
) -> Trainer:
    """Train; process `stop_asked_by` asks for a stop on the way, `other_start_in` starts from weights of its own."""
    trainer, write_model = prepare(
        folder, recipe, TrainingConfig(**recipe.training), [], command="train", resume=resume
    )
    step, index = trainer._step, Processes.joined().index

    def counted(batch: Batch) -> tuple[tuple[float, float], float]:
        if index == stop_asked_by and trainer.progress.step + 1 == STOP_AFTER:
            trainer.stop()
        return step(batch)

    trainer._step = counted
    if index == other_start_in:
        trainer.transformer.vocabulary.data += 1
    trainer.run(write_model)
    return trainer


def digest(tensor: torch.Tensor) -> str:
    return hashlib.sha256(tensor.detach().numpy().tobytes()).hexdigest()


def refusal(processes: Processes) -> str:
    """What a process is told when each has read another number of tokens."""
    try:
        processes.agree(1.0, 100 + processes.index, stop=False)
    except ConfigError as error:
        return str(error)
    return ""


def main(folder: Path) -> None:
    recipe = Recipe.load(str(folder / "recipe.toml"))
    with joined_processes("cpu") as (processes, _):
        last = processes.count - 1
        whole = run(folder / "whole", recipe, other_start_in=last)
        mine = {
            "generator": digest(torch.get_rng_state()),
            "weights": digest(whole.transformer.vocabulary),
            "stopped_at": run(folder / "stopped", recipe, stop_asked_by=last).progress.step,
            "refusal": refusal(processes),
        }
        run(folder / "stopped", recipe, resume=True)
        seen = gather_object([mine])
    if processes.is_main:
        (folder / "seen.json").write_text(json.dumps(seen))


if __name__ == "__main__":
    main(Path(sys.argv[1]))
