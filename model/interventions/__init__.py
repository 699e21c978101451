"""Interventions: taps that change a forward pass, to see what depends on what.

They live for one pass or one decoding, as every tap does; `notation` writes them as text.
"""

from model.interventions.edges import Edges, cut, cut_edges
from model.interventions.heads import heads_off, mean_head_outputs, set_weight
from model.interventions.notation import (
    EdgeCut,
    HeadOff,
    Intervention,
    SublayerSkipped,
    WeightSet,
    head_code,
    parse,
    tap_of,
    to_text,
)
from model.interventions.place import InterventionError, Place
from model.interventions.sublayers import skip_sublayer

__all__ = [
    "EdgeCut",
    "Edges",
    "HeadOff",
    "Intervention",
    "InterventionError",
    "Place",
    "SublayerSkipped",
    "WeightSet",
    "cut",
    "cut_edges",
    "head_code",
    "heads_off",
    "mean_head_outputs",
    "parse",
    "set_weight",
    "skip_sublayer",
    "tap_of",
    "to_text",
]
