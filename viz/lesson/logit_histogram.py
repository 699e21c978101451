"""All logits of one step as a histogram, with the largest by name."""

import math
from collections.abc import Sequence
from typing import Any

import plotly.graph_objects as go
import torch
from jaxtyping import Float
from torch import Tensor

from viz.figure import unchecked
from viz.labels import word_label
from viz.text import Text
from viz.theme import TYPE, Theme, layout

_BIN = 0.5  # width of a bar, in logits
_HEIGHT, _ROOM = 300, 2.0  # pixels; how much higher than the highest bar the axis ends, for the names


def logit_histogram(
    logits: Float[Tensor, " vocabulary"], named: Sequence[tuple[str, float]], text: Text, theme: Theme
) -> go.Figure:
    """How many pieces have a logit in each interval of ½, on a logarithmic axis; `named` are pieces with their logits.

    Logits have no unit and no bounds.
    """
    lowest, highest = math.floor(float(logits.min())), math.ceil(float(logits.max()))
    n_bins = round((highest - lowest) / _BIN)
    counts = torch.histc(logits.float(), n_bins, lowest, highest)
    bars: dict[str, Any] = {
        "type": "bar",
        "x": [lowest + _BIN * (n + 0.5) for n in range(n_bins)],
        "y": counts.int().tolist(),
        "width": _BIN * 0.92,
        "marker": {"color": theme.muted},
        "hovertemplate": f"%{{x}} ± {_BIN / 2}: %{{y}}<extra></extra>",
    }
    return unchecked(
        [bars],
        layout(theme)
        | {
            "height": _HEIGHT,
            "margin": {"t": 8, "b": 8, "l": 8, "r": 8},
            "dragmode": False,
            "annotations": [_name(name, logit, n == 0, theme) for n, (name, logit) in enumerate(named)],
            "xaxis": {"title": {"text": text("lesson_words.logit")}, "fixedrange": True, "zeroline": True},
            "yaxis": {
                "type": "log",
                "range": [math.log10(0.6), math.log10(float(counts.max())) + math.log10(_ROOM)],
                "tickvals": [10**power for power in range(math.ceil(math.log10(float(counts.max()))) + 1)],
                "title": {"text": text("lesson_words.n_pieces")},
                "fixedrange": True,
            },
        },
    )


def _name(name: str, logit: float, largest: bool, theme: Theme) -> dict[str, Any]:
    """The name of a piece above its place, with an arrow down to it."""
    return {
        "x": logit,
        "y": 0,  # log10 of one piece
        "ax": 0,
        "ay": -44,
        "text": f"<b>{word_label(name)}</b><br>{logit:.1f}",
        "showarrow": True,
        "arrowhead": 2,
        "arrowcolor": theme.accent if largest else theme.muted,
        "font": {"size": TYPE.label, "color": theme.accent if largest else theme.text},
    }
