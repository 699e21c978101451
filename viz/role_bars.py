"""The scores of one head: how much of its attention each role gets, against what would be reached without it."""

from typing import Any

import plotly.graph_objects as go

from model.analysis.roles import HeadProfile, RoleScore
from viz.figure import unchecked
from viz.roles import family_colour, family_of, head_title, role_name
from viz.text import Text
from viz.theme import TYPE, Theme, layout

_ROW, _AROUND = 24, 84  # pixels: one role; legend and axis


def role_bars(head: HeadProfile, text: Text, theme: Theme) -> go.Figure:
    """One bar per role that was measured: the mean attention from 0 to 1 with its 95 % interval; a line marks the best
    baseline. Roles that the head has are coloured and bold.
    """
    scores = head.scores
    colours = [family_colour(family_of(one.role), theme) if one.is_held else theme.masked for one in scores]
    names = [_name(one, text) for one in scores]
    bars: dict[str, Any] = {
        "type": "bar",
        "orientation": "h",
        "x": [round(one.score.value, 4) for one in scores],
        "y": list(range(len(scores))),
        "marker": {"color": colours},
        "error_x": {
            "type": "data",
            "symmetric": False,
            "array": [round(one.score.high - one.score.value, 4) for one in scores],
            "arrayminus": [round(one.score.value - one.score.low, 4) for one in scores],
            "color": theme.text,
            "thickness": 1.5,
            "width": 3,
        },
        "name": text("roles.score"),
        "hovertext": [_hover(one, text) for one in scores],
        "hovertemplate": "%{hovertext}<extra></extra>",
        "showlegend": False,
    }
    baselines: dict[str, Any] = {
        "type": "scatter",
        "mode": "markers",
        "x": [round(one.baseline, 4) for one in scores],
        "y": list(range(len(scores))),
        "marker": {"symbol": "line-ns", "size": 15, "line": {"width": 3, "color": theme.text}},
        "name": text("roles.baseline"),
        "hoverinfo": "skip",
    }
    return unchecked(
        [bars, baselines],
        layout(theme)
        | {
            "height": _AROUND + _ROW * len(scores),
            "margin": {"t": 28, "b": 8, "l": 8, "r": 16},
            "bargap": 0.3,
            "dragmode": False,
            "legend": {"orientation": "h", "y": 1, "yanchor": "bottom", "x": 0, "font": {"size": TYPE.label}},
            "xaxis": {
                "range": [0, 1.02],
                "tickvals": [0, 0.25, 0.5, 0.75, 1],
                "tickformat": ".0%",
                "fixedrange": True,
                "title": {"text": text("roles.share_of_attention")},
            },
            "yaxis": {
                "range": [len(scores) - 0.5, -0.5],
                "tickvals": list(range(len(scores))),
                "ticktext": [f"{name} " for name in names],
                "fixedrange": True,
                "zeroline": False,
                "showgrid": False,
            },
        },
    )


def bars_description(head: HeadProfile, text: Text) -> str:
    """What `role_bars` shows, in words."""
    said = [
        text("roles.bars_one", role=role_name(one.role, text), score=one.score.value, baseline=one.baseline)
        for one in head.scores
    ]
    return text("roles.bars_alt", head=head_title(head, text), roles=" ".join(said))


def _name(one: RoleScore, text: Text) -> str:
    name = role_name(one.role, text)
    return f"<b>{name}</b>" if one.is_held else name


def _hover(one: RoleScore, text: Text) -> str:
    score = one.score
    values = {"score": score.value, "low": score.low, "high": score.high, "baseline": one.baseline}
    return text("roles.hover", role=role_name(one.role, text), **values)
