"""How far attribution methods agree, as a matrix of rank correlations."""

from typing import cast

import plotly.graph_objects as go

from model.analysis.attribution import Agreement, Method
from viz.attribution import method_name, method_number
from viz.figure import colour_stops, unchecked
from viz.labels import short_number
from viz.text import Text
from viz.theme import TYPE, Theme, layout

_ROW = 32  # pixels
_ABOVE, _BELOW = 28, 56  # pixels for the numbers of the methods, for the colour bar


def agreement_figure(agreement: Agreement, text: Text, theme: Theme) -> go.Figure:
    """Spearman's ρ between each two methods, −1 to 1; a cell is empty where a method gives all words alike."""
    values = agreement.spearman.numpy()
    names = [method_name(method, text) for method in agreement.methods]
    places = list(range(len(names)))
    cells = {
        "type": "heatmap",
        "z": values.round(3),
        "zmin": -1,
        "zmax": 1,
        "colorscale": colour_stops(theme.diverging),
        "xgap": 2,
        "ygap": 2,
        "text": [[short_number(value) for value in row] for row in values.tolist()],
        "texttemplate": "%{text}",
        "textfont": {"size": TYPE.small},
        "customdata": [[[row, column] for column in names] for row in names],
        "hovertemplate": "%{customdata[0]}<br>%{customdata[1]}<br>ρ = %{z:.2f}<extra></extra>",
        "hoverongaps": False,
        "colorbar": {
            "orientation": "h",
            "y": 0,
            "yanchor": "top",
            "len": 0.9,
            "tickvals": [-1, 0, 1],
            "title": {"text": text("methods.agreement_scale"), "side": "bottom", "font": {"size": TYPE.small}},
        },
    }
    axis = {"showgrid": False, "zeroline": False, "fixedrange": True, "tickvals": places}
    return unchecked(
        [cells],
        layout(theme)
        | {
            "height": _ROW * len(names) + _ABOVE + _BELOW,
            "margin": {"t": _ABOVE, "b": _BELOW, "l": 8, "r": 8},
            "dragmode": False,
            "xaxis": axis | {"ticktext": [str(method_number(method)) for method in agreement.methods], "side": "top"},
            "yaxis": axis
            | {
                "ticktext": names,
                "tickfont": {"size": TYPE.label, "color": theme.text},
                "range": [len(names) - 0.5, -0.5],
            },
        },
    )


def with_measured(agreement: Agreement) -> list[tuple[Method, float]]:
    """The derived methods with their ρ against the first, which is measured, where there is one: the closest first."""
    pairs = zip(agreement.methods[1:], cast(list[float], agreement.spearman[0, 1:].tolist()), strict=True)
    return sorted(((method, value) for method, value in pairs if value == value), key=lambda pair: -pair[1])


def agreement_in_words(agreement: Agreement, text: Text) -> str:
    """Which method comes closest to what was measured, and which is farthest from it."""
    ranked = with_measured(agreement)
    if len(ranked) < 2:
        return text("methods.agreement_none")
    (best, high), (worst, low) = ranked[0], ranked[-1]
    return text(
        "methods.agreement_says",
        words=agreement.n_words,
        best=text(f"methods.name_{best}"),
        high=high,
        worst=text(f"methods.name_{worst}"),
        low=low,
    )
