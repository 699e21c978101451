"""A view as one document of HTML, and that document in a frame that keeps it apart."""

import base64
import hashlib
import html
import json
from functools import cache
from importlib.metadata import distribution
from pathlib import Path

from model.trace import AttentionKind, Trace
from viz.bertviz.parameters import ROOT_ID, bridge, parameters
from viz.bertviz.views import View
from viz.text import Text
from viz.theme import FONT, Theme

_FOLDER = Path(__file__).parent
_SELECTORS: dict[View, dict[str, str]] = {  # the names that the address knows, and BertViz's own
    "head": {"layer": "layer"},
    "neuron": {"layer": "layer", "head": "att_head"},
    "model": {},
}
_FONTS = {"IBM Plex Sans": "IBMPlexSans-Regular", "Headlight Noto Sans SC": "NotoSansSC-Headlight"}


def document(
    trace: Trace, view: View, kind: AttentionKind, theme: Theme, text: Text, *, font_folder: str | None = None
) -> str:
    """A view of one kind of attention as a document that works offline.

    It holds BertViz's own script with d3 and jQuery, and the numbers once. Tokens stand in it as JSON without "<" and
    reach the page as text nodes; besides, its content security policy lets no script run but these four, and lets
    nothing be loaded, except fonts from `font_folder` where that is given (an address relative to the page).
    Raises TraceError where the trace has no such attention.
    """
    style = _style(theme, font_folder)
    scripts = [*map(_read, ("vendor/jquery-3.7.1.min.js", "vendor/d3-5.7.0.min.js", "bridge.js")), _script(view)]
    data = bridge(text) | {"params": parameters(trace, view, kind, theme.mode)}
    selectors = "".join(
        f'<label>{text(f"bertviz.word_{name}")} <select id="{id}" name="{name}"></select></label>'
        for name, id in _SELECTORS[view].items()
    )
    controls = f"<nav>{selectors}</nav>" if selectors else ""
    policy = "; ".join(
        [
            "default-src 'none'",
            "base-uri 'none'",
            "form-action 'none'",
            f"style-src {_hash(style)}",
            f"script-src {' '.join(map(_hash, scripts))}",
            *(["font-src http: https:"] if font_folder else []),
        ]
    )
    return "".join(
        [
            f'<!DOCTYPE html><html lang="{text.language}"><head><meta charset="utf-8">',
            f'<meta http-equiv="Content-Security-Policy" content="{policy}">',
            f"<title>BertViz</title><style>{style}</style></head>",
            f'<body class="{view} {theme.mode}"><div id="{ROOT_ID}">{controls}<div id="vis"></div></div>',
            f'<script type="application/json" id="data">{_json(data)}</script>',
            *(f"<script>{script}</script>" for script in scripts),
            "</body></html>",
        ]
    )


def embedded(document: str, title: str) -> str:
    """A page of ours around a document, for a frame of the app: the address bar then says what layer and head it shows.

    The document's scripts cannot reach this page, nor what lies around it: its sandbox gives it an origin of its own,
    and only whole numbers are taken from it. `title` is what a screen reader says of it.
    """
    return _read("frame.html").format(title=html.escape(title), document=html.escape(document))


def _json(data: object) -> str:
    """JSON of ASCII in which no "<" opens or closes a tag of the document around it."""
    return json.dumps(data, separators=(",", ":")).replace("<", "\\u003c")


def _hash(source: str) -> str:
    """How a content security policy names a script or style that it lets through."""
    return f"'sha256-{base64.b64encode(hashlib.sha256(source.encode()).digest()).decode()}'"


@cache
def _script(view: View) -> str:
    """BertViz's script for a view, which reads its parameters where bridge.js leaves them.

    It is read from the installed package without importing that.
    """
    script = distribution("bertviz").locate_file(f"bertviz/{view}_view.js")
    return Path(str(script)).read_text("utf-8").replace("PYTHON_PARAMS", "window.bertviz_params")


@cache
def _read(name: str) -> str:
    return (_FOLDER / name).read_text("utf-8")


def _style(theme: Theme, font_folder: str | None) -> str:
    colours = {
        "background": theme.background,
        "panel": theme.panel,
        "text": theme.text,
        "border": theme.border,
        "accent": theme.accent,
    }
    variables = "".join(f"--{name}: {colour};" for name, colour in colours.items())
    faces = "".join(
        f'@font-face {{ font-family: "{family}"; src: url("{font_folder}/{file}.woff2") }}'
        for family, file in (_FONTS.items() if font_folder else ())
    )
    return f"{faces}:root {{ {variables} color-scheme: {theme.mode}; font-family: {FONT} }}\n{_read('style.css')}"
