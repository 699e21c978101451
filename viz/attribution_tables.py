"""The numbers of the attribution page as tables."""

from collections.abc import Callable, Sequence
from typing import cast

import pandas as pd

from model.analysis.attribution import Agreement, Attribution, LogitLens
from viz.attribution import method_name, unit_name, where
from viz.logit_lens import stage_names
from viz.text import Text

_DIGITS = 5


def credit_table(attributions: Sequence[Attribution], text: Text) -> pd.DataFrame:
    """One row per word (or piece), one column per method with its unit: raw scores, nothing divided."""
    inputs = attributions[0].inputs
    columns: dict[str, list[str] | list[float] | list[int]] = {
        text("methods.column_place"): list(range(1, len(inputs) + 1)),
        text("methods.column_input"): [where(inputs, index, text) for index in range(len(inputs))],
        text("methods.column_word"): list(inputs.labels),
    }
    for one in attributions:
        title = text("methods.column_score", method=text(f"methods.name_{one.method}"), unit=unit_name(one, text))
        columns[title] = one.scores.tolist()
    return pd.DataFrame(columns).round(_DIGITS)


def agreement_table(agreement: Agreement, text: Text) -> pd.DataFrame:
    """One row for each two methods: Spearman's ρ and Kendall's τ-b, −1 to 1, empty where they are not defined."""
    names = [method_name(method, text) for method in agreement.methods]
    pairs = [(first, second) for first in range(len(names)) for second in range(first + 1, len(names))]
    return pd.DataFrame(
        {
            text("methods.column_first"): [names[first] for first, _ in pairs],
            text("methods.column_second"): [names[second] for _, second in pairs],
            "Spearman ρ": [float(agreement.spearman[pair]) for pair in pairs],
            "Kendall τ-b": [float(agreement.kendall[pair]) for pair in pairs],
        }
    ).round(_DIGITS)


def lens_table(lens: LogitLens, spell: Callable[[int], str], text: Text) -> pd.DataFrame:
    """One row per stage: probability and rank of the tokens in question, then the most probable tokens."""
    columns: dict[str, list[str] | list[float] | list[int]] = {text("methods.column_stage"): stage_names(lens, text)}
    for number, token in enumerate(lens.asked):
        word = spell(token)
        columns[text("methods.column_probability", word=word)] = lens.asked_probability[:, number].tolist()
        columns[text("methods.column_rank", word=word)] = lens.asked_rank[:, number].tolist()
    for rank in range(lens.top.shape[1]):
        title = text("methods.lens_rank", rank=rank + 1)
        columns[title] = [spell(token) for token in cast(list[int], lens.top[:, rank].tolist())]
        columns[text("methods.column_probability", word=title)] = lens.probability[:, rank].tolist()
    return pd.DataFrame(columns).round(_DIGITS)
