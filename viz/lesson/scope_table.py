"""What a cut costs in few heads and in many, as a table."""

from collections.abc import Mapping

import pandas as pd

from viz.text import Text


def scope_table(odds: Mapping[str, tuple[float, float]], text: Text) -> pd.DataFrame:
    """One row for each scope (keys: names): the log-odds of the pronoun in nats without the cut, with it, and Δ."""
    return pd.DataFrame(
        {
            text("lesson_coreference.column_before"): [f"{before:+.2f}" for before, _ in odds.values()],
            text("lesson_coreference.column_after"): [f"{after:+.2f}" for _, after in odds.values()],
            "Δ": [f"{after - before:+.2f}" for before, after in odds.values()],
        },
        index=list(odds),
    )
