"""Analyses that processes make together: torchrun … -m tests.shared_analyses FILE, in `test_shared_analyses.py`.

Each process finds the same; what it found stands in FILE with its number.
"""

import json
import sys
from typing import Any

from model.analysis.head_sets import find_head_sets
from model.analysis.importance import ablation_importance, gradient_importance
from model.analysis.roles import held_out_sentences, measure_roles
from model.interventions import head_code
from model.training.parallel import ALONE, Processes, joined_processes
from tests import planted, small

SENTENCES = 7  # no multiple of the processes


def found(processes: Processes = ALONE) -> dict[str, Any]:
    """Roles and importance in a random model, sets of heads in the planted one, as plain values."""
    made = small.translator()
    sentences = held_out_sentences(made, SENTENCES)
    rises = ablation_importance(made, sentences, processes=processes)
    probes = [planted.probe(sentence) for sentence in (*planted.SENTENCES, *planted.SENTENCES[:3])]
    values = {
        "roles": measure_roles(made, sentences, processes=processes).as_dict(),
        "gradient": [one.as_dict() for one in gradient_importance(made, sentences, processes=processes)],
        "rises": {head_code(*head): rise.as_dict() for head, rise in rises.items()},
        "sets": find_head_sets(planted.translator(), probes, processes=processes).as_dict(),
        "one sentence": find_head_sets(planted.translator(), probes[:1], processes=processes).as_dict(),
    }
    return json.loads(json.dumps(values))


if __name__ == "__main__":
    with joined_processes("cpu") as (processes, _):
        values = found(processes)
    with open(f"{sys.argv[1]}.{processes.index}", "w", encoding="utf-8") as file:
        json.dump(values, file)
