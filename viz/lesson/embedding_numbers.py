"""One-hot vectors, the row of a table and the cosine of two vectors, number by number: tables and LaTeX."""

from collections.abc import Iterable, Sequence

import pandas as pd
from jaxtyping import Float
from torch import Tensor

from model.lessons.embeddings import CosineSteps, Indexed
from viz.text import Text, markdown_escape

_NEXT = r" \\ "  # the next row in LaTeX


def one_hot_table(indexed: Indexed, text: Text) -> pd.DataFrame:
    """One row per character: itself, its index, and its one-hot vector under the characters that the columns mean."""
    table = pd.DataFrame(indexed.one_hot.numpy().astype(str))
    table.columns = [f"{markdown_escape(each)} ({index})" for index, each in enumerate(indexed.different)]
    table.insert(0, text("lesson_embeddings.index"), [f"**{index}**" for index in indexed.indices])
    table.insert(0, text("lesson_embeddings.character"), list(map(markdown_escape, indexed.characters)))
    return table


def lookup_latex(one_hot: Sequence[int], table: Float[Tensor, "different shown"]) -> str:
    """One-hot row × table = row, as LaTeX; the row that is found stands out in the table."""
    rows = [list(map(float, row)) for row in table]
    chosen = one_hot.index(1)
    shown = [_row(f"{number:.2f}" for number in numbers) for numbers in rows]
    shown[chosen] = found = _row(rf"\mathbf{{{number:.2f}}}" for number in rows[chosen])
    product = rf"{_matrix([_row(map(str, one_hot))])} \cdot {_matrix(shown)}"
    return rf"\begin{{aligned}} & {product}{_NEXT}& = {_matrix([found])} \end{{aligned}}"


def sum_latex(one_hot: Sequence[int], column: Float[Tensor, " different"]) -> str:
    """The sum behind the first number of that product."""
    numbers = list(map(float, column))
    summands = " + ".join(rf"{hot} \cdot {_signed(number)}" for hot, number in zip(one_hot, numbers, strict=True))
    return f"{summands} = {numbers[one_hot.index(1)]:.2f}"


def cosine_latex(steps: CosineSteps) -> str:
    """The cosine of two short vectors with every number in its place: dot product, lengths, quotient."""
    first, second = list(map(float, steps.first)), list(map(float, steps.second))
    products = " + ".join(rf"{_signed(a)} \cdot {_signed(b)}" for a, b in zip(first, second, strict=True))
    lengths = [
        rf"\lVert {name} \rVert &= \sqrt{{{' + '.join(f'{_signed(value)}^2' for value in vector)}}}"
        rf" = {length:.3f}"
        for name, vector, length in zip("ab", (first, second), steps.lengths, strict=True)
    ]
    quotient = rf"\frac{{{steps.dot:.3f}}}{{{steps.lengths[0]:.3f} \cdot {steps.lengths[1]:.3f}}}"
    dot = [rf"a \cdot b &= {products}", f"&= {steps.dot:.3f}"]
    lines = [*dot, *lengths, rf"\cos(a, b) &= {quotient} = {steps.cosine:.2f}"]
    return rf"\begin{{aligned}} {_NEXT.join(lines)} \end{{aligned}}"


def _signed(number: float) -> str:
    return f"({number:.2f})" if number < 0 else f"{number:.2f}"


def _row(cells: Iterable[str]) -> str:
    return " & ".join(cells)


def _matrix(rows: Sequence[str]) -> str:
    return rf"\begin{{pmatrix}} {_NEXT.join(rows)} \end{{pmatrix}}"
