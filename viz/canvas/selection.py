"""What a reader has chosen on the canvas: a small event from the browser, and a few words in the link."""

import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Any, Literal, cast, get_args

from model.attention_view import AttentionView

Picture = Literal["matrix", "arcs"]
MOST_BESIDE = 3
"""Heads beside the one that was entered: with more, colours and arcs cannot be told apart."""
PARAMETERS = ("beside", "rows", "columns", "order", "only", "draw")
"""The names under which a selection stands in a link."""

_PLACES = re.compile(r"(\d{1,4})(?:-(\d{1,4}))?")
_NAME = re.compile(r"[a-z_]{1,20}")


@dataclass(frozen=True)
class Selection:
    """Heads beside the one that was entered, by their codes; pinned queries and keys, by their places from 0; the order
    of heads, which of them are shown, and whether as matrices or as arcs.
    """

    beside: tuple[str, ...] = ()
    queries: tuple[int, ...] = ()
    keys: tuple[int, ...] = ()
    order: str = "layer"
    show: str = "all"
    picture: Picture = "matrix"

    @classmethod
    def of_event(cls, event: Mapping[str, Any], view: AttentionView, codes: Iterable[str]) -> "Selection":
        """What the browser says; whatever does not fit the view falls away."""
        codes = tuple(codes)
        return cls(
            beside=tuple(dict.fromkeys(code for code in event.get("beside") or () if code in codes))[:MOST_BESIDE],
            queries=_within(event.get("queries") or (), len(view.queries)),
            keys=_within(event.get("keys") or (), len(view.keys)),
            order=_name(event.get("order"), cls.order),
            show=_name(event.get("show"), cls.show),
            picture=cast(Picture, event["picture"]) if event.get("picture") in get_args(Picture) else cls.picture,
        )

    @classmethod
    def of_link(cls, link: Mapping[str, str], view: AttentionView, codes: Iterable[str]) -> "Selection":
        """What `to_link` wrote."""
        event = {
            "beside": link["beside"].split(","),
            "queries": _places(link["rows"]),
            "keys": _places(link["columns"]),
            "order": link["order"],
            "show": link["only"],
            "picture": link["draw"],
        }
        return cls.of_event(event, view, codes)

    def to_link(self) -> dict[str, str]:
        """For each of `PARAMETERS` what a link says, nothing where nothing was chosen. Places count from 1."""
        plain = Selection()
        return {
            "beside": ",".join(self.beside),
            "rows": _written(self.queries),
            "columns": _written(self.keys),
            "order": "" if self.order == plain.order else self.order,
            "only": "" if self.show == plain.show else self.show,
            "draw": "" if self.picture == plain.picture else self.picture,
        }

    def to_event(self) -> dict[str, Any]:
        """As the browser takes it."""
        return {
            "beside": list(self.beside),
            "queries": list(self.queries),
            "keys": list(self.keys),
            "order": self.order,
            "show": self.show,
            "picture": self.picture,
        }


def _within(places: Iterable[Any], count: int) -> tuple[int, ...]:
    return tuple(sorted({place for place in places if isinstance(place, int) and 0 <= place < count}))


def _name(name: Any, otherwise: str) -> str:
    return name if isinstance(name, str) and _NAME.fullmatch(name) else otherwise


def _places(text: str) -> list[int]:
    """Places from 0: of "1-3.7" 0, 1, 2 and 6."""
    found: list[int] = []
    for part in text.split("."):
        if match := _PLACES.fullmatch(part):
            first, last = int(match[1]), int(match[2] or match[1])
            found.extend(range(first - 1, last))
    return found


def _written(places: tuple[int, ...]) -> str:
    """The text that `_places` reads."""
    parts: list[list[int]] = []
    for place in places:
        if parts and parts[-1][1] == place:
            parts[-1][1] = place + 1
        else:
            parts.append([place + 1, place + 1])
    return ".".join(f"{first}" if first == last else f"{first}-{last}" for first, last in parts)
