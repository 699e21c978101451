"""Commands that read sentences: translate, coreference, ablate, patch, compare, explain."""

import functools
import json
import sys
from argparse import Namespace
from typing import Any, Protocol, runtime_checkable

from model.commands.chosen_model import chosen_model
from model.decoding import Beam, Greedy
from model.errors import InputError
from model.interventions import InterventionError, reference_means, tap_for


def translate(options: Namespace) -> int:
    """One translation a line, in the order of the sentences; from a language model, each with its continuation."""
    translator = chosen_model(options)
    search = Greedy() if options.beam == 1 else Beam(options.beam, options.length_penalty)
    means = functools.cache(reference_means)
    tap_for(translator, options.intervene, means)  # what cannot be read is said once, not for each sentence
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

    translator = chosen_model(options)
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


def ablate(options: Namespace) -> int:
    """What each head changes alone."""
    from model.analysis.ablation_report import ablate as switched_off

    return _print(switched_off(chosen_model(options), options.sentence, options.how), options)


def patch(options: Namespace) -> int:
    """Where two sentences differ inside the encoder."""
    from model.analysis.patching_report import patch_sentences

    return _print(patch_sentences(chosen_model(options), options.first, options.second), options)


def compare(options: Namespace) -> int:
    """What two passes do differently."""
    from model.analysis.comparison import Comparison
    from model.analysis.comparison_report import ComparisonReport

    if not (options.second or options.other_model or options.intervene):
        raise InputError("nothing_to_compare", "Give a second sentence, --other-model or --intervene.")
    first = chosen_model(options)
    second = chosen_model(options, options.other_model) if options.other_model else first
    tap = tap_for(second, options.intervene)
    changed = second.translate(options.second or options.first, tap=tap)
    report = ComparisonReport(Comparison(first.translate(options.first), changed), options.intervene)
    return _print(report, options)


def explain(options: Namespace) -> int:
    """Which words a written word is owed to."""
    from model.analysis.attribution.explanation import explain as explained

    translation = chosen_model(options).translate(options.sentence)
    found = explained(translation, options.word, options.method, contrast=not options.alone, by_word=not options.pieces)
    return _print(found, options)


@runtime_checkable
class _Report(Protocol):
    """What a command found, as plain values for JSON and as lines for a terminal."""

    def as_dict(self) -> dict[str, Any]: ...

    def to_text(self) -> str: ...


def _print(report: _Report, options: Namespace) -> int:
    print(json.dumps(report.as_dict(), indent=2, ensure_ascii=False) if options.json else report.to_text())
    return 0
