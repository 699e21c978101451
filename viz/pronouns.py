"""Figures of the pronoun that was written and of the nouns that the strongest heads look at."""

from collections.abc import Mapping, Sequence
from typing import Any

import plotly.graph_objects as go

from model.coreference import HeadComparison, PronounChoice, Resolution, Roles
from viz.coreference import head_title, noun_words
from viz.figure import unchecked
from viz.labels import isolated
from viz.marked_text import coloured
from viz.text import Text
from viz.theme import TYPE, Theme, layout

_ROOM_FOR_TEXT, _ROOM_FOR_NOUN = 0.12, 0.5  # the part of the bar that a label needs


def role_marks(roles: Roles, theme: Theme) -> dict[int, str]:
    """Formats for words of the source: the antecedent bold on warm, the distractor italic on cool, as in the grid."""
    marks = {
        roles.distractor: coloured(theme.text, theme.diverging[6], "*"),
        roles.antecedent: coloured(theme.text, theme.diverging[10], "**"),
        roles.pronoun: pronoun_mark(theme),
    }
    return {word: mark for word, mark in marks.items() if word is not None}


def pronoun_mark(theme: Theme) -> str:
    """The format of a pronoun in either language."""
    return coloured(theme.background, theme.accent, "**")


def probabilities(choice: PronounChoice, text: Text) -> str:
    """What `pronoun_bar` shows, in words."""
    values = {"written": choice.written, "probability": choice.probability, "other": choice.other}
    if choice.other_probability is None:
        return text("coreference.chosen_alone", **values)
    return text("coreference.chosen", other_probability=choice.other_probability, **values)


def pronoun_bar(choice: PronounChoice, text: Text, theme: Theme) -> go.Figure:
    """One bar from 0 to 1: the probability of the pronoun written, of its counterpart, and of all other tokens."""
    return pronoun_bars({"": choice}, text, theme)


def pronoun_bars(choices: Mapping[str, PronounChoice], text: Text, theme: Theme) -> go.Figure:
    """Such a bar for the same pronoun in several passes, one below the other, with their names in front."""
    (first, *_), passes = choices.values(), list(choices.values())
    written, others = [one.probability for one in passes], [one.other_probability or 0.0 for one in passes]
    rest = [max(0.0, 1 - own - other) for own, other in zip(written, others, strict=True)]
    parts = [
        (first.written, written, theme.accent, theme.background),
        (first.other, others, theme.muted, theme.background),
        (text("coreference.other_tokens"), rest, theme.grid, theme.muted),
    ]
    bars: list[dict[str, Any]] = [
        {
            "type": "bar",
            "orientation": "h",
            "x": [round(probability, 4) for probability in shares],
            "y": list(choices),
            "name": label,
            "text": [f"{label} {share:.1%}" if share > _ROOM_FOR_TEXT else "" for share in shares],
            "textposition": "inside",
            "insidetextanchor": "start",
            "textangle": 0,
            "textfont": {"color": ink, "size": TYPE.label},
            "marker": {"color": colour, "line": {"width": 1, "color": theme.background}},
            "hovertemplate": f"{label}: %{{x:.2%}}<extra></extra>",
        }
        for label, shares, colour, ink in parts
    ]
    return unchecked(
        bars,
        layout(theme)
        | {
            "barmode": "stack",
            "bargap": 0,
            "height": 26 * len(choices),
            "showlegend": False,
            "dragmode": False,
            "margin": {"t": 0, "b": 0, "l": 0, "r": 0},
            "xaxis": {"range": [0, 1], "visible": False, "fixedrange": True},
            "yaxis": {"visible": len(choices) > 1, "autorange": "reversed", "ticksuffix": " ", "fixedrange": True},
        },
    )


def noun_bars(
    heads: Sequence[HeadComparison], first: Resolution, second: Resolution, text: Text, theme: Theme
) -> go.Figure:
    """The raw weights of each of `heads` on both nouns, from 0 to 1, one panel per sentence."""
    names = [head_title(head, text) for head in heads]
    bars: list[dict[str, Any]] = []
    for sentence, resolution in enumerate((first, second)):
        antecedent, distractor = (isolated(word) for word in noun_words(resolution))
        axis = "" if sentence == 0 else "2"
        for role, noun, colour, shape in (
            ("antecedent", antecedent, theme.diverging[-4], ""),
            ("distractor", distractor, theme.diverging[3], "/"),
        ):
            values: list[float] = [getattr(head, role)[sentence] for head in heads]
            bars.append(
                {
                    "type": "bar",
                    "orientation": "h",
                    "x": [round(value, 3) for value in values],
                    "y": names,
                    "xaxis": f"x{axis}",
                    "yaxis": f"y{axis}",
                    "name": text(f"coreference.role_{role}"),
                    "legendgroup": role,
                    "showlegend": sentence == 0,
                    "text": [f"{noun} {value:.2f}" for value in values],
                    "textposition": ["inside" if value > _ROOM_FOR_NOUN else "outside" for value in values],
                    "insidetextanchor": "start",
                    "textangle": 0,
                    "textfont": {"size": TYPE.small},
                    "marker": {"color": colour, "pattern": {"shape": shape, "fgopacity": 0.4}},
                    "hovertemplate": f"%{{y}}<br>{noun}: %{{x:.3f}}<extra></extra>",
                }
            )
    weights: dict[str, Any] = {"range": [0, 1], "fixedrange": True, "tickvals": [0, 0.5, 1]}
    weights["title"] = {"text": text("coreference.weight")}
    rows = {"autorange": "reversed", "fixedrange": True}
    return unchecked(
        bars,
        layout(theme)
        | {
            "barmode": "group",
            "bargap": 0.25,
            "height": 90 + 46 * len(heads),
            "margin": {"t": 28, "b": 8, "l": 8, "r": 8},
            "dragmode": False,
            "legend": {"orientation": "h", "y": 1, "yanchor": "bottom", "x": 0},
            "xaxis": weights | {"domain": [0, 0.48]},
            "xaxis2": weights | {"domain": [0.52, 1], "anchor": "y2"},
            "yaxis": rows | {"ticksuffix": " ", "automargin": True},
            "yaxis2": rows | {"anchor": "x2", "showticklabels": False},
        },
    )
