"""The map of what each head does: layers and heads, one cell per head."""

from collections import Counter
from typing import Any

import plotly.graph_objects as go

from model.analysis.roles import HeadProfile, HeadRoles
from viz.figure import translucent, unchecked
from viz.labels import head_of_layer_name, layer_name
from viz.roles import FAMILIES, family_colour, family_of, head_title, listed, role_name
from viz.text import Text
from viz.theme import TYPE, Theme, layout

_ROW, _ABOVE, _LEGEND = 32, 26, 62  # pixels: one layer, the names of the heads, what the colours mean
_GAP = 0.35  # between two kinds of attention, as a part of a row
_FILL = (0.15, 0.4)  # opacity of a role without and with all of the attention: light enough for text on it


def role_map(roles: HeadRoles, chosen: HeadProfile, text: Text, theme: Theme) -> go.Figure:
    """One cell per head: its role as colour and sign, and the share of its attention that goes there, in percent.

    `chosen` is framed. A cell's `customdata` is the code of its head.
    """
    rows = _rows(roles)
    present = [None, *(family for family in FAMILIES if family in map(_family, roles.heads))]
    axis = {"showgrid": False, "zeroline": False, "fixedrange": True}
    x, y = chosen.head, rows[chosen]
    frame = {
        "type": "rect",
        "x0": x - 0.5,
        "x1": x + 0.5,
        "y0": y - 0.5,
        "y1": y + 0.5,
        "line": {"color": theme.text, "width": 3},
    }
    places = {y: head.place for head, y in rows.items()}
    last, n_heads = max(places), max(head.head for head in roles.heads) + 1
    return unchecked(
        [_cells(rows, text, theme), *(_legend(family, text, theme) for family in present), _clicks(rows, text)],
        layout(theme)
        | {
            "height": round(_ROW * (last + 1)) + _ABOVE + _LEGEND,
            "margin": {"t": _ABOVE, "b": _LEGEND, "l": 8, "r": 8},
            "dragmode": False,
            "bargap": 0,
            "shapes": [frame],
            "legend": {
                "orientation": "h",
                "y": 0,
                "yanchor": "top",
                "x": 0,
                "itemclick": False,
                "itemdoubleclick": False,
                "font": {"size": TYPE.label},
            },
            "xaxis": axis
            | {
                "tickvals": list(range(n_heads)),
                "ticktext": [head_of_layer_name(head) for head in range(n_heads)],
                "range": [-0.5, n_heads - 0.5],
                "side": "top",
            },
            "yaxis": axis
            | {
                "tickvals": list(places),
                "ticktext": [
                    f"{text(f'roles.kind_{place.kind}')} {layer_name(place.layer)} " for place in places.values()
                ],
                "range": [last + 0.5, -0.5],
                "automargin": True,
            },
        },
    )


def map_description(roles: HeadRoles, text: Text) -> str:
    """What `role_map` shows, in words: how many heads have which role."""
    counts = Counter(head.role.role for head in roles.heads if head.role)
    said = [text("roles.map_count", role=role_name(role, text), count=count) for role, count in counts.most_common()]
    without = len(roles.heads) - counts.total()
    return text("roles.map_alt", roles=listed(said, text), without=without)


def _family(head: HeadProfile) -> str | None:
    return family_of(head.role.role) if head.role else None


def _rows(roles: HeadRoles) -> dict[HeadProfile, float]:
    """Where each head's row lies, from 0 downwards, with a gap between the kinds of attention."""
    found: dict[HeadProfile, float] = {}
    row, before = 0.0, None
    for head in roles.heads:
        if before and head.place != before:
            row += 1 if head.place.kind == before.kind else 1 + _GAP
        found[head], before = row, head.place
    return found


def _cells(rows: dict[HeadProfile, float], text: Text, theme: Theme) -> dict[str, Any]:
    """The cells as bars of one row's height; the more of the attention goes to the role, the stronger the colour."""
    return {
        "type": "bar",
        "x": [head.head for head in rows],
        "base": [y - 0.46 for y in rows.values()],
        "y": [0.92] * len(rows),
        "width": 0.94,
        "text": [_sign(head, text) for head in rows],
        "textposition": "inside",
        "insidetextanchor": "middle",
        "textangle": 0,
        "constraintext": "none",
        "textfont": {"size": TYPE.small, "color": [theme.text if head.role else theme.muted for head in rows]},
        "marker": {
            "color": [_fill(head, theme) for head in rows],
            "line": {
                "width": [int(head.role is not None) for head in rows],
                "color": [family_colour(_family(head), theme) for head in rows],
            },
        },
        "hoverinfo": "skip",
        "showlegend": False,
    }


def _fill(head: HeadProfile, theme: Theme) -> str:
    if head.role is None:
        return theme.panel
    lowest, highest = _FILL
    return translucent(family_colour(_family(head), theme), round(lowest + highest * head.role.score.value, 3))


def _legend(family: str | None, text: Text, theme: Theme) -> dict[str, Any]:
    colour = family_colour(family, theme)
    return {
        "type": "scatter",
        "mode": "markers",
        "x": [None],
        "y": [None],
        "name": text(f"roles.family_{family or 'none'}"),
        "marker": {
            "symbol": "square",
            "size": 14,
            "color": theme.panel if family is None else translucent(colour, sum(_FILL)),
            "line": {"width": 1, "color": colour},
        },
    }


def _sign(head: HeadProfile, text: Text) -> str:
    if head.role is None:
        return text("roles.short_none")
    return f"{text(f'roles.short_{head.role.role}')}<br>{100 * head.role.score.value:.0f}"


def _clicks(rows: dict[HeadProfile, float], text: Text) -> dict[str, Any]:
    """Invisible points over the cells: they report clicks, and say what the pointer is on."""
    return {
        "type": "scatter",
        "mode": "markers",
        "x": [head.head for head in rows],
        "y": list(rows.values()),
        "customdata": [head.code for head in rows],
        "text": [_hover(head, text) for head in rows],
        "hovertemplate": "%{text}<extra></extra>",
        "marker": {"symbol": "square", "size": 30, "opacity": 0},
        "showlegend": False,
    }


def _hover(head: HeadProfile, text: Text) -> str:
    title = head_title(head, text)
    if head.role is None:
        return f"{title}<br>{role_name(None, text)}"
    score = head.role.score
    values = {"score": score.value, "low": score.low, "high": score.high, "baseline": head.role.baseline}
    return f"{title}<br>{text('roles.hover', role=role_name(head.role.role, text), **values)}"
