"""What figures share: how they are made without plotly's checks, made ready once, and enlarged."""

from collections.abc import Sequence
from functools import cached_property
from typing import Any, cast

import plotly.graph_objects as go


class Finished(go.Figure):
    """A figure that nobody changes any more: what plotly makes of it for the browser is made once.

    That takes 2 to 5 ms each time, for every figure on a page, where a page runs again for one of them.
    """

    def __init__(self, figure: go.Figure) -> None:
        super().__init__(figure, _validate=False)

    def to_dict(self) -> dict[str, Any]:
        """Traces and layout, the same object every time: never write to it."""
        return self._plain

    @cached_property
    def _plain(self) -> dict[str, Any]:
        return cast(dict[str, Any], super().to_dict())


def unchecked(data: list[dict[str, Any]], layout: dict[str, Any]) -> go.Figure:
    """A figure of these traces and this layout.

    Plotly checks every property it is given, which takes 10 to 40 ms a figure; here the tests check, once, by
    `go.Figure(figure.to_dict())`.
    """
    return go.Figure({"data": data, "layout": layout}, _validate=False)


def colour_stops(colours: Sequence[str]) -> list[list[float | str]]:
    """A colour scale as plotly stores it: its colours at equal steps from 0 to 1."""
    return [[index / (len(colours) - 1), colour] for index, colour in enumerate(colours)]


def translucent(colour: str, opacity: float) -> str:
    """A hexadecimal colour that lets what is behind it shine through."""
    red, green, blue = (int(colour[place : place + 2], 16) for place in (1, 3, 5))
    return f"rgba({red},{green},{blue},{opacity})"


def enlarged(figure: go.Figure, by: float) -> go.Figure:
    """The figure with all its writing larger, for a wall; its size stays."""

    def grown(part: object, name: str = "") -> Any:
        if isinstance(part, dict):
            items = cast(dict[str, Any], part).items()
            return {key: value * by if _is_size(name, key, value) else grown(value, key) for key, value in items}
        if isinstance(part, list | tuple):
            several = cast(Sequence[object], part)
            return [grown(one, name) for one in several] if several and isinstance(several[0], dict) else several
        return part

    plain = cast(dict[str, Any], figure.to_plotly_json())
    return unchecked(grown(plain["data"]), grown(plain["layout"]))


def _is_size(name: str, key: str, value: object) -> bool:
    """Whether that is the size of a font: a number."""
    return key == "size" and name.endswith("font") and isinstance(value, int | float)
