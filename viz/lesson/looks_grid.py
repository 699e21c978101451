"""What one word looks at over all heads, in one sentence or in two side by side."""

from collections.abc import Sequence

import numpy as np
import plotly.graph_objects as go

from model.lessons.many_heads import Look
from viz.number_grid import number_grid
from viz.text import Text
from viz.theme import Theme


def looks_grid(looks: Sequence[Look], expected: int, *, text: Text, theme: Theme) -> go.Figure:
    """For each sentence, numbered from 1, the largest weight of any head to each word, and the mean of all heads.

    The sentences have equally many words; where they differ, both stand above the column. The word at the place
    `expected` of the first one is framed.
    """
    rows = [
        text(f"lesson_heads.{name}", n=number) for number in range(1, len(looks) + 1) for name in ("largest", "mean")
    ]
    together = zip(*(look.words for look in looks), strict=True)
    return number_grid(
        np.concatenate([[look.largest.numpy(), look.mean.numpy()] for look in looks]),
        rows,
        [" / ".join(dict.fromkeys(words)) for words in together],
        highest=1.0,
        unit=text("lesson_heads.weight"),
        theme=theme,
        chosen=(0, expected),
    )
