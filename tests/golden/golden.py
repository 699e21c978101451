"""Golden figures: what a figure is made of, as a small JSON file that a person can read in a diff.

A test builds a figure from a handful of hand-made numbers and calls the fixture: `golden(figure, "heatmap")`.
`pytest --update-golden` writes the files anew; look at the diff before committing it. The template is left
out: it belongs to every figure and is tested once, with the theme.
"""

import base64
import json
from pathlib import Path
from typing import Any

import numpy as np
import plotly.graph_objects as go

_FOLDER = Path(__file__).parent / "figures"
_DIGITS = 4


class Golden:
    """Compares figures with `figures/<name>.json`, or writes that file where `update` is set."""

    def __init__(self, *, update: bool) -> None:
        self._update = update

    def __call__(self, figure: go.Figure, name: str) -> None:
        """Raises AssertionError where the figure differs from the file, FileNotFoundError without a file."""
        path = _FOLDER / f"{name}.json"
        found = described(figure)
        if self._update:
            path.parent.mkdir(exist_ok=True)
            path.write_text(json.dumps(found, indent=1, ensure_ascii=False, sort_keys=True) + "\n", "utf-8")
        assert found == json.loads(path.read_text("utf-8"))


def described(figure: go.Figure) -> dict[str, Any]:
    """The figure as plain JSON values: arrays as lists, floats rounded, no template."""
    content = figure.to_plotly_json()
    content["layout"].pop("template", None)
    return json.loads(json.dumps(_plain(content)))


def _plain(value: Any) -> Any:
    if isinstance(value, dict) and "bdata" in value:  # how plotly keeps an array
        array = np.frombuffer(base64.b64decode(value["bdata"]), value["dtype"])
        return _plain(array.reshape([int(size) for size in value.get("shape", "-1").split(",")]))
    if isinstance(value, dict):
        return {key: _plain(entry) for key, entry in value.items()}
    if isinstance(value, np.ndarray):
        return _plain(value.tolist())
    if isinstance(value, list | tuple):
        return [_plain(entry) for entry in value]
    if isinstance(value, np.generic):
        return _plain(value.item())
    if isinstance(value, float):
        return None if value != value else round(value, _DIGITS) + 0.0  # NaN is no JSON; -0.0 is 0.0
    return value
