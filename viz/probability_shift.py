"""What an intervention does to the next token: probabilities before and after."""

from collections.abc import Callable, Sequence
from typing import Any

import pandas as pd
import plotly.graph_objects as go

from model.analysis.effect import PronounShift, Shift
from viz.figure import unchecked
from viz.labels import word_label
from viz.next_tokens import percent, probability_rows
from viz.text import Text
from viz.theme import TYPE, Theme, layout

_ROW, _AXIS, _LEGEND = 30, 36, 30  # pixels


def probability_shift(
    shifts: Sequence[Shift], spell: Callable[[int], str], *, written: int, text: Text, theme: Theme
) -> go.Figure:
    """Two bars of probability, 0 to 1, for each token: before, hatched, and after. `written` is the one in bold."""
    names = [word_label(spell(shift.token)) for shift in shifts]
    bold = [f"<b>{name}</b>" if s.token == written else name for name, s in zip(names, shifts, strict=True)]
    labels = [f"{percent(shift.before)} → {percent(shift.after)}" for shift in shifts]
    before, after = text("laboratory.before"), text("laboratory.after")
    hatched = {"color": theme.grid, "pattern": {"shape": "/", "fgcolor": theme.muted, "size": 6}}
    return unchecked(
        [
            _bars([s.before for s in shifts], hatched, -0.19, 0.36) | {"name": before},
            _bars([s.after for s in shifts], {"color": theme.accent}, 0.19, 0.36) | {"name": after},
            _bars([max(s.before, s.after) for s in shifts], {"color": "rgba(0,0,0,0)"}, 0, 0.8)
            | {
                "text": labels,
                "textposition": "outside",
                "textfont": {"size": TYPE.label, "color": theme.text},
                "cliponaxis": False,
                "showlegend": False,
            },
        ],
        layout(theme)
        | {
            "barmode": "overlay",
            "dragmode": False,
            "height": _ROW * len(shifts) + _AXIS + _LEGEND,
            "margin": {"t": _LEGEND, "b": 8, "l": 8, "r": 8},
            "legend": {"orientation": "h", "y": 1, "yanchor": "bottom", "x": 0},
        }
        | probability_rows(bold, theme),
    )


def pronoun_in_words(shift: PronounShift, text: Text) -> str:
    """What became of the pronoun: its probability and its counterpart's, before and after, and their log-odds."""
    written, other = shift.before.written, shift.before.other
    values = {"written": written, "before": shift.before.probability, "after": shift.after.probability}
    if shift.log_odds is None:
        return text("laboratory.pronoun_alone", other=other, **values)
    others = {"other_before": shift.before.other_probability, "other_after": shift.after.other_probability}
    odds = {"odds_before": shift.log_odds[0], "odds_after": shift.log_odds[1]}
    return text("laboratory.pronoun", other=other, **values, **others, **odds)


def shift_table(shifts: Sequence[Shift], spell: Callable[[int], str], text: Text) -> pd.DataFrame:
    """The same numbers: one row per token, probabilities from 0 to 1."""
    return pd.DataFrame(
        {
            text("laboratory.column_token"): [spell(shift.token) for shift in shifts],
            text("laboratory.before"): [shift.before for shift in shifts],
            text("laboratory.after"): [shift.after for shift in shifts],
        }
    ).round(6)


def _bars(lengths: Sequence[float], marker: dict[str, Any], offset: float, width: float) -> dict[str, Any]:
    return {
        "type": "bar",
        "orientation": "h",
        "x": [round(length, 5) for length in lengths],
        "y": [row + offset for row in range(len(lengths))],
        "width": width,
        "marker": marker,
        "hoverinfo": "skip",
    }
