"""What the decoder would write after each sublayer: the logit lens as a table of words, shaded by probability."""

from collections.abc import Callable
from typing import cast

import numpy as np
import plotly.graph_objects as go

from model.analysis.attribution import LogitLens
from viz.figure import colour_stops, unchecked
from viz.labels import isolated, layer_name, word_label
from viz.text import Text
from viz.theme import TYPE, Theme, layout

_ROW, _ABOVE, _BELOW = 27, 28, 44  # pixels: one stage, the names of the columns, the colour bar
_SHOWN = 3  # most probable tokens; more would not fit on a phone
_LETTERS = 9  # of a token in a cell


def stage_names(lens: LogitLens, text: Text) -> list[str]:
    """The stages by layer, counted from 1, and sublayer."""
    return [
        text("methods.lens_input")
        if stage is None
        else f"{layer_name(stage.layer)} {text(f'layer_norm.sublayer_{stage.sublayer}')}"
        for stage in lens.stages
    ]


def lens_figure(lens: LogitLens, spell: Callable[[int], str], text: Text, theme: Theme) -> go.Figure:
    """Stages as rows from the input up; first the tokens in question with their ranks, then the most probable ones.

    Unit: probability, 0 to 1, of the token in the cell.
    """
    names = stage_names(lens, text)
    n_asked = len(lens.asked)
    gap = np.full((len(names), 1), np.nan, np.float32)
    values = np.concatenate([lens.asked_probability.numpy(), gap, lens.probability[:, :_SHOWN].numpy()], axis=1)
    ranks = [[f"#{rank}" for rank in row] for row in cast(list[list[int]], lens.asked_rank.tolist())]
    top = cast(list[list[int]], lens.top[:, :_SHOWN].tolist())
    tops = [[word_label(spell(token), _LETTERS) for token in row] for row in top]
    spelt = [[*map(isolated, map(spell, lens.asked)), "", *map(isolated, map(spell, row))] for row in top]
    headings = [word_label(spell(token), _LETTERS) for token in lens.asked]
    headings += ["", *(text("methods.lens_rank", rank=rank) for rank in range(1, len(top[0]) + 1))]
    columns = [column for column in range(len(headings)) if column != n_asked]
    cells = {
        "type": "heatmap",
        "z": values.round(4),
        "zmin": 0,
        "zmax": 1,
        "colorscale": colour_stops(theme.sequential),
        "xgap": 2,
        "ygap": 1,
        "text": [[*first, "", *second] for first, second in zip(ranks, tops, strict=True)],
        "texttemplate": "%{text}",
        "textfont": {"size": TYPE.small},
        "customdata": spelt,
        "hovertemplate": "%{y}<br>%{customdata}: %{z:.2%}<extra></extra>",
        "hoverongaps": False,
        "colorbar": {
            "orientation": "h",
            "y": 0,
            "yanchor": "top",
            "len": 0.6,
            "tickvals": [0, 0.5, 1],
            "title": {"text": text("methods.lens_scale"), "side": "bottom", "font": {"size": TYPE.small}},
        },
    }
    axis = {"showgrid": False, "zeroline": False, "fixedrange": True}
    return unchecked(
        [cells],
        layout(theme)
        | {
            "height": _ROW * len(names) + _ABOVE + _BELOW,
            "margin": {"t": _ABOVE, "b": _BELOW, "l": 8, "r": 8},
            "dragmode": False,
            "xaxis": axis
            | {
                "tickvals": columns,
                "ticktext": [headings[column] for column in columns],
                "tickfont": {"size": TYPE.label, "color": theme.text},
                "side": "top",
            },
            "yaxis": axis | {"tickvals": list(range(len(names))), "ticktext": names, "range": [len(names) - 0.5, -0.5]},
        },
    )


def lens_description(lens: LogitLens, spell: Callable[[int], str], text: Text) -> str:
    """What `lens_figure` shows of the written token, in words: from which stage on it is the most probable."""
    chances = cast(list[float], lens.asked_probability[:, 0].tolist())
    ranks = cast(list[int], lens.asked_rank[:, 0].tolist())
    values: dict[str, str | float] = {"word": spell(lens.asked[0]), "first": chances[0], "last": chances[-1]}
    if ranks[-1] != 1:
        return text("methods.lens_alt_never", **values)
    settled = max((stage + 1 for stage, rank in enumerate(ranks) if rank != 1), default=0)
    return text("methods.lens_alt", **values, stage=stage_names(lens, text)[settled])
