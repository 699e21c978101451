"""Interventions: taps that change a forward pass, to see what depends on what.

They live for one pass or one decoding, as every tap does; `notation` writes them as text.
"""

from model.interventions.edges import Edges, cut, cut_edges
from model.interventions.heads import How, MeanOutputs, each_head_off, heads_off, heads_off_by_row, set_weight
from model.interventions.means import mean_head_outputs, reference_means, tap_for
from model.interventions.notation import (
    EdgeCut,
    HeadOff,
    Intervention,
    SublayerSkipped,
    WeightSet,
    head_code,
    parse,
    parse_head,
    tap_of,
    to_text,
)
from model.interventions.patch import patch
from model.interventions.place import InterventionError, Place
from model.interventions.sublayers import skip_sublayer

__all__ = [
    "EdgeCut",
    "Edges",
    "HeadOff",
    "How",
    "Intervention",
    "InterventionError",
    "MeanOutputs",
    "Place",
    "SublayerSkipped",
    "WeightSet",
    "cut",
    "cut_edges",
    "each_head_off",
    "head_code",
    "heads_off",
    "heads_off_by_row",
    "mean_head_outputs",
    "parse",
    "parse_head",
    "patch",
    "reference_means",
    "set_weight",
    "skip_sublayer",
    "tap_for",
    "tap_of",
    "to_text",
]
