"""Numbers for JSON, and tables for a terminal."""

import unicodedata
from collections.abc import Sequence
from math import isfinite
from typing import Any

from torch import Tensor

_WIDE = ("W", "F")


def plain(values: Tensor) -> Any:
    """Nested lists of numbers; None for what is not a number, which JSON does not have."""
    if values.ndim:
        return [plain(row) for row in values]
    number = values.item()
    return number if isfinite(number) else None


def shown(value: float | None, form: str) -> str:
    """A number in a table, in a format such as ".2f"; a dash for what is not a number."""
    return format(value, form) if value is not None and isfinite(value) else "-"


def text_table(rows: Sequence[Sequence[str]]) -> str:
    """Rows of cells in columns that are as wide as they must be: the first to the left, numbers to the right."""
    widths = [max(map(_width, column)) for column in zip(*rows, strict=True)]
    lines: list[str] = []
    for first, *rest in rows:
        cells = [" " * (width - _width(cell)) + cell for cell, width in zip(rest, widths[1:], strict=True)]
        lines.append("  ".join([first + " " * (widths[0] - _width(first)), *cells]).rstrip())
    return "\n".join(lines)


def _width(text: str) -> int:
    """Columns of a terminal: a Chinese character takes two."""
    return sum(2 if unicodedata.east_asian_width(character) in _WIDE else 1 for character in text)
