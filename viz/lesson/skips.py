"""What it costs to skip each feed-forward sublayer, as a table."""

from collections.abc import Sequence

import pandas as pd

from model.lessons.feed_forward import Skip
from viz.labels import layer_name, number_text
from viz.text import Text, markdown_escape


def sublayer_name(skip: Skip, text: Text) -> str:
    """The stack and the layer, counted from 1: "encoder L3"."""
    return f"{text(f'layer_norm.stack_{skip.skipped.stack}')} {layer_name(skip.skipped.layer)}"


def skips_table(skips: Sequence[Skip], written: Sequence[str], text: Text) -> pd.DataFrame:
    """One row per sublayer: the change of log P in nats, and the translation without it. Cells are Markdown."""
    rows = {
        sublayer_name(skip, text): [number_text(skip.change, "+.2f"), markdown_escape(translation) or "…"]
        for skip, translation in zip(skips, written, strict=True)
    }
    columns = [text("lesson_feed_forward.column_change"), text("lesson_feed_forward.column_translation")]
    return pd.DataFrame.from_dict(rows, orient="index", columns=columns)
