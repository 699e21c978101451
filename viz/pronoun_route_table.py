"""The numbers of `viz/pronoun_route.py`."""

from collections.abc import Mapping

import pandas as pd

from model.evaluation.measured import PronounRoute
from viz.pronoun_route import cut_title
from viz.share import share_in_words
from viz.text import Text


def route_table(routes: Mapping[str, PronounRoute], text: Text) -> pd.DataFrame:
    """One row for each cut, and for each model (keys: their names) the share of right pronouns, in words."""
    cuts = list(next(iter(routes.values())).right)
    columns = {name: [share_in_words(route.right[cut], text) for cut in cuts] for name, route in routes.items()}
    return pd.DataFrame({text("coreference.column_cut"): [cut_title(cut, text) for cut in cuts]} | columns)
