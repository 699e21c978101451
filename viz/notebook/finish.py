"""What a figure needs to stand alone, outside of the app."""

from typing import Any, cast

import plotly.graph_objects as go

from viz.theme import TYPE, Theme

SMALL, LARGE = 520, 760
"""Widths in pixels: of one square picture, of charts."""

_ABOVE, _TITLE = 84, 42  # pixels for the title and what stands below it; from the top edge to its base


def finished(
    figure: go.Figure, colours: Theme, width: int, title: str | None = None, subtitle: str | None = None
) -> go.Figure:
    """A copy of the figure on its own background, `width` pixels wide, with a title that says what it shows."""
    shown = go.Figure(figure)
    shown.update_layout(paper_bgcolor=colours.background, width=width)
    if title is not None:
        small = {"size": TYPE.small, "color": colours.muted}
        layout = cast(Any, shown).layout
        height = layout.height + _ABOVE
        above = {"text": title, "subtitle": {"text": subtitle, "font": small}, "x": 0.02, "yref": "container"}
        shown.update_layout(
            title=above | {"y": 1 - _TITLE / height, "yanchor": "bottom"},
            height=height,
            margin_t=layout.margin.t + _ABOVE,
        )
    return shown
