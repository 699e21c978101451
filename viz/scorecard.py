"""The scorecard in pictures: who looks at the antecedent, against what it costs when they no longer can."""

from collections.abc import Callable, Sequence
from typing import Any, Literal, get_args

import numpy as np
import plotly.graph_objects as go
from numpy.typing import NDArray

from model.analysis.scorecard import HeadScore, Scorecard
from model.interventions import Place
from model.interventions.place import Head
from viz.figure import unchecked
from viz.labels import head_name, head_of_layer_name, layer_name
from viz.number_grid import number_grid
from viz.text import Text
from viz.theme import TYPE, Theme, layout

_HEIGHT = 380  # pixels
_NAMED = 5  # at most so many heads are named in the picture, of those whose cut is felt
_LEAST_NAMED = 0.05  # nats
_SYMBOLS = {"encoder": "circle", "cross": "diamond"}
_LEAST_END = 1.0  # nats: the scale of a map never ends below, so that noise does not look like an effect

Measure = Literal["contrast", "wins", "cut", "off"]
MEASURES: tuple[Measure, ...] = get_args(Measure)


def head_title(head: Head, text: Text) -> str:
    """A head as the page names it: "L6·H4", in cross attention "cross L1·H7"."""
    name = head_name(head.place.layer, head.number)
    return name if head.place.kind == "encoder" else text("scorecard.cross_head", head=name)


def look_and_cost(card: Scorecard, chosen: Head | None, text: Text, theme: Theme) -> go.Figure:
    """One dot for each head: how often it prefers the antecedent, against the log-odds lost when its edge is cut.

    From 0 to 1, and in nats, with 95 % intervals. Lines mark heads that know no meaning. A click gives the head's
    index among `card.heads`.
    """
    dots = [_dots(kind, card, text, theme) for kind in _SYMBOLS]
    costly = [score for score in card.scores if score.edge_cut.change + score.edge_cut.half_width < -_LEAST_NAMED]
    costliest = sorted(costly, key=lambda score: score.edge_cut.change)[:_NAMED]
    names = [_name(score, text, theme) for score in costliest]
    ring = [] if chosen is None else [_ring(card.scores[card.heads.index(chosen)], theme)]
    return unchecked(
        [*dots, *ring],
        layout(theme)
        | {
            "height": _HEIGHT,
            "margin": {"t": 44, "b": 8, "l": 8, "r": 16},
            "dragmode": False,
            "clickmode": "event+select",
            "legend": {"orientation": "h", "y": 1.02, "yanchor": "bottom", "x": 0, "font": {"size": TYPE.label}},
            "annotations": [*names, *_baseline_names(card, text, theme)],
            "shapes": [_line(share, theme) for share in sorted({card.baselines["nearest"], card.baselines["first"]})],
            "xaxis": {
                "range": [-0.02, 1.04],
                "tickvals": [0, 0.25, 0.5, 0.75, 1],
                "tickformat": ".0%",
                "fixedrange": True,
                "title": {"text": text("scorecard.wins_axis")},
            },
            "yaxis": {"fixedrange": True, "rangemode": "tozero", "title": {"text": text("scorecard.cost_axis")}},
        },
    )


def head_map(card: Scorecard, measure: Measure, chosen: Head, text: Text, theme: Theme) -> go.Figure:
    """One cell for each head, layers as rows, with one of the `MEASURES`; a click gives [row, head], see `map_head`.

    "contrast": the mean weight on the antecedent less that on the distractor, −1 to 1. "wins": how often it is more, 0
    to 1. "cut" and "off": the mean change of the log-odds, in nats, with the edge cut or the head off.
    """
    values, places = _measured(card, measure), _rows(card)
    end = max(_LEAST_END, float(np.nanmax(np.abs(values)))) if measure in ("cut", "off") else 1.0
    return number_grid(
        values,
        [_row_name(place, text) for place in places],
        [head_of_layer_name(head) for head in range(values.shape[1])],
        lowest=0.0 if measure == "wins" else -end,
        highest=end,
        unit=text(f"scorecard.unit_{measure}"),
        theme=theme,
        chosen=(places.index(chosen.place), chosen.number),
    )


def map_head(card: Scorecard, row: int, number: int) -> Head:
    """The head in a cell of `head_map`."""
    return Head(_rows(card)[row], number)


def _rows(card: Scorecard) -> list[Place]:
    return list(dict.fromkeys(head.place for head in card.heads))


def _row_name(place: Place, text: Text) -> str:
    layer = layer_name(place.layer)
    return layer if place.kind == "encoder" else text("scorecard.cross_head", head=layer)


def _measured(card: Scorecard, measure: Measure) -> NDArray[np.float64]:
    """A row for each layer, the cross attention's last; NaN where there is no head."""
    of: dict[Measure, Callable[[HeadScore], float]] = {
        "contrast": lambda score: score.antecedent - score.distractor,
        "wins": lambda score: score.wins.value,
        "cut": lambda score: score.edge_cut.change,
        "off": lambda score: score.off.change,
    }
    rows = _rows(card)
    values = np.full((len(rows), 1 + max(head.number for head in card.heads)), np.nan)
    for score in card.scores:
        values[rows.index(score.head.place), score.head.number] = of[measure](score)
    return values


def _dots(kind: str, card: Scorecard, text: Text, theme: Theme) -> dict[str, Any]:
    places = [n for n, head in enumerate(card.heads) if head.place.kind == kind]
    scores = [card.scores[n] for n in places]
    lows, highs = zip(*(score.wins.interval for score in scores), strict=True) if scores else ((), ())
    colour = theme.accent if kind == "encoder" else theme.text
    bars = {"type": "data", "color": theme.border, "thickness": 1, "width": 0}
    wins = [score.wins.value for score in scores]
    return {
        "type": "scatter",
        "mode": "markers",
        "name": text(f"scorecard.kind_{kind}"),
        "x": [round(value, 4) for value in wins],
        "y": [round(-score.edge_cut.change, 4) for score in scores],
        "error_x": bars
        | {
            "symmetric": False,
            "array": [round(high - value, 4) for high, value in zip(highs, wins, strict=True)],
            "arrayminus": [round(value - low, 4) for low, value in zip(lows, wins, strict=True)],
        },
        "error_y": bars | {"array": [round(score.edge_cut.half_width, 4) for score in scores]},
        "customdata": places,
        "text": [
            text(
                "scorecard.dot",
                head=head_title(score.head, text),
                wins=score.wins.value,
                cost=-score.edge_cut.change,
                off=-score.off.change,
            )
            for score in scores
        ],
        "hovertemplate": "%{text}<extra></extra>",
        "marker": {
            "symbol": _SYMBOLS[kind],
            "size": 10,
            "color": colour,
            "line": {"width": 1, "color": theme.background},
        },
        "selected": {"marker": {"opacity": 1}},
        "unselected": {"marker": {"opacity": 1}},
    }


def _ring(score: HeadScore, theme: Theme) -> dict[str, Any]:
    return {
        "type": "scatter",
        "mode": "markers",
        "x": [round(score.wins.value, 4)],
        "y": [round(-score.edge_cut.change, 4)],
        "marker": {"symbol": "circle-open", "size": 20, "color": theme.text, "line": {"width": 2}},
        "hoverinfo": "skip",
        "showlegend": False,
    }


def _name(score: HeadScore, text: Text, theme: Theme) -> dict[str, Any]:
    right = score.wins.value > 0.75
    return {
        "x": score.wins.value,
        "y": -score.edge_cut.change,
        "text": head_title(score.head, text),
        "xanchor": "right" if right else "left",
        "xshift": -12 if right else 12,
        "font": {"size": TYPE.small, "color": theme.text},
    }


def _line(share: float, theme: Theme) -> dict[str, Any]:
    where = {"type": "line", "x0": share, "x1": share, "y0": 0, "y1": 1, "yref": "paper", "layer": "below"}
    return where | {"line": {"color": theme.muted, "width": 1.5, "dash": "dash"}}


def _baseline_names(card: Scorecard, text: Text, theme: Theme) -> Sequence[dict[str, Any]]:
    """The names of the lines, at the top of them; the left one on the left."""
    shares = {name: card.baselines[name] for name in ("first", "nearest")}
    left = min(shares, key=lambda name: shares[name])
    return [
        {
            "x": share,
            "y": 1,
            "yref": "paper",
            "yanchor": "top",
            "xanchor": "right" if name == left else "left",
            "xshift": -4 if name == left else 4,
            "text": text(f"scorecard.baseline_{name}"),
            "font": {"size": TYPE.small, "color": theme.muted},
        }
        for name, share in shares.items()
    ]
