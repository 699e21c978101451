"""Commands that make models and measure them: train, evaluate, film."""

import dataclasses
import json
import shlex
import signal
from argparse import Namespace
from pathlib import Path
from types import FrameType

import torch

from model.commands.chosen_model import chosen_model
from model.errors import ConfigError
from model.memory import keep_freed_memory
from model.training.config import Recipe, TrainingConfig


def train(options: Namespace) -> int:
    """Train, in all processes that a launcher has started; save on Ctrl-C, and say where the model is."""
    from model.training.parallel import joined_processes
    from model.training.run import prepare

    recipe = Recipe.load(options.recipe)
    names = {field.name for field in dataclasses.fields(TrainingConfig)}
    given = {name: value for name, value in vars(options).items() if name in names and value is not None}
    config = TrainingConfig(**(recipe.training | given))
    if options.device != "cpu" and not torch.cuda.is_available():
        raise ConfigError("bad_config", f"There is no device {options.device} here; use --device cpu.")
    keep_freed_memory(training=True)
    with joined_processes(options.device) as (processes, device):
        if options.threads:
            torch.set_num_threads(options.threads)
        trainer, write_model = prepare(
            options.output,
            recipe,
            config,
            options.corpus,
            command=processes.launched(_repeatable_command(options)),
            resume=options.resume,
            initial=options.initial,
            device=device,
            save_minutes=options.save_minutes,
        )

        def stop(signal_number: int, frame: FrameType | None) -> None:
            trainer.stop()

        signal.signal(signal.SIGINT, stop)
        signal.signal(signal.SIGTERM, stop)
        trainer.run(write_model)
    if processes.is_main:
        progress = trainer.progress
        print(f"{progress.step} steps, {progress.tokens} target tokens; the model is in {options.output}.")
    return 0


def _repeatable_command(options: Namespace) -> str:
    """The command without what belongs to this machine and changes no result worth naming."""
    words = ["python", "-m", "model", "train"]
    for name, value in vars(options).items():
        flag = f"--{name.replace('_', '-')}"
        if name == "corpus":
            words += [word for path in value for word in (flag, path.name)]
        elif name in ("output", "initial") and value is not None:
            words += [flag, Path(value).name]
        elif name not in ("command", "resume", "save_minutes", "threads") and value not in (None, "cpu"):
            words += [flag, str(value)]
    return shlex.join(words)


def evaluate(options: Namespace) -> int:
    """Print what was measured; with --write-card, put it into the model's card, and beside it with the scorecard."""
    from model.analysis.stored import COUNT, store_measured
    from model.analysis.stored import measure as measure_heads
    from model.checkpoint import CARD, locate, write_atomically
    from model.coreference_report import reads_english_writes_french
    from model.corpus import load_pairs
    from model.evaluation import evaluate as measure
    from model.evaluation.measured import store_evaluation
    from model.training.card import with_quality

    translator = chosen_model(options)
    pairs = list(load_pairs(options.corpus)) if options.corpus else []
    evaluation = measure(translator, pairs, beam=options.beam, n_examples=options.examples)
    if options.write_card:
        folder = locate(options.model)
        text = with_quality((folder / CARD).read_text(encoding="utf-8"), evaluation.to_markdown())
        write_atomically(folder / CARD, text.encode())
        store_evaluation(folder, evaluation)
        if reads_english_writes_french(translator):
            store_measured(folder, measure_heads(translator, min(options.examples, COUNT)))
    print(json.dumps(evaluation.as_dict(), indent=2, ensure_ascii=False) if options.json else evaluation.to_markdown())
    return 0


def film(options: Namespace) -> int:
    """Measure the snapshots of a run, a line for each, and write the film."""
    from model.corpus import load_pairs
    from model.film.film import Frame
    from model.film.measuring import evenly, make_film

    def report(frame: Frame) -> None:
        bleu = f", BLEU {frame.bleu}" if frame.bleu else ""
        print(f"{frame.tokens} target tokens: loss {frame.loss:.3f}{bleu}, pronouns {frame.pronouns}", flush=True)

    pairs = evenly(list(load_pairs(options.corpus)), options.pairs) if options.corpus else []
    made = make_film(options.run, options.output, pairs, n_examples=options.examples, on_frame=report)
    print(f"{len(made)} snapshots; the film is in {options.output}.")
    return 0
