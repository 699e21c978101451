"""The numbers of the switchboard as a table."""

from typing import cast

import pandas as pd

from model.analysis.head_effects import HeadEffects
from model.interventions.editing import HeadStates
from viz.labels import head_of_layer_name, layer_name
from viz.text import Text


def switchboard_table(effects: HeadEffects, states: HeadStates, text: Text) -> pd.DataFrame:
    """One row per head: what was done to it, and what switching it off alone changes, in nats."""
    rows = [
        (
            text(f"laboratory.part_{kind}"),
            layer_name(layer),
            head_of_layer_name(head),
            text(f"laboratory.state_{states[kind][layer][head]}"),
            change,
        )
        for kind, changes in effects.changes.items()
        for layer, row in enumerate(cast(list[list[float]], changes.tolist()))
        for head, change in enumerate(row)
    ]
    names = [text(f"laboratory.column_{name}") for name in ("part", "layer", "head", "state", "change")]
    return pd.DataFrame(rows, columns=names).round(4)
