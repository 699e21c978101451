"""The contrast of every head in one sentence, as a grid of layers and heads."""

import numpy as np
import plotly.graph_objects as go
from numpy.typing import NDArray

from model.coreference import NounAttention, Resolution
from viz.coreference import noun_words
from viz.figure import colour_stops, unchecked
from viz.labels import head_of_layer_name, isolated, layer_name, short_number
from viz.text import Text
from viz.theme import TYPE, Theme, layout

_ROW, _ABOVE, _BELOW = 30, 26, 72  # pixels: one layer, the names of the heads, the colour bar
_NEARLY_ZERO = 0.05  # below this no number stands in the cell, so that the eye finds the rest

Numbers = NDArray[np.float32]


def contrast_grid(resolution: Resolution, text: Text, theme: Theme) -> go.Figure:
    """The contrast antecedent − distractor of every head, layers as rows: the encoder's, then cross attention's.

    Unit: attention weight, from −1 (only the distractor) to 1 (only the antecedent). `resolution` must have at least
    one of `encoder` and `cross`.
    """
    parts = [part for part in (resolution.encoder, resolution.cross) if part is not None]
    contrast = _stacked([part.contrast.numpy() for part in parts])
    weights = np.stack(
        [
            _stacked([part.antecedent.numpy() for part in parts]),
            _stacked([part.distractor.numpy() for part in parts]),
        ],
        axis=-1,
    )
    n_rows, n_heads = contrast.shape
    names = _row_names(resolution.encoder, resolution.cross, text)
    antecedent, distractor = (isolated(word) for word in noun_words(resolution))
    cells = {
        "type": "heatmap",
        "z": contrast.round(3),
        "zmin": -1,
        "zmax": 1,
        "colorscale": colour_stops(theme.diverging),
        "xgap": 2,
        "ygap": 2,
        "text": [[short_number(value, signed=True, least=_NEARLY_ZERO) for value in row] for row in contrast.tolist()],
        "texttemplate": "%{text}",
        "textfont": {"size": TYPE.small},
        "customdata": weights.round(3),
        "hovertemplate": f"%{{y}} · %{{x}}<br>{antecedent}: %{{customdata[0]:.3f}}<br>"
        f"{distractor}: %{{customdata[1]:.3f}}<br>{text('coreference.contrast')}: %{{z:+.3f}}<extra></extra>",
        "hoverongaps": False,
        "colorbar": {
            "orientation": "h",
            "y": -0.02,
            "yanchor": "top",
            "len": 0.9,
            "thickness": 10,
            "outlinewidth": 0,
            "tickvals": [-1, 0, 1],
            "tickfont": {"size": TYPE.small},
            "title": {
                "text": text("coreference.scale", antecedent=antecedent, distractor=distractor),
                "side": "bottom",
            },
        },
    }
    axis = {"showgrid": False, "zeroline": False, "fixedrange": True}
    return unchecked(
        [cells],
        layout(theme)
        | {
            "height": _ROW * n_rows + _ABOVE + _BELOW,
            "margin": {"t": _ABOVE, "b": 44, "l": 8, "r": 8},
            "dragmode": False,
            "xaxis": axis
            | {
                "tickvals": list(range(n_heads)),
                "ticktext": [head_of_layer_name(head) for head in range(n_heads)],
                "side": "top",
            },
            "yaxis": axis
            | {
                "tickvals": [row for row, name in enumerate(names) if name],
                "ticktext": [name for name in names if name],
                "autorange": "reversed",
                "automargin": True,
            },
        },
    )


def grid_description(resolution: Resolution, text: Text) -> str:
    """What `contrast_grid` shows, in words."""
    contrasts = [part.contrast for part in (resolution.encoder, resolution.cross) if part is not None]
    antecedent, distractor = noun_words(resolution)
    return text(
        "coreference.grid_alt",
        antecedent=antecedent,
        distractor=distractor,
        largest=max(float(contrast.max()) for contrast in contrasts),
        smallest=min(float(contrast.min()) for contrast in contrasts),
    )


def _stacked(parts: list[Numbers]) -> Numbers:
    """The encoder's rows, an empty row, and those of cross attention; or what there is of them."""
    gap = np.full((len(parts) - 1, parts[0].shape[1]), np.nan, np.float32)
    return np.concatenate([parts[0], gap, *parts[1:]])


def _row_names(encoder: NounAttention | None, cross: NounAttention | None, text: Text) -> list[str]:
    names = [layer_name(layer) for layer in range(len(encoder.antecedent))] if encoder else []
    if cross:
        gap = [""] if encoder else []
        label = text("coreference.cross_row")
        names += [*gap, *(f"{label} {layer_name(layer)}" for layer in range(len(cross.antecedent)))]
    return names
