"""The attention of one decoding step: which tokens every head looks at, and their mean."""

import numpy as np
import plotly.graph_objects as go

from model.decoding.step_attention import StepAttention
from viz.figure import colour_stops, unchecked
from viz.labels import head_of_layer_name, isolated, word_label
from viz.text import Text
from viz.theme import TYPE, Theme, head_colour, layout

_ROW_HEIGHT = 25  # pixels of a row where there are few, and at least:
_LEAST_ROW_HEIGHT = 16
_HEIGHT = 500  # pixels that many rows share
_ABOVE, _BELOW = 28, 40  # pixels for the names of the heads, for the colour bar


def step_heatmap(attention: StepAttention, *, text: Text, theme: Theme) -> go.Figure:
    """Heads as columns, what they look at as rows, the mean over the heads in front. Unit: attention weight, 0 to 1."""
    n_heads, n_keys = attention.weights.shape
    row_height = min(_ROW_HEIGHT, max(_LEAST_ROW_HEIGHT, _HEIGHT // n_keys))
    gap = np.full((n_keys, 1), np.nan, np.float32)
    columns = [text("decoding.mean"), "", *(head_of_layer_name(head) for head in range(n_heads))]
    cells = {
        "type": "heatmap",
        "z": np.concatenate([attention.mean[:, None].numpy(), gap, attention.weights.T.numpy()], axis=1).round(4),
        "customdata": [[[isolated(key), column] for column in columns] for key in attention.keys],
        "zmin": 0,
        "zmax": 1,
        "colorscale": colour_stops(theme.sequential),
        "xgap": 1,
        "ygap": 1,
        "hoverongaps": False,
        "hovertemplate": "%{customdata[0]}<br>%{customdata[1]}: %{z:.3f}"
        f"<extra>{text('decoding.weight')}</extra>",
        "colorbar": {
            "orientation": "h",
            "y": 0,
            "yanchor": "top",
            "len": 0.7,
            "tickvals": [0, 0.5, 1],
            "title": {"text": text("decoding.weight"), "side": "bottom", "font": {"size": TYPE.small}},
        },
    }
    head_marks = {  # the colours by which heads are known everywhere
        "type": "scatter",
        "x": list(range(2, n_heads + 2)),
        "y": [-0.85] * n_heads,
        "mode": "markers",
        "marker": {"symbol": "square", "size": 9, "color": [head_colour(head) for head in range(n_heads)]},
        "hoverinfo": "skip",
        "showlegend": False,
    }
    axis = {"showgrid": False, "zeroline": False, "fixedrange": True}
    named = [column for column in range(n_heads + 2) if columns[column]]
    return unchecked(
        [cells, head_marks],
        layout(theme)
        | {
            "dragmode": False,
            "height": row_height * (n_keys + 1) + _ABOVE + _BELOW,
            "margin": {"t": _ABOVE, "b": _BELOW, "l": 8, "r": 8},
            "xaxis": axis | {"tickvals": named, "ticktext": [columns[column] for column in named], "side": "top"},
            "yaxis": axis
            | {
                "range": [n_keys - 0.5, -1.3],
                "tickvals": list(range(n_keys)),
                "ticktext": [word_label(key) for key in attention.keys],
                "tickfont": {"size": TYPE.label, "color": theme.text},
            },
        },
    )
