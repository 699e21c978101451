"""Interventions: taps that change a forward pass, to see what depends on what.

They live for one pass or one decoding, as every tap does; `notation` writes them as text.
"""

from model.interventions.edges import Edges, cut, cut_edges
from model.interventions.heads import How, MeanOutputs, heads_off, heads_off_by_row, rows_off, set_weight
from model.interventions.means import mean_head_outputs, reference_means
from model.interventions.notation import parse, parse_head, to_text
from model.interventions.other_sentence import activations, encoder_activations
from model.interventions.patch import patch
from model.interventions.place import InterventionError, Place
from model.interventions.sublayers import skip_sublayer
from model.interventions.values import (
    EdgeCut,
    HeadOff,
    HeadTaken,
    Intervention,
    StreamTaken,
    SublayerSkipped,
    WeightSet,
    edge_code,
    head_code,
    tap_of,
)
from model.interventions.written import tap_for

__all__ = [
    "EdgeCut",
    "Edges",
    "HeadOff",
    "HeadTaken",
    "How",
    "Intervention",
    "InterventionError",
    "MeanOutputs",
    "Place",
    "StreamTaken",
    "SublayerSkipped",
    "WeightSet",
    "activations",
    "cut",
    "cut_edges",
    "edge_code",
    "encoder_activations",
    "head_code",
    "heads_off",
    "heads_off_by_row",
    "mean_head_outputs",
    "parse",
    "parse_head",
    "patch",
    "reference_means",
    "rows_off",
    "set_weight",
    "skip_sublayer",
    "tap_for",
    "tap_of",
    "to_text",
]
