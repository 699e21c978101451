"""Figures of one token on its way through the norms, and of what the norms have learnt."""

from typing import Any

import numpy as np
import plotly.graph_objects as go

from model.residual import NormSteps, StreamProfile
from viz.figure import unchecked
from viz.labels import plain
from viz.stream_map import site_name
from viz.text import Text
from viz.theme import HEAD_COLOURS, TYPE, Theme, layout

_BINS = 36
_SLANTED = 68  # pixels that a slanted name below the first mark needs on the left


def norm_histograms(steps: NormSteps, text: Text, theme: Theme) -> go.Figure:
    """The numbers of one token's vector before the norm, after x̂ = (x − mean) / std, and after γ and β.

    Three histograms on one axis; each states its mean and standard deviation, and a line from mean − std to mean + std.
    """
    parts = [
        (text("layer_norm.step_before"), steps.values.numpy(), HEAD_COLOURS[0]),
        (text("layer_norm.step_normalised"), steps.normalised.numpy(), theme.muted),
        (text("layer_norm.step_after"), steps.output.numpy(), HEAD_COLOURS[1]),
    ]
    limit = max(float(np.abs(values).max()) for _, values, _ in parts) or 1.0
    edges = np.linspace(-limit, limit, _BINS + 1)
    middles = ((edges[1:] + edges[:-1]) / 2).round(4).tolist()
    traces: list[dict[str, Any]] = []
    shapes: list[dict[str, Any]] = []
    labels: list[dict[str, Any]] = []
    axes: dict[str, Any] = {}
    for index, (name, values, colour) in enumerate(parts):
        counts = np.histogram(values, edges)[0]
        top = int(counts.max())
        # + 0.0: no minus before zero
        mean, std = round(float(values.mean()), 2) + 0.0, float(values.std())
        axis = "y" if index == 0 else f"y{index + 1}"
        traces.append(
            {
                "type": "bar",
                "x": middles,
                "y": counts.tolist(),
                "yaxis": axis,
                "marker": {"color": colour, "line": {"width": 0}},
                "hovertemplate": "%{x:.2f}: %{y}<extra>" + plain(name) + "</extra>",
                "showlegend": False,
            }
        )
        line = {"type": "line", "yref": axis, "line": {"color": theme.text, "width": 2}}
        shapes += [
            line | {"x0": mean - std, "x1": mean + std, "y0": top * 1.12, "y1": top * 1.12},
            line | {"x0": mean, "x1": mean, "y0": top * 1.04, "y1": top * 1.2},
        ]
        labels.append(
            {
                "text": f"<b>{plain(name)}</b>  {text('layer_norm.mean_std', mean=mean, std=std)}",
                "xref": "paper",
                "x": 0,
                "xanchor": "left",
                "yref": f"{axis} domain",
                "y": 1,
                "yanchor": "bottom",
                "showarrow": False,
                "font": {"size": TYPE.label, "color": theme.text},
            }
        )
        bottom = (2 - index) * 0.345
        axes["yaxis" if index == 0 else f"yaxis{index + 1}"] = {
            "domain": [bottom, bottom + 0.25],
            "range": [0, max(top, 1) * 1.25],
            "showticklabels": False,
            "showgrid": False,
            "zeroline": True,
            "fixedrange": True,
        }
    return unchecked(
        traces,
        layout(theme)
        | axes
        | {
            "height": 400,
            "margin": {"t": 26, "b": 8, "l": 8, "r": 8},
            "bargap": 0.06,
            "dragmode": False,
            "shapes": shapes,
            "annotations": labels,
            "xaxis": {
                "range": [-limit, limit],
                "fixedrange": True,
                "anchor": "y3",
                "title": {"text": text("layer_norm.feature_value")},
            },
        },
    )


def token_through_depth(profile: StreamProfile, token: int, text: Text, theme: Theme) -> go.Figure:
    """One token's lengths ‖·‖ along the sublayers: of the stream as it comes in, of what is added, of their sum."""
    names = [site_name(site, text) for site in profile.sites]
    parts = [
        ("size_before", profile.size_before, HEAD_COLOURS[0], "circle", "solid"),
        ("size_output", profile.size_output, HEAD_COLOURS[1], "diamond", "dot"),
        ("size_sum", profile.size_sum, HEAD_COLOURS[2], "square", "dash"),
    ]
    traces = [
        {
            "type": "scatter",
            "mode": "lines+markers",
            "x": list(range(len(names))),
            "y": values[:, token].numpy().round(3),
            "name": text(f"layer_norm.line_{name}"),
            "line": {"color": colour, "dash": dash, "width": 2},
            "marker": {"symbol": symbol, "size": 7},
            "text": names,
            "hovertemplate": "%{text}<br>%{y:.2f}<extra>%{fullData.name}</extra>",
        }
        for name, values, colour, symbol, dash in parts
    ]
    return unchecked(
        traces,
        layout(theme)
        | {
            "height": 320,
            "margin": {"t": 8, "b": 8, "l": _SLANTED, "r": 8},
            "dragmode": False,
            "legend": {"orientation": "h", "y": 1, "yanchor": "bottom", "x": 0},
            "xaxis": {
                "tickvals": list(range(len(names))),
                "ticktext": names,
                "tickangle": -45,
                "range": [-0.5, len(names) - 0.5],
                "fixedrange": True,
                "showgrid": False,
                "zeroline": False,
            },
            "yaxis": {"rangemode": "tozero", "fixedrange": True, "title": {"text": text("layer_norm.length")}},
        },
    )


def gains_and_biases(profile: StreamProfile, row: int, text: Text, theme: Theme) -> go.Figure:
    """The spread of γ and, where there is one, of β over the features, one box per norm: quartiles, whiskers to the
    extremes.

    The norm `row` is drawn in the accent colour.
    """
    names = [site_name(site, text) for site in profile.sites]
    traces: list[dict[str, Any]] = []
    shown = [("", profile.gain)] if profile.bias is None else [("", profile.gain), ("2", profile.bias)]
    for axis, values in shown:
        lowest, lower, middle, upper, highest = np.quantile(values.numpy(), [0, 0.25, 0.5, 0.75, 1], axis=1).round(4)
        for colour, chosen in ((theme.muted, False), (theme.accent, True)):
            rows = [index for index in range(len(names)) if (index == row) == chosen]
            traces.append(
                {
                    "type": "box",
                    "x": rows,
                    "lowerfence": lowest[rows],
                    "q1": lower[rows],
                    "median": middle[rows],
                    "q3": upper[rows],
                    "upperfence": highest[rows],
                    "yaxis": f"y{axis}",
                    "marker": {"color": colour},
                    "line": {"width": 1.5},
                    "width": 0.6,
                    "showlegend": False,
                    "hoverinfo": "y",
                }
            )
    axis_style = {"fixedrange": True, "zeroline": True}
    both = profile.bias is not None
    axes = {"yaxis": axis_style | {"domain": [0.54 if both else 0, 1], "title": {"text": "γ"}}}
    if both:
        axes["yaxis2"] = axis_style | {"domain": [0, 0.46], "title": {"text": "β"}}
    return unchecked(
        traces,
        layout(theme)
        | axes
        | {
            "height": 320,
            "margin": {"t": 8, "b": 8, "l": _SLANTED, "r": 8},
            "dragmode": False,
            "xaxis": {
                "tickvals": list(range(len(names))),
                "ticktext": names,
                "tickangle": -45,
                "fixedrange": True,
                "showgrid": False,
                "anchor": "y2" if both else "y",
            },
        },
    )
