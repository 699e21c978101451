"""The script and the style of the canvas: the modules beside this file as one, because a component has one script."""

import json
import re
from pathlib import Path
from typing import get_args

from viz.theme import FONT, Mode, theme

_FOLDER = Path(__file__).parent
_MODULES = (
    "decode",
    "meeting",
    "colours",
    "geometry",
    "sorting",
    "arcs",
    "labels",
    "flat_painter",
    "gpu_painter",
    "pictures",
    "drawing",
    "readout",
    "camera",
    "pointing",
    "selecting",
    "controls",
    "svg_pen",
    "saving",
    "pointer",
    "keys",
    "surface",
    "canvas",
)
_IMPORT = re.compile(r"^import .*;\n", re.MULTILINE)
_EXPORT = re.compile(r"^export (?!default)", re.MULTILINE)


def _themes() -> str:
    """The colours that the canvas needs of each theme, as a statement."""
    themes = {
        mode: {
            "background": theme(mode).background,
            "text": theme(mode).text,
            "muted": theme(mode).muted,
            "border": theme(mode).border,
            "accent": theme(mode).accent,
            "masked": theme(mode).masked,
            "panel": theme(mode).panel,
            "sequential": theme(mode).sequential,
            "diverging": theme(mode).diverging,
        }
        for mode in get_args(Mode)
    }
    return f"const THEMES = {json.dumps(themes)};\nconst FONT = {json.dumps(FONT)};\n"


def _read(name: str) -> str:
    return (_FOLDER / name).read_text(encoding="utf-8")


def _joined(modules: tuple[str, ...]) -> str:
    """Modules, each after those it imports from, as one: their names are distinct, so nothing needs importing."""
    return "\n".join(_EXPORT.sub("", _IMPORT.sub("", _read(f"{name}.js"))) for name in modules)


SCRIPT = _themes() + _joined(_MODULES)
"""Draws all heads, and whichever whole head arrives for them."""
DETAIL_SCRIPT = _joined(("decode", "meeting", "detail"))
"""Hands a whole head on to the canvas that shows its overview; draws nothing itself."""
CHOICES_SCRIPT = _joined(("meeting", "choices"))
"""Hands on what is chosen."""
STYLE = _read("canvas.css")
