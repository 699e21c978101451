"""A lesson on a wall: the bar of steps, the keys that turn them and the spotlight, in the files beside this."""

from pathlib import Path
from typing import Any

from viz.text import Text

SCRIPT, STYLE = (
    (Path(__file__).parent / f"presenter.{ending}").read_text(encoding="utf-8") for ending in ("js", "css")
)


def bar(step: int, steps: int, text: Text) -> dict[str, Any]:
    """What the component shows at that step, from 1."""
    labels = {name: text(f"learn.{name}") for name in ("previous", "next", "spotlight", "leave")}
    return {"step": step, "steps": steps, "labels": labels, "place": text("learn.step_of", step=step, steps=steps)}
