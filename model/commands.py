"""What the command line does, one function per command. Each returns the exit status."""

import dataclasses
import functools
import json
import shlex
import signal
import sys
from argparse import Namespace
from pathlib import Path
from types import FrameType
from typing import Any

import torch

import model
from model.decoding import Beam, Greedy
from model.errors import ConfigError, InputError
from model.interventions import InterventionError, parse, reference_means, tap_for
from model.memory import keep_freed_memory
from model.training.config import Recipe, TrainingConfig
from model.translator import Translator


def _model(options: Namespace) -> Translator:
    """The model that was asked for; fetching one is told on stderr."""
    if not options.download:
        return model.load(options.model)
    from tqdm import tqdm

    with tqdm(total=100, bar_format="{l_bar}{bar}| {elapsed}<{remaining}", leave=False) as bar:

        def report(stage: str, done: int, total: int) -> None:
            bar.set_description(stage, refresh=False)
            bar.n = round(100 * done / max(1, total))
            bar.refresh()

        return model.load(options.model, download=True, report=report)


def translate(options: Namespace) -> int:
    """One translation a line, in the order of the sentences; from a language model, each with its continuation."""
    translator = _model(options)
    search = Greedy() if options.beam == 1 else Beam(options.beam, options.length_penalty)
    means = functools.cache(reference_means)
    parse(options.intervene, translator.config)  # what cannot be read is said once, not for each sentence
    failed = False
    for number, sentence in enumerate(options.sentences or sys.stdin, start=1):
        try:
            tap = tap_for(translator, options.intervene, means)
            print(translator.translate(sentence.rstrip("\r\n"), search, tap=tap).text, flush=True)
        except (InputError, InterventionError) as error:
            failed = True
            print(flush=True)
            print(f"line {number}: {error}", file=sys.stderr)
    return int(failed)


def coreference(options: Namespace) -> int:
    """What the model takes "it" for, sentence by sentence: as text, with an empty line between, or as JSON lines."""
    from model.coreference_report import coreference_report, require_english_to_french

    translator = _model(options)
    require_english_to_french(translator)
    failed = False
    for number, sentence in enumerate(options.sentences or sys.stdin, start=1):
        try:
            report = coreference_report(translator, sentence.rstrip("\r\n"), options.antecedent, options.distractor)
        except InputError as error:
            failed = True
            print(f"line {number}: {error}", file=sys.stderr)
        else:
            print(
                json.dumps(report.as_dict(), ensure_ascii=False) if options.json else f"{report.to_text()}\n",
                flush=True,
            )
    return int(failed)


def scorecard(options: Namespace) -> int:
    """Which heads, edges or sets of heads resolve the pronoun; in all processes that a launcher has started."""
    from tqdm import tqdm

    from model.analysis.head_sets import find_head_sets
    from model.analysis.own_sentences import OwnSentences, load_own_sentences
    from model.analysis.routes import RouteMap, make_routes
    from model.analysis.scorecard import Scorecard, make_scorecard
    from model.coreference_report import require_english_to_french
    from model.evaluation.probes import make_probes
    from model.training.parallel import joined_processes

    translator = _model(options)
    require_english_to_french(translator)
    if options.sentences:
        own = load_own_sentences(options.sentences, translator)
    else:
        own = OwnSentences(tuple(make_probes(translator, count=options.examples)), ())
    with joined_processes("cpu") as (processes, _):
        with tqdm(total=100, bar_format="{l_bar}{bar}| {elapsed}<{remaining}", disable=not processes.is_main) as bar:

            def advance(share: float) -> None:
                bar.update(100 * share - bar.n)

            found = None
            if options.show == "sets":  # a search looks at all sentences at every step: one process does it
                if processes.is_main and own.probes:
                    found = find_head_sets(translator, own.probes, on_progress=advance)
            else:
                measures: dict[str, tuple[Any, Any]] = {
                    "heads": (make_scorecard, Scorecard.joined),
                    "routes": (make_routes, RouteMap.joined),
                }
                measure, join = measures[options.show]
                mine = own.probes[processes.index :: processes.count]
                parts = processes.gather(measure(translator, mine, advance) if mine else None)
                found = join([part for part in parts if part]) if own.probes else None
        if processes.is_main:
            for row in own.rejected:
                print(f"line {row.line}: {row.reason}", file=sys.stderr)
            if found:
                print(json.dumps(found.as_dict(), indent=2, ensure_ascii=False) if options.json else found.to_text())
    return int(bool(own.rejected))


def roles(options: Namespace) -> int:
    """What every head of a model looks at, and whether it matters: a line for each, or JSON."""
    from model.analysis.roles.report import roles_report

    def report_progress(share: float) -> None:
        if sys.stderr.isatty():
            print(f"\rheads switched off: {share:.0%}", end="" if share < 1 else "\n", file=sys.stderr, flush=True)

    report = roles_report(_model(options), options.sentences, options.ablation, progress=report_progress)
    print(json.dumps(report.as_dict(), indent=2, ensure_ascii=False) if options.json else report.to_text())
    return 0


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

    translator = _model(options)
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
