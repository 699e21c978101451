"""The numbers of a residual stream as a table."""

import numpy as np
import pandas as pd

from model.residual import StreamProfile
from viz.stream_map import QUANTITIES

COLUMNS = ("layer", "sublayer", "position", "piece", "size_before", "size_output", *QUANTITIES)


def stream_table(profile: StreamProfile) -> pd.DataFrame:
    """One row per sublayer and token, in the order of computation. Layers and positions count from 1."""
    n_sites, n_tokens = profile.share.shape
    site, token = (places.ravel() for places in np.indices((n_sites, n_tokens)))
    pieces = np.array(profile.tokens.labels)
    columns = {
        "layer": np.array([each.layer + 1 for each in profile.sites])[site],
        "sublayer": np.array([each.sublayer for each in profile.sites])[site],
        "position": token + 1,
        "piece": pieces[token],
    }
    columns |= {name: getattr(profile, name).numpy().ravel().round(6) for name in COLUMNS[4:]}
    return pd.DataFrame(columns)
