"""The kinds of position encoding side by side in words."""

from collections.abc import Iterable
from typing import cast

import pandas as pd
from jaxtyping import Float
from torch import Tensor

from model.config import PositionKind
from viz.text import Text

KINDS = ("sinusoidal", "learned", "rotary", "alibi", "plain")


def kind_name(kind: str, used: PositionKind, text: Text) -> str:
    """The name of a kind; that of the model is marked."""
    name = text(f"positions.kind_{kind}")
    return text("positions.this_model", kind=name) if kind == used else name


def comparison_table(used: PositionKind, text: Text) -> pd.DataFrame:
    """One row per kind: what it adds where, whether it is learnt, what lies beyond the trained length, who uses it."""
    return pd.DataFrame(
        {
            text("positions.column_kind"): [kind_name(kind, used, text) for kind in KINDS],
            text("positions.column_where"): [text(f"positions.where_{kind}") for kind in KINDS],
            text("positions.column_beyond"): [text(f"positions.beyond_{kind}") for kind in KINDS],
            text("positions.column_used"): [text(f"positions.used_{kind}") for kind in KINDS],
        }
    )


def number_table(values: Float[Tensor, "row column"], rows: str) -> pd.DataFrame:
    """The numbers of a matrix, its rows numbered from 0 in a first column named `rows`."""
    table = pd.DataFrame(values.numpy()).round(6)
    table.columns = [str(column) for column in range(values.shape[1])]
    table.insert(0, rows, range(len(table)))
    return table


def rotation_equation(block: tuple[tuple[float, float], tuple[float, float]], offset: int, pair: int) -> str:
    """R_k for one pair as LaTeX, with its numbers: `block` is [[cos, sin], [−sin, cos]]."""
    angle = rf"{offset}\omega_{{{pair}}}"
    formula = rf"\cos {angle} & \sin {angle} \\ -\sin {angle} & \cos {angle}"
    return rf"\begin{{pmatrix}} {formula} \end{{pmatrix}} = {_matrix(block)}"


def turned_pair(
    block: Float[Tensor, "2 2"],
    before: Float[Tensor, " 2"],
    after: Float[Tensor, " 2"],
    position: int,
    offset: int,
    pair: int,
) -> str:
    """R_k PE(pos) = PE(pos + k) for one pair as LaTeX, with all its numbers."""
    parts = [_matrix(cast(list[list[float]], one.tolist())) for one in (block, before[:, None], after[:, None])]
    names = (rf"R_{{{offset}}}", rf"PE({position})", rf"PE({position + offset})")
    turn, old, new = (rf"\underset{{{name}}}{{{part}}}" for part, name in zip(parts, names, strict=True))
    return rf"i = {pair}:\quad {turn}\,{old} = {new}"


def _matrix(rows: Iterable[Iterable[float]]) -> str:
    numbers = r" \\ ".join(" & ".join(f"{number:.3f}" for number in row) for row in rows)
    return rf"\begin{{pmatrix}} {numbers} \end{{pmatrix}}"
