"""What the command line does, one function per command. Each returns the exit status."""

import dataclasses
import json
import shlex
import signal
import sys
from argparse import Namespace
from types import FrameType

import torch

import model
from model.decoding import Beam, Greedy
from model.errors import ConfigError, InputError
from model.memory import keep_freed_memory
from model.training.config import Recipe, TrainingConfig


def translate(options: Namespace) -> int:
    """One translation a line, in the order of the sentences."""
    translator = model.load(options.model)
    search = Greedy() if options.beam == 1 else Beam(options.beam, options.length_penalty)
    failed = False
    for number, sentence in enumerate(options.sentences or sys.stdin, start=1):
        try:
            print(translator.translate(sentence.rstrip("\r\n"), search).text, flush=True)
        except InputError as error:
            failed = True
            print(flush=True)
            print(f"line {number}: {error}", file=sys.stderr)
    return int(failed)


def train(options: Namespace) -> int:
    """Train, save on Ctrl-C, and say where the model is."""
    from model.training.run import prepare

    recipe = Recipe.load(options.recipe)
    names = {field.name for field in dataclasses.fields(TrainingConfig)}
    given = {name: value for name, value in vars(options).items() if name in names and value is not None}
    config = TrainingConfig(**(recipe.training | given))
    if options.device != "cpu" and not torch.cuda.is_available():
        raise ConfigError("bad_config", f"There is no device {options.device} here; use --device cpu.")
    if options.threads:
        torch.set_num_threads(options.threads)
    keep_freed_memory(training=True)
    trainer, write_model = prepare(
        options.output,
        recipe,
        config,
        options.corpus,
        command=_repeatable_command(options),
        resume=options.resume,
        device=options.device,
        save_minutes=options.save_minutes,
    )

    def stop(signal_number: int, frame: FrameType | None) -> None:
        trainer.stop()

    signal.signal(signal.SIGINT, stop)
    signal.signal(signal.SIGTERM, stop)
    trainer.run(write_model)
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
        elif name == "output":
            words += [flag, value.name]
        elif name not in ("command", "resume", "save_minutes", "threads") and value not in (None, "cpu"):
            words += [flag, str(value)]
    return shlex.join(words)


def evaluate(options: Namespace) -> int:
    """Print what was measured; with --write-card, put it into the model's card as well."""
    from model.checkpoint import CARD, locate, write_atomically
    from model.corpus import load_pairs
    from model.evaluation import evaluate as measure
    from model.training.card import with_quality

    translator = model.load(options.model)
    pairs = list(load_pairs(options.corpus)) if options.corpus else []
    evaluation = measure(translator, pairs, beam=options.beam, n_examples=options.examples)
    if options.write_card:
        card = locate(options.model) / CARD
        text = with_quality(card.read_text(encoding="utf-8"), evaluation.to_markdown())
        write_atomically(card, text.encode())
    print(json.dumps(evaluation.as_dict(), indent=2, ensure_ascii=False) if options.json else evaluation.to_markdown())
    return 0
