"""The two measures of importance against each other: switched off, and by the gradient."""

from collections.abc import Collection, Mapping, Sequence
from typing import Any

import plotly.graph_objects as go

from model.analysis.estimate import Estimate
from model.analysis.importance import Agreement, HeadImportance
from model.interventions import Place
from viz.figure import unchecked
from viz.labels import head_name
from viz.roles import head_title, listed
from viz.text import Text
from viz.theme import HEAD_COLOURS, TYPE, Theme, layout

Rises = Mapping[tuple[Place, int], Estimate]

_KINDS = {"encoder": (0, "circle"), "decoder": (9, "square"), "cross": (1, "diamond")}
_NAMED, _LISTED = 1, 3  # of the costliest heads: those that carry their name, as the chosen one does; those in words


def importance_scatter(
    importance: Sequence[HeadImportance], rises: Rises, chosen: str, text: Text, theme: Theme
) -> go.Figure:
    """Each head as a dot: the rise of the loss when it is switched off, in nats per target token (x), and its gradient
    importance, from 0 to 1 in its layer (y). The head with the code `chosen` is ringed; `customdata` is the code.
    """
    kinds = dict.fromkeys(one.place.kind for one in importance)
    named = {chosen, *(one.code for one in costliest(importance, rises)[:_NAMED])}
    return unchecked(
        [
            _dots(kind, [one for one in importance if one.place.kind == kind], rises, chosen, named, text, theme)
            for kind in kinds
        ],
        layout(theme)
        | {
            "height": 380,
            "margin": {"t": 28, "b": 8, "l": 8, "r": 16},
            "dragmode": False,
            "legend": {"orientation": "h", "y": 1, "yanchor": "bottom", "x": 0},
            "xaxis": {"title": {"text": text("roles.scatter_x")}, "tickformat": "+.3~f", "fixedrange": True},
            "yaxis": {"title": {"text": text("roles.scatter_y")}, "range": [-0.04, 1.08], "fixedrange": True},
        },
    )


def scatter_description(importance: Sequence[HeadImportance], rises: Rises, text: Text) -> str:
    """What `importance_scatter` shows, in words."""
    names = [head_title(one, text) for one in costliest(importance, rises)[:_LISTED]]
    return text("roles.scatter_alt", heads=listed(names, text))


def agreement_in_words(agreement: Agreement, importance: Sequence[HeadImportance], rises: Rises, text: Text) -> str:
    """How far the two measures agree, and which head costs most."""
    first = costliest(importance, rises)[0]
    return text(
        "roles.correlation",
        rho=agreement.normalised,
        raw=agreement.raw,
        head=head_title(first, text),
        **rise_values(rises[first.place, first.head]),
    )


def importance_in_words(
    place: Place, head: int, importance: Sequence[HeadImportance], rises: Rises | None, text: Text
) -> str:
    """What is known of the importance of one head."""
    ranked = sorted(importance, key=lambda one: -one.gradient)
    rank = next(rank for rank, one in enumerate(ranked, 1) if (one.place, one.head) == (place, head))
    said = text("roles.gradient_rank", rank=rank, heads=len(importance))
    if rises is None:
        return said
    return f"{said} {text('roles.ablation_says', **rise_values(rises[place, head]))}"


def costliest(importance: Sequence[HeadImportance], rises: Rises) -> list[HeadImportance]:
    """The heads without which the loss rises most come first."""
    return sorted(importance, key=lambda one: -rises[one.place, one.head].value)


def rise_values(rise: Estimate) -> dict[str, float]:
    """The values of a rise for a text."""
    return {"rise": rise.value, "low": rise.low, "high": rise.high}


def _dots(
    kind: str,
    group: Sequence[HeadImportance],
    rises: Rises,
    chosen: str,
    named: Collection[str],
    text: Text,
    theme: Theme,
) -> dict[str, Any]:
    colour, symbol = _KINDS[kind]
    codes = [one.code for one in group]
    found = [rises[one.place, one.head] for one in group]
    return {
        "type": "scatter",
        "mode": "markers+text",
        "name": text(f"roles.kind_{kind}"),
        "x": [round(rise.value, 5) for rise in found],
        "y": [round(one.normalised, 4) for one in group],
        "text": [
            head_name(one.place.layer, one.head) if code in named else ""
            for one, code in zip(group, codes, strict=True)
        ],
        "textposition": "top center",
        "textfont": {"size": TYPE.small},
        "customdata": codes,
        "hovertext": [
            f"{head_title(one, text)}<br>{text('roles.ablation_says', **rise_values(rise))}"
            for one, rise in zip(group, found, strict=True)
        ],
        "hovertemplate": "%{hovertext}<extra></extra>",
        "marker": {
            "color": HEAD_COLOURS[colour],
            "symbol": symbol,
            "size": [14 if code == chosen else 9 for code in codes],
            "opacity": 0.85,
            "line": {"width": [3 if code == chosen else 1 for code in codes], "color": theme.text},
        },
    }
