"""Figures are made once for all sessions, and known again by what they show.

A page that runs again for one detail has most of its figures already. What was found of a sentence may have been found
anew meanwhile, so numbers are compared by value, not by where they are kept.
"""

import hashlib
from collections.abc import Callable, Hashable
from dataclasses import dataclass, fields, is_dataclass
from threading import Lock
from typing import Any, cast

import numpy as np
import plotly.graph_objects as go
from cachetools import LRUCache, cached
from torch import Tensor

from pages._kept import forgets
from viz.figure import Finished

_MOST = 256  # figures


@dataclass(frozen=True)
class _Same:
    """An object that only equals itself."""

    of: object

    def __eq__(self, other: object) -> bool:
        return isinstance(other, _Same) and self.of is other.of

    def __hash__(self) -> int:
        return id(self.of)


def content(value: object) -> Hashable:
    """What two values have in common where they hold the same: numbers, sequences, mappings and dataclasses by value.

    All others, and dataclasses that are compared by identity, equal what they equal themselves; what cannot be hashed
    equals only itself.
    """
    match value:
        case str() | int() | float() | None:
            return value
        case Tensor():
            return content(value.detach().cpu().numpy())
        case np.ndarray():
            array = cast("np.ndarray[Any, Any]", value)
            return array.dtype.str, array.shape, hashlib.blake2b(np.ascontiguousarray(array).data).digest()
        case list() | tuple():
            return type(value), *map(content, cast("tuple[object, ...]", value))
        case dict():
            items = cast("dict[str, object]", value).items()
            return dict, *((name, content(one)) for name, one in items)
        case _ if is_dataclass(value) and type(value).__eq__ is not object.__eq__:
            return type(value), *(content(getattr(value, one.name)) for one in fields(value))
        case Hashable():
            return value
        case _:
            return _Same(value)


def _key(figure: Callable[..., go.Figure], *arguments: object, **options: object) -> Hashable:
    return content((figure, arguments, options))


@cached(LRUCache(_MOST), key=_key, lock=Lock())
def drawn(figure: Callable[..., go.Figure], *arguments: object, **options: object) -> go.Figure:
    """`figure(*arguments, **options)`, made once for all sessions: never write to it."""
    return Finished(figure(*arguments, **options))


@forgets
def forget() -> None:
    """Let go of all figures, and of the models that they know."""
    with drawn.cache_lock:
        drawn.cache.clear()
