"""How often heads look at the right noun, with intervals, beside heads that know no meaning."""

from collections.abc import Mapping
from typing import Any

import plotly.graph_objects as go

from model.evaluation.proportion import Proportion
from viz.figure import unchecked
from viz.labels import plain
from viz.text import Text
from viz.theme import TYPE, Theme, layout

_ROW, _AROUND = 34, 96  # pixels of a row; for the names of the lines and the axis


def wins_with_intervals(
    wins: Mapping[str, Proportion], baselines: Mapping[str, float], text: Text, theme: Theme
) -> go.Figure:
    """One dot for each head (keys: names), from 0 to 1, with its 95 % interval; dashed lines are the baselines."""
    shares = list(wins.values())
    dots = {
        "type": "scatter",
        "mode": "markers+text",
        "x": [round(share.value, 4) for share in shares],
        "y": list(range(len(shares))),
        "error_x": {
            "type": "data",
            "symmetric": False,
            "array": [round(share.interval[1] - share.value, 4) for share in shares],
            "arrayminus": [round(share.value - share.interval[0], 4) for share in shares],
            "color": theme.accent,
            "thickness": 1.5,
            "width": 4,
        },
        "text": [f"{share.hits}/{share.total}" for share in shares],
        "textposition": "top center",
        "textfont": {"size": TYPE.small, "color": theme.text},
        "hovertemplate": "%{y}: %{x:.0%}<extra></extra>",
        "marker": {"color": theme.accent, "size": 9},
    }
    return unchecked(
        [dots],
        layout(theme)
        | {
            "height": _ROW * len(shares) + _AROUND,
            "margin": {"t": 40, "b": 8, "l": 8, "r": 16},
            "dragmode": False,
            "showlegend": False,
            "shapes": [_line(share, theme) for share in baselines.values()],
            "annotations": [
                _name(plain(name), share, share == min(baselines.values()), theme) for name, share in baselines.items()
            ],
            "xaxis": {
                "range": [-0.02, 1.04],
                "tickvals": [0, 0.25, 0.5, 0.75, 1],
                "tickformat": ".0%",
                "fixedrange": True,
                "title": {"text": text("scorecard.wins_axis")},
            },
            "yaxis": {
                "range": [len(shares) - 0.5, -0.7],
                "tickvals": list(range(len(shares))),
                "ticktext": [f"{plain(name)} " for name in wins],
                "fixedrange": True,
                "zeroline": False,
            },
        },
    )


def _line(share: float, theme: Theme) -> dict[str, Any]:
    where = {"type": "line", "x0": share, "x1": share, "y0": 0, "y1": 1, "yref": "paper", "layer": "below"}
    return where | {"line": {"color": theme.muted, "width": 1.5, "dash": "dash"}}


def _name(name: str, share: float, left: bool, theme: Theme) -> dict[str, Any]:
    """The name of a line above it: the lower one's on its left."""
    side = {"xanchor": "right", "xshift": -2} if left else {"xanchor": "left", "xshift": 2}
    return {"x": share, "y": 1, "yref": "paper", "yanchor": "bottom", "text": name, "font": {"size": TYPE.small}} | side
