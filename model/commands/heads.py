"""Commands that measure the heads of a model on many sentences: scorecard, roles."""

import json
import sys
from argparse import Namespace
from typing import Any

from model.commands.chosen_model import chosen_model


def scorecard(options: Namespace) -> int:
    """Which heads, edges or sets of heads resolve the pronoun; in all processes that a launcher has started."""
    from model.analysis.head_sets import find_head_sets
    from model.analysis.own_sentences import OwnSentences, load_own_sentences
    from model.analysis.routes import RouteMap, make_routes
    from model.analysis.scorecard import Scorecard, make_scorecard
    from model.commands.progress_bar import progress_bar
    from model.coreference_report import require_english_to_french
    from model.evaluation.probes import make_probes
    from model.training.parallel import joined_processes

    translator = chosen_model(options)
    require_english_to_french(translator)
    if options.sentences:
        own = load_own_sentences(options.sentences, translator)
    else:
        own = OwnSentences(tuple(make_probes(translator, count=options.examples)), ())
    with joined_processes("cpu") as (processes, _):
        with progress_bar(processes) as advance:
            found = None
            if options.show == "sets":
                if own.probes:
                    found = find_head_sets(translator, own.probes, on_progress=advance, processes=processes)
            else:
                measures: dict[str, tuple[Any, Any]] = {
                    "heads": (make_scorecard, Scorecard.joined),
                    "routes": (make_routes, RouteMap.joined),
                }
                measure, join = measures[options.show]
                mine = processes.dealt(own.probes)
                parts = processes.gather(measure(translator, mine, advance) if mine else None)
                found = join([part for part in parts if part]) if own.probes else None
        if processes.is_main:
            for row in own.rejected:
                print(f"line {row.line}: {row.reason}", file=sys.stderr)
            if found:
                print(json.dumps(found.as_dict(), indent=2, ensure_ascii=False) if options.json else found.to_text())
    return int(bool(own.rejected))


def roles(options: Namespace) -> int:
    """What every head looks at, and whether it matters: a line for each, or JSON; in all processes that a launcher has
    started."""
    from model.analysis.roles.report import roles_report
    from model.commands.progress_bar import progress_bar
    from model.training.parallel import joined_processes

    translator = chosen_model(options)
    with joined_processes("cpu") as (processes, _):
        with progress_bar(processes) as advance:
            report = roles_report(
                translator, options.sentences, options.ablation, progress=advance, processes=processes
            )
        if processes.is_main:
            print(json.dumps(report.as_dict(), indent=2, ensure_ascii=False) if options.json else report.to_text())
    return 0
