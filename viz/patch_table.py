"""The numbers behind the pictures of attention over an image."""

import numpy as np
import pandas as pd

from model.analysis.class_effects import ClassEffects
from model.analysis.patch_attention import PatchAttention
from viz.patch_style import picture_name
from viz.text import Text

_LISTED = 10


def patch_table(shown: PatchAttention, picture: int, text: Text) -> pd.DataFrame:
    """What one picture gives [CLS], and the patches that it gives most, with how often the even share that is."""
    weights = shown.weights[picture].double().numpy()
    order = [0, *(1 + np.argsort(-weights[1:], kind="stable")[:_LISTED]).tolist()]
    return pd.DataFrame(
        {
            text("image.column_patch"): [shown.grid.label(token) for token in order],
            text("image.column_weight"): weights[order].round(5),
            text("image.column_share"): (weights[order] * shown.grid.n_tokens).round(2),
        }
    )


def heads_table(shown: PatchAttention, effects: ClassEffects | None, text: Text) -> pd.DataFrame:
    """One row for each head: what it gives [CLS], the patch that it gives most, and what switching it off changes."""
    weights = shown.weights.double().numpy()
    best = 1 + weights[:, 1:].argmax(1)
    columns = {
        text("image.column_head"): [picture_name(shown, head, text) for head in range(len(weights))],
        text("image.column_cls"): weights[:, 0].round(5),
        text("image.column_best"): [shown.grid.label(int(token)) for token in best],
        text("image.column_weight"): weights[np.arange(len(weights)), best].round(5),
    }
    if effects is not None:
        columns[text("image.column_change")] = effects.changes.double().numpy().round(4)
    return pd.DataFrame(columns)
