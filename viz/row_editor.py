"""What the row editor shows: a component of its own, in row_editor.js and row_editor.css beside this file."""

from collections.abc import Sequence
from pathlib import Path
from typing import Any

from viz.text import Text

SCRIPT, STYLE = (
    (Path(__file__).parent / f"row_editor.{ending}").read_text(encoding="utf-8") for ending in ("js", "css")
)


def row_sliders(
    title: str,
    edges: Sequence[str],
    labels: Sequence[str],
    weights: Sequence[float],
    before: Sequence[float],
    text: Text,
) -> dict[str, Any]:
    """One slider from 0 to 1 for each token that the row may look at; `before` are the weights nobody changed.

    `title` says whose row it is, `edges` what interventions call its weights, "enc.1.h2[2,3]".
    """
    rows = [
        {
            "edge": edge,
            "label": label,
            "name": text("laboratory.slider", n=position + 1, piece=label),
            "weight": round(weight, 4),
            "before": round(old, 4),
        }
        for position, (edge, label, weight, old) in enumerate(zip(edges, labels, weights, before, strict=True))
    ]
    return {"title": title, "rows": rows}
