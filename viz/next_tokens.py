"""The next-token figure: what the decoder could write next, and how probable it holds each."""

from collections.abc import Callable, Sequence
from typing import Any, Literal

import plotly.graph_objects as go

from model.decoding.candidates import Candidate
from viz.figure import unchecked
from viz.labels import isolated, word_label
from viz.text import Text
from viz.theme import TYPE, Theme, layout

Why = Literal["chosen", "forced", "given"]
"""Chosen by the search, forced by the reader, or part of a beginning that was typed, where nothing can be forced."""

_ROW_HEIGHT = 29  # pixels
_AXIS_HEIGHT = 36
_LEGEND_HEIGHT = 30
_TEXT_ROOM = 1.42  # the axis ends beyond 1, so that the label of a certain token fits beside its bar


def next_tokens(
    candidates: Sequence[Candidate],
    spell: Callable[[int], str],
    *,
    chosen: int,
    why: Why | None,
    text: Text,
    theme: Theme,
) -> go.Figure:
    """Bars of probability, 0 to 1, one row per candidate with its rank; the chosen one stands out and is named so.

    Without a `why` it only stands out, and nothing can be forced.

    Where sampling draws from a changed distribution, a thin bar shows it before the model's own. Each row, bar or not,
    can be clicked: the point's `customdata` is the token.
    """
    draws = any(candidate.drawn is not None for candidate in candidates)
    colours = [theme.accent if candidate.token == chosen and not draws else theme.border for candidate in candidates]
    own = _bars([candidate.probability for candidate in candidates], 0.72, colours) | {
        "name": text("decoding.own_probability"),
        "showlegend": draws,
    }
    drawn = _bars([candidate.drawn or 0.0 for candidate in candidates], 0.3, theme.accent) | {
        "name": text("decoding.drawn_probability"),
        "visible": draws,
        "showlegend": draws,
    }
    longest = [max(candidate.probability, candidate.drawn or 0.0) for candidate in candidates]
    labels = _bars(longest, 1.0, "rgba(0,0,0,0)") | {
        "text": [_label(candidate, chosen, why, text) for candidate in candidates],
        "textposition": "outside",
        "textfont": {"size": TYPE.label, "color": theme.text},
        "cliponaxis": False,
    }
    above = _LEGEND_HEIGHT if draws else 4
    return unchecked(
        [own, drawn, labels, _targets(candidates, spell, why, text)],
        layout(theme)
        | {
            "barmode": "overlay",
            "dragmode": False,
            "height": _ROW_HEIGHT * len(candidates) + _AXIS_HEIGHT + above,
            "margin": {"t": above, "b": 8, "l": 8, "r": 8},
            "legend": {"orientation": "h", "y": 1, "yanchor": "bottom", "x": 0},
        }
        | probability_rows([_name(candidate, spell, chosen) for candidate in candidates], theme),
    )


def probability_rows(names: Sequence[str], theme: Theme) -> dict[str, Any]:
    """The axes of bars from 0 to 1, with room for a text beside them: one row for each name, from the top."""
    return {
        "xaxis": {
            "range": [0, _TEXT_ROOM],
            "tickvals": [0, 0.25, 0.5, 0.75, 1],
            "tickformat": ".0%",
            "fixedrange": True,
        },
        "yaxis": {
            "range": [len(names) - 0.5, -0.5],
            "tickvals": list(range(len(names))),
            "ticktext": list(names),
            "tickfont": {"size": TYPE.label, "color": theme.text},
            "ticklabelstandoff": 6,
            "showgrid": False,
            "fixedrange": True,
        },
    }


def percent(probability: float) -> str:
    """A probability for reading: "62.1%", "0.04%", "<0.01%" as plotly shows it."""
    if probability < 0.0001:
        return "&lt;0.01%"
    return f"{100 * probability:.{1 if probability >= 0.01 else 2}f}%"


def _bars(lengths: list[float], width: float, colour: str | list[str]) -> dict[str, Any]:
    return {
        "type": "bar",
        "orientation": "h",
        "x": [round(length, 5) for length in lengths],
        "y": list(range(len(lengths))),
        "width": width,
        "marker": {"color": colour},
        "hoverinfo": "skip",
        "showlegend": False,
    }


def _targets(
    candidates: Sequence[Candidate], spell: Callable[[int], str], why: Why | None, text: Text
) -> dict[str, Any]:
    """What the pointer meets: an invisible bar over the whole row."""
    stays = {"marker": {"opacity": 1}}  # a click selects, which would fade the other rows
    return _bars([_TEXT_ROOM] * len(candidates), 1.0, "rgba(0,0,0,0)") | {
        "customdata": [candidate.token for candidate in candidates],
        "hovertext": [_hover(candidate, spell, why, text) for candidate in candidates],
        "hovertemplate": "%{hovertext}<extra></extra>",
        "hoverinfo": "text",
        "selected": stays,
        "unselected": stays,
    }


def _name(candidate: Candidate, spell: Callable[[int], str], chosen: int) -> str:
    name = word_label(spell(candidate.token))
    return f"{f'<b>{name}</b>' if candidate.token == chosen else name}  {candidate.rank}"


def _label(candidate: Candidate, chosen: int, why: Why | None, text: Text) -> str:
    """The probability, or both, and what happened to the token."""
    label = percent(candidate.probability)
    if candidate.drawn is not None:
        label = f"{label} → {percent(candidate.drawn) if candidate.drawn else text('decoding.cut')}"
    if candidate.token != chosen:
        return label
    return f"<b>{label}</b> · {text(f'decoding.why_{why}')}" if why else f"<b>{label}</b>"


def _hover(candidate: Candidate, spell: Callable[[int], str], why: Why | None, text: Text) -> str:
    rank = text("decoding.candidate_rank", rank=candidate.rank, probability=percent(candidate.probability))
    click = "" if why in ("given", None) else f"<br>{text('decoding.click_to_force')}"
    return f"{isolated(spell(candidate.token))}<br>{rank}{click}"
