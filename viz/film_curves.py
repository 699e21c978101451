"""What was measured of every snapshot of a film, as four curves over the tokens seen."""

from collections.abc import Sequence
from typing import Any

import plotly.graph_objects as go

from model.evaluation import Proportion
from model.film import Film
from viz.figure import translucent, unchecked
from viz.film_strip import tokens_name
from viz.labels import head_name
from viz.text import Text
from viz.theme import HEAD_COLOURS, TYPE, Theme, head_colour, layout

_HEIGHT = 340  # pixels
_COLUMNS = ((0.0, 0.45), (0.55, 1.0))
_ROWS = ((0.57, 0.92), (0.0, 0.35))


def film_curves(film: Film, frame: int, text: Text, theme: Theme) -> go.Figure:
    """Loss, BLEU, pronoun accuracy and the best head's win rate over target tokens (log), with bands of 95 %.

    A line marks the snapshot `frame`, counted from 0, and its values are written beside it. A point's `customdata` is
    its snapshot, counted from 1.
    """
    tokens = [shown.tokens for shown in film.frames]
    layer, head = film.best_head
    wins = [film.head(index, layer, head).wins for index in range(len(film))]
    losses = [shown.loss for shown in film.frames]
    scores = [shown.bleu for shown in film.frames]
    panels: list[tuple[str, list[float], list[tuple[float, float]], str, str]] = [
        (text("film.loss"), losses, [], theme.muted, ".2f"),
        (
            text("film.bleu"),
            [score.score for score in scores if score],
            [(score.score - score.half_width, score.score + score.half_width) for score in scores if score],
            HEAD_COLOURS[7],
            ".1f",
        ),
        (text("film.pronouns"), *_shares([shown.pronouns for shown in film.frames]), theme.accent, ".0%"),
        (text("film.wins", head=head_name(layer, head)), *_shares(wins), head_colour(head), ".0%"),
    ]
    traces: list[dict[str, Any]] = []
    shown: dict[str, Any] = {"shapes": [], "annotations": []}
    for place, (title, values, band, colour, form) in enumerate(panels):
        axis = "" if place == 0 else str(place + 1)
        row, column = divmod(place, 2)
        x, y = _COLUMNS[column], _ROWS[row]
        here = {"xref": f"x{axis}", "yref": f"y{axis}"}
        on_axes = {"xaxis": f"x{axis}", "yaxis": f"y{axis}", "type": "scatter", "showlegend": False}
        shown["annotations"].append(_title(title, x[0], y[1], theme))
        shown[f"xaxis{axis}"] = _tokens_axis(tokens, x, f"y{axis}", text("film.tokens_axis") if row else "")
        shown[f"yaxis{axis}"] = _value_axis(values, band, y, f"x{axis}", form)
        if not values:
            shown["annotations"].append(_missing(text("film.not_measured"), x, y, theme))
            continue
        if band:
            traces.append(on_axes | _band(tokens, band, colour))
        if form == ".0%":
            shown["shapes"].append(_chance(here, theme))
        traces.append(on_axes | _line(tokens, values, colour, form, frame, theme))
        line = {"type": "line", "x0": tokens[frame], "x1": tokens[frame], "y0": 0, "y1": 1}
        line |= {"line": {"color": theme.accent, "width": 1.5}, "layer": "below"}
        shown["shapes"].append(line | here | {"yref": f"y{axis} domain"})
        shown["annotations"].append(
            _title(f"<b>{format(values[frame], form)}</b>", x[1], y[1], theme) | {"xanchor": "right"}
        )
    return unchecked(
        traces,
        layout(theme) | shown | {"height": _HEIGHT, "dragmode": False, "margin": {"t": 4, "b": 8, "l": 8, "r": 8}},
    )


def curves_description(film: Film, frame: int, text: Text) -> str:
    """What `film_curves` shows at a snapshot, in words."""
    shown = film.frames[frame]
    layer, head = film.best_head
    return text(
        "film.curves_alt",
        tokens=tokens_name(shown.tokens),
        loss=f"{shown.loss:.2f}",
        bleu=str(shown.bleu or text("film.not_measured")),
        pronouns=str(shown.pronouns),
        head=head_name(layer, head),
        wins=str(film.head(frame, layer, head).wins),
    )


def _shares(proportions: Sequence[Proportion]) -> tuple[list[float], list[tuple[float, float]]]:
    return [one.value for one in proportions], [one.interval for one in proportions]


def _line(
    tokens: Sequence[int], values: Sequence[float], colour: str, form: str, frame: int, theme: Theme
) -> dict[str, Any]:
    here = [index == frame for index in range(len(tokens))]
    return {
        "mode": "lines+markers",
        "x": list(tokens),
        "y": [round(value, 4) for value in values],
        "line": {"color": colour, "width": 2},
        "marker": {
            "color": [theme.accent if is_here else colour for is_here in here],
            "size": [11 if is_here else 6 for is_here in here],
            "line": {"width": 1, "color": theme.background},
        },
        "customdata": list(range(1, len(tokens) + 1)),
        "hovertext": [tokens_name(seen) for seen in tokens],
        "hovertemplate": f"%{{hovertext}}: %{{y:{form}}}<extra></extra>",
    }


def _band(tokens: Sequence[int], band: Sequence[tuple[float, float]], colour: str) -> dict[str, Any]:
    low, high = zip(*band, strict=True)
    return {
        "mode": "lines",
        "x": [*tokens, *reversed(tokens)],
        "y": [round(value, 4) for value in (*high, *reversed(low))],
        "fill": "toself",
        "fillcolor": translucent(colour, 0.18),
        "line": {"width": 0},
        "hoverinfo": "skip",
    }


def _chance(here: dict[str, str], theme: Theme) -> dict[str, Any]:
    line = {"color": theme.muted, "width": 1, "dash": "dot"}
    return here | {
        "type": "line",
        "xref": f"{here['xref']} domain",
        "x0": 0,
        "x1": 1,
        "y0": 0.5,
        "y1": 0.5,
        "line": line,
    }


def _tokens_axis(tokens: Sequence[int], domain: tuple[float, float], anchor: str, title: str) -> dict[str, Any]:
    named = [seen for seen in _round_numbers(tokens) if tokens[0] <= seen <= tokens[-1]]
    return {
        "type": "log",
        "domain": list(domain),
        "anchor": anchor,
        "tickvals": named,
        "ticktext": [f"{seen / 1e6:g}" for seen in named],
        "tickfont": {"size": TYPE.small},
        "title": {"text": title, "standoff": 4, "font": {"size": TYPE.small}},
        "showgrid": False,
        "fixedrange": True,
    }


def _round_numbers(tokens: Sequence[int]) -> list[int]:
    """1, 3, 10, 30 … up to the last snapshot."""
    return [lead * 10**power for power in range(len(str(tokens[-1]))) for lead in (1, 3)]


def _value_axis(
    values: Sequence[float], band: Sequence[tuple[float, float]], domain: tuple[float, float], anchor: str, form: str
) -> dict[str, Any]:
    is_share = form == ".0%"
    highest = 1.0 if is_share else max([*values, *(high for _, high in band)], default=1.0)
    return {
        "domain": list(domain),
        "anchor": anchor,
        "range": [0, 1.04 * highest],
        "tickformat": ".0%" if is_share else "",
        "nticks": 4,
        "tickvals": [0, 0.5, 1] if is_share else None,
        "tickfont": {"size": TYPE.small},
        "fixedrange": True,
        "zeroline": False,
    }


def _title(words: str, x: float, y: float, theme: Theme) -> dict[str, Any]:
    place = {"xref": "paper", "yref": "paper", "x": x, "y": y, "xanchor": "left", "yanchor": "bottom"}
    return place | {"text": words, "font": {"size": TYPE.label, "color": theme.text}, "showarrow": False}


def _missing(words: str, x: tuple[float, float], y: tuple[float, float], theme: Theme) -> dict[str, Any]:
    place = {"x": sum(x) / 2, "y": sum(y) / 2, "xanchor": "center", "yanchor": "middle"}
    return _title(words, 0, 0, theme) | place | {"font": {"size": TYPE.label, "color": theme.muted}}
