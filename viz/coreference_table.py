"""The numbers of the coreference page as a table."""

from collections.abc import Sequence

import pandas as pd

from model.coreference import HeadComparison, Resolution
from viz.coreference import noun_words
from viz.labels import head_of_layer_name, layer_name
from viz.text import Text


def head_table(heads: Sequence[HeadComparison], first: Resolution, second: Resolution, text: Text) -> pd.DataFrame:
    """One row per head, in the order given: its weights on the nouns of both sentences, and the contrasts."""
    columns: dict[str, list[str] | list[float]] = {
        text("coreference.column_attention"): [text(f"coreference.kind_{head.kind}") for head in heads],
        text("coreference.column_layer"): [layer_name(head.layer) for head in heads],
        text("coreference.column_head"): [head_of_layer_name(head.head) for head in heads],
    }
    for sentence, resolution in enumerate((first, second)):
        n = sentence + 1
        antecedent, distractor = noun_words(resolution)
        columns |= {
            text("coreference.column_noun", n=n, noun=antecedent): [head.antecedent[sentence] for head in heads],
            text("coreference.column_noun", n=n, noun=distractor): [head.distractor[sentence] for head in heads],
            text("coreference.column_contrast", n=n): [head.contrast[sentence] for head in heads],
        }
    columns[text("coreference.column_smaller")] = [head.weaker_contrast for head in heads]
    return pd.DataFrame(columns).round(4)
