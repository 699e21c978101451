"""The shapes of multi-head attention, step by step, as a table."""

import math
from collections.abc import Sequence

import pandas as pd

from model.lessons.many_heads import Shape, Shapes
from viz.text import Text

STEPS = ("inputs", "split", "heads", "keys", "scores", "outputs", "joined")


def shapes_table(cases: Sequence[tuple[tuple[int, int, int, int], Shapes]], text: Text) -> pd.DataFrame:
    """A column for each case (batch, length, d_model, heads); the scores with what they are divided by."""
    columns = {
        text("lesson_heads.case", batch=batch, length=length, d_model=d_model, heads=heads): [
            _shape(getattr(found, step)) + (_divided(d_model // heads) if step == "scores" else "") for step in STEPS
        ]
        for (batch, length, d_model, heads), found in cases
    }
    return pd.DataFrame(columns, [text(f"lesson_heads.step_{step}") for step in STEPS])


def _shape(shape: Shape) -> str:
    return rf"\[{', '.join(map(str, shape))}\]"


def _divided(d_k: int) -> str:
    return f" ÷ √{d_k} = {math.sqrt(d_k):.3g}"
