"""The probability of each token, from one pass over all of them and step by step, as a table."""

import pandas as pd

from model.lessons.masks import BothWays
from viz.text import Text


def both_ways_table(found: BothWays, text: Text) -> pd.DataFrame:
    """One row per token: its probability, 0 to 1, both ways."""
    return pd.DataFrame(
        {
            text("lesson_masks.column_token"): found.tokens.labels,
            text("lesson_masks.column_at_once"): found.at_once.tolist(),
            text("lesson_masks.column_in_turn"): found.in_turn.tolist(),
        }
    ).round(6)
