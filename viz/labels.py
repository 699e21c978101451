"""Words as labels of figures: always plain text, short enough to fit, and each at a place of its own.

Plotly reads a small HTML subset, entities and TeX in every label, and gives equal categories one place.
So words reach a figure only through `plain`, and axes are numeric, with words for numbers (`word_ticks`).
"""

import math
import unicodedata
from collections.abc import Sequence
from decimal import Decimal
from typing import Any

_ENTITIES = str.maketrans({"&": "&amp;", "<": "&lt;", ">": "&gt;", "$": "&#36;"})
_JOINERS = "\N{ZERO WIDTH JOINER}\N{VARIATION SELECTOR-16}"
_ISOLATE, _POP_ISOLATE = "\N{FIRST STRONG ISOLATE}", "\N{POP DIRECTIONAL ISOLATE}"
_LABEL_PIXELS = 15  # what one line of a label needs


def plain(text: str) -> str:
    """`text` so that plotly shows exactly its characters, on one line."""
    return " ".join(text.split()).translate(_ENTITIES)


def isolated(text: str) -> str:
    """`plain(text)` for the middle of a line: a right-to-left word leaves its surroundings alone."""
    return f"{_ISOLATE}{plain(text)}{_POP_ISOLATE}"


def columns(text: str) -> int:
    """The width of `text` in widths of a Latin letter: Chinese characters and emoji are two wide."""
    return sum(_columns(char) for char in text)


def shortened(text: str, limit: int = 14) -> str:
    """`text`, or as much of its start as fits into `limit` columns together with "…"."""
    if columns(text) <= limit:
        return text
    end, used = 0, 0
    while (used := used + _columns(text[end])) < limit:
        end += 1
    while end and (_columns(text[end]) == 0 or text[end - 1] in _JOINERS):  # never cut a mark from its letter
        end -= 1
    return f"{text[:end]}…"


def word_label(word: str, limit: int = 14) -> str:
    """A word as a label: shortened, plain."""
    return plain(shortened(word, limit))


def word_ticks(words: Sequence[str], pixels: float, limit: int = 14) -> dict[str, Any]:
    """Ticks of an axis on which word i stands at i, for an axis at least `pixels` long.

    Where words would overlap, only every second, third … stands on the axis; hover labels name them all.
    """
    return {
        "tickmode": "linear",
        "tick0": 0,
        "dtick": max(1, math.ceil(_LABEL_PIXELS * len(words) / pixels)),
        "labelalias": {str(place): word_label(word, limit) for place, word in enumerate(words)},
    }


def head_name(layer: int, head: int) -> str:
    """The name of a head in every figure and widget, counted from 1: `head_name(2, 4)` is "L3·H5"."""
    return f"{layer_name(layer)}·{head_of_layer_name(head)}"


def layer_name(layer: int) -> str:
    """The short name of a layer, counted from 1: `layer_name(2)` is "L3"."""
    return f"L{layer + 1}"


def head_of_layer_name(head: int) -> str:
    """The short name of a head within its layer, counted from 1: `head_of_layer_name(4)` is "H5"."""
    return f"H{head + 1}"


def number_text(value: float | Decimal, form: str = "") -> str:
    """A number in that format, with a minus sign in place of the hyphen that Python writes: −0.15."""
    return format(value, form).replace("-", "−")


def short_number(value: float, *, digits: int = 2, signed: bool = False, least: float = 0.0) -> str:
    """A number for a small cell, with at most so many digits after the point: .43, 1.2, 17; `signed`: +.43.

    Nothing for what is no number or, without its sign, below `least`, so that the eye finds the rest.
    """
    size = abs(value)
    if not size >= least:
        return ""
    digits = min(digits, 2 if size < 0.995 else 1 if size < 9.95 else 0)
    shown = f"{size:.{digits}f}"
    sign = "−" if value < 0 else "+" if signed else ""
    return sign + (shown.removeprefix("0") if digits else shown)


def _columns(char: str) -> int:
    if char in _JOINERS or unicodedata.category(char) in ("Mn", "Me", "Cf"):
        return 0
    return 2 if unicodedata.east_asian_width(char) in "WF" else 1
