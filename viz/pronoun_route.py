"""Where models resolve "it": how often the pronoun is still right when attention edges are cut."""

from collections.abc import Mapping
from typing import Any

import plotly.graph_objects as go

from model.evaluation.measured import PronounRoute
from viz.figure import unchecked
from viz.text import Text
from viz.theme import TYPE, Theme, layout

_ROW, _APART = 30, 0.32  # pixels for a row; how far apart the models of a row lie, as a part of it
_SYMBOLS = ("circle", "diamond-open", "square", "triangle-up-open")


def cut_title(cut: str, text: Text) -> str:
    """A cut in words: from which word to which."""
    return text(f"coreference.cut_{cut.replace(' ', '_')}")


def pronoun_routes(routes: Mapping[str, PronounRoute], text: Text, theme: Theme) -> go.Figure:
    """One row for each cut, one dot for each model (keys: their names), with 95 % intervals; a line marks chance."""
    cuts = list(next(iter(routes.values())).right)
    colours = (theme.accent, theme.text)
    dots: list[dict[str, Any]] = []
    for index, (model, route) in enumerate(routes.items()):
        shares = [route.right[cut] for cut in cuts]
        ends = [share.interval for share in shares]
        offset = _APART * (index - (len(routes) - 1) / 2)
        colour = colours[index % len(colours)]
        dots.append(
            {
                "type": "scatter",
                "mode": "markers",
                "name": model,
                "x": [round(share.value, 4) for share in shares],
                "y": [row + offset for row in range(len(cuts))],
                "error_x": {
                    "type": "data",
                    "symmetric": False,
                    "array": [round(high - share.value, 4) for share, (_, high) in zip(shares, ends, strict=True)],
                    "arrayminus": [round(share.value - low, 4) for share, (low, _) in zip(shares, ends, strict=True)],
                    "color": colour,
                    "thickness": 1.5,
                    "width": 3,
                },
                "marker": {"color": colour, "size": 9, "symbol": _SYMBOLS[index % len(_SYMBOLS)]},
                "customdata": [cut_title(cut, text) for cut in cuts],
                "hovertemplate": f"%{{customdata}}<br>{model}: %{{x:.1%}}<extra></extra>",
            }
        )
    return unchecked(
        dots,
        layout(theme)
        | {
            "height": 84 + _ROW * len(cuts),
            "margin": {"t": 34 if len(routes) > 1 else 8, "b": 8, "l": 8, "r": 16},
            "dragmode": False,
            "legend": {"orientation": "h", "y": 1, "yanchor": "bottom", "x": 0, "font": {"size": TYPE.label}},
            "shapes": [
                {
                    "type": "line",
                    "x0": 0.5,
                    "x1": 0.5,
                    "y0": 0,
                    "y1": 1,
                    "yref": "paper",
                    "layer": "below",
                    "line": {"color": theme.muted, "width": 1.5, "dash": "dash"},
                }
            ],
            "xaxis": {
                "range": [0, 1.02],
                "tickvals": [0, 0.25, 0.5, 0.75, 1],
                "tickformat": ".0%",
                "fixedrange": True,
                "title": {"text": text("coreference.right_share")},
            },
            "yaxis": {
                "range": [len(cuts) - 0.5, -0.5],
                "tickvals": list(range(len(cuts))),
                "ticktext": [f"{cut_title(cut, text)} " for cut in cuts],
                "fixedrange": True,
                "zeroline": False,
            },
        },
    )
