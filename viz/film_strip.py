"""What each snapshot of a film writes for the pronoun, as a strip of cells, and what that comes to, in words."""

from collections.abc import Sequence
from typing import Any

import plotly.graph_objects as go

from model.film import Written
from viz.figure import unchecked
from viz.labels import word_label
from viz.text import Text
from viz.theme import TYPE, Theme, layout

_ROW, _BELOW = 28, 40  # pixels: one sentence; the tokens and the axis title
_NOTHING = "–"


def tokens_name(tokens: int) -> str:
    """Target tokens in millions, the same in both languages: 100,000 is "0.1M"."""
    return f"{tokens / 1e6:.4g}M"


def writing_strip(rows: Sequence[Written], tokens: Sequence[int], frame: int, text: Text, theme: Theme) -> go.Figure:
    """One row per sentence, one cell per snapshot: il, elle or neither. The cell's `customdata` is the snapshot from 1.

    The right pronoun is bold on the accent colour; the snapshot shown is framed.
    """
    n = len(tokens)
    kinds = [[_kind(row, pronoun) for pronoun in row.pronouns] for row in rows]
    cells: dict[str, Any] = {
        "type": "heatmap",
        "z": kinds,
        "zmin": 0,
        "zmax": 2,
        "colorscale": [[0, theme.panel], [0.5, theme.masked], [1, theme.accent]],
        "showscale": False,
        "xgap": 2,
        "ygap": 3,
        "hoverinfo": "skip",
    }
    points: dict[str, Any] = {  # heatmaps do not report clicks: invisible points over the cells do, and carry the words
        "type": "scatter",
        "mode": "markers+text",
        "x": list(range(n)) * len(rows),
        "y": [place for place in range(len(rows)) for _ in range(n)],
        "marker": {"size": 26, "opacity": 0},
        "text": [_cell(row, pronoun) for row in rows for pronoun in row.pronouns],
        "textfont": {
            "size": TYPE.label,
            "color": [theme.background if kind == 2 else theme.text for row in kinds for kind in row],
        },
        "customdata": list(range(1, n + 1)) * len(rows),
        "hovertext": [
            text("film.strip_hover", tokens=tokens_name(seen), pronoun=pronoun or text("film.neither"))
            for row in rows
            for seen, pronoun in zip(tokens, row.pronouns, strict=True)
        ],
        "hovertemplate": "%{hovertext}<extra></extra>",
        "showlegend": False,
    }
    frame_shown = {
        "type": "rect",
        "x0": frame - 0.5,
        "x1": frame + 0.5,
        "y0": -0.5,
        "y1": len(rows) - 0.5,
        "line": {"color": theme.text, "width": 2.5},
    }
    axis_title = "film.strip_axis" if any(row.expected for row in rows) else "film.strip_axis_own"
    axis = {"showgrid": False, "zeroline": False, "fixedrange": True}
    return unchecked(
        [cells, points],
        layout(theme)
        | {
            "height": _ROW * len(rows) + _BELOW,
            "margin": {"t": 4, "b": _BELOW, "l": 8, "r": 8},
            "dragmode": False,
            "shapes": [frame_shown],
            "xaxis": axis
            | {
                "range": [-0.55, n - 0.45],
                "tickvals": list(range(n)),
                "ticktext": [tokens_name(seen).removesuffix("M") for seen in tokens],
                "tickangle": 0,
                "tickfont": {"size": TYPE.small, "color": theme.muted},
                "title": {"text": text(axis_title), "standoff": 4, "font": {"size": TYPE.small}},
            },
            "yaxis": axis
            | {
                "range": [len(rows) - 0.5, -0.5],
                "tickvals": list(range(len(rows))),
                "ticktext": [f"{word_label(row.label)} " for row in rows],
                "tickfont": {"size": TYPE.label, "color": theme.text},
            },
        },
    )


def strip_description(rows: Sequence[Written], tokens: Sequence[int], text: Text) -> str:
    """What `writing_strip` shows, in words."""
    lines = [
        text(
            "film.strip_alt_row",
            label=row.label,
            cells=", ".join(
                f"{tokens_name(seen)} {pronoun or _NOTHING}" for seen, pronoun in zip(tokens, row.pronouns, strict=True)
            ),
        )
        for row in rows
    ]
    return " ".join([text("film.strip_alt"), *lines])


def story(row: Written, tokens: Sequence[int], text: Text) -> str:
    """Where the pronoun of one sentence settles, as Markdown: named, or honestly denied."""
    last = tokens_name(tokens[-1])
    if row.goal is None:
        return text("film.story_nothing", tokens=last)
    if row.settled is None:
        wrote = row.pronouns[-1]
        if wrote is None:
            return text("film.story_never_none", pronoun=row.goal, tokens=last)
        return text("film.story_never", pronoun=row.goal, tokens=last, written=wrote)
    since = tokens_name(tokens[row.settled])
    if row.settled == 0:
        return text("film.story_always", pronoun=row.goal, tokens=since)
    before, wrote = tokens_name(tokens[row.settled - 1]), row.pronouns[row.settled - 1]
    if wrote is None:
        return text("film.story_from_none", pronoun=row.goal, tokens=since, before=before)
    return text("film.story_from", pronoun=row.goal, tokens=since, before=before, written=wrote)


def pair_story(rows: Sequence[Written], tokens: Sequence[int], text: Text) -> str:
    """From where on both sentences of a pair are right: only that shows that the pronoun follows the meaning."""
    settled = [row.settled for row in rows]
    if None in settled:
        return text("film.pair_never")
    first = max(index for index in settled if index is not None)
    return text("film.pair_always" if first == 0 else "film.pair_from", tokens=tokens_name(tokens[first]))


def _kind(row: Written, pronoun: str | None) -> int:
    """0 for no pronoun, 1 for another than the right one, 2 for the right one."""
    return 0 if pronoun is None else 1 + (pronoun == row.goal)


def _cell(row: Written, pronoun: str | None) -> str:
    if pronoun is None:
        return _NOTHING
    return f"<b>{pronoun}</b>" if pronoun == row.goal else pronoun
