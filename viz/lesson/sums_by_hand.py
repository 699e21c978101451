"""Sums to be followed with a pocket calculator: tables whose cells are equations, and matrices as LaTeX."""

from collections.abc import Sequence
from decimal import Decimal

import pandas as pd

from model.lessons.attention_by_hand import Attended, Matrix, Projection, Softmax, Vector
from viz.labels import number_text, shortened
from viz.text import Text, markdown_escape


def dot_product(left: Vector, right: Vector, result: Decimal) -> str:
    """Two vectors multiplied: "0.9 · 1 + (−0.5) · 2 = −0.1"."""
    terms = " + ".join(f"{_bracketed(a)} · {_bracketed(b)}" for a, b in zip(left, right, strict=True))
    return f"{terms} = {number_text(result)}"


def projection_in_tex(projected: Projection, letter: str) -> str:
    """Q = X W^Q, and W^Q with its numbers, in LaTeX; `letter` is that of one row of the result: q, k or v."""
    name = letter.upper()
    return rf"{name} = X\,W^{name}, \quad W^{name} = {_matrix(projected.weights)}"


def inputs_table(made: Attended) -> pd.DataFrame:
    """X: a row for each word."""
    rows = [[number_text(number) for number in row] for row in made.inputs]
    return pd.DataFrame(rows, _words(made), [f"x{_below(n)}" for n in range(len(rows[0]))])


def projection_table(made: Attended, projected: Projection, letter: str, text: Text) -> pd.DataFrame:
    """Every number of the queries, the keys or the values: x times a column of the matrix."""
    rows = _products(made, made.inputs, projected.weights, projected.outputs, letter)
    return _table(rows, (text("lesson_self_attention.sum"),))


def scores_table(made: Attended, text: Text) -> pd.DataFrame:
    """Every pair of words: q · k, and the same divided by √d_k."""
    rows = [
        (
            pair,
            dot_product(made.queries.outputs[asking], made.keys.outputs[answering], made.products[asking][answering]),
            f"{_bracketed(made.products[asking][answering])} ÷ {number_text(made.root)}"
            f" = {number_text(made.scores[asking][answering])}",
        )
        for pair, asking, answering in _pairs(made)
    ]
    return _table(rows, ("q · k", f"÷ √{made.d_k} = ÷ {number_text(made.root)}"), text("lesson_self_attention.pair"))


def weights_table(made: Attended, text: Text) -> pd.DataFrame:
    """Every pair of words: e^score, and its share of the sum of its row, which stands beside the first of the row."""
    rows = [
        (
            pair,
            power_of(made.rows[asking], answering),
            sum_of(made.rows[asking]) if not answering else "",
            share_of(made.rows[asking], answering),
        )
        for pair, asking, answering in _pairs(made)
    ]
    names = (text("lesson_self_attention.power"), text("lesson_self_attention.total"))
    return _table(rows, (*names, text("lesson_self_attention.weight")), text("lesson_self_attention.pair"))


def outputs_table(made: Attended, text: Text) -> pd.DataFrame:
    """Every number of what attention gives to each word: the weights of its row times a column of the values."""
    weights = tuple(row.shares for row in made.rows)
    return _table(
        _products(made, weights, made.values.outputs, made.outputs, "z"), (text("lesson_self_attention.sum"),)
    )


def softmax_table(made: Softmax, names: Sequence[str], text: Text) -> pd.DataFrame:
    """A softmax alone: each score, e^score and its share."""
    rows = [(name, power_of(made, place), share_of(made, place)) for place, name in enumerate(names)]
    columns = (text("lesson_self_attention.power"), text("lesson_self_attention.share"))
    return _table(rows, columns, text("lesson_self_attention.score"))


def power_of(row: Softmax, place: int) -> str:
    return f"e^{_bracketed(row.scores[place])} = {number_text(row.powers[place])}"


def sum_of(row: Softmax) -> str:
    return f"{' + '.join(map(number_text, row.powers))} = {number_text(row.total)}"


def share_of(row: Softmax, place: int) -> str:
    return f"{number_text(row.powers[place])} ÷ {number_text(row.total)} = {number_text(row.shares[place])}"


def in_words(numbers: Vector) -> str:
    """Numbers in a line of text: "0.68, −0.15"."""
    return ", ".join(map(number_text, numbers))


def in_one_line(matrix: Matrix) -> str:
    """A matrix as it can be typed: "1 0; 0 −1"."""
    return "; ".join(" ".join(map(number_text, row)) for row in matrix)


def _pairs(made: Attended) -> list[tuple[str, int, int]]:
    """Who looks at whom, row by row."""
    words = list(enumerate(_words(made)))
    return [(f"{asking} → {answering}", row, column) for row, asking in words for column, answering in words]


def _products(made: Attended, left: Matrix, right: Matrix, result: Matrix, letter: str) -> list[tuple[str, str]]:
    """Every number of a product of two matrices, word by word."""
    columns = list(zip(*right, strict=True))
    return [
        (f"{word}: {letter}{_below(n)}", dot_product(left[place], column, result[place][n]))
        for place, word in enumerate(_words(made))
        for n, column in enumerate(columns)
    ]


def _table(rows: Sequence[tuple[str, ...]], columns: Sequence[str], corner: str | None = None) -> pd.DataFrame:
    table = pd.DataFrame([row[1:] for row in rows], [row[0] for row in rows], list(columns))
    table.index.name = corner
    return table


def _words(made: Attended) -> list[str]:
    """The words as Markdown; of those that stand there twice, each with its place."""
    twice = {word for word in made.words if made.words.count(word) > 1}
    return [
        markdown_escape(shortened(word)) + (f" ({place})" if word in twice else "")
        for place, word in enumerate(made.words, start=1)
    ]


def _matrix(matrix: Matrix) -> str:
    rows = r" \\ ".join(" & ".join(str(number) for number in row) for row in matrix)
    return rf"\begin{{bmatrix}} {rows} \end{{bmatrix}}"


def _bracketed(number: Decimal) -> str:
    return f"({number_text(number)})" if number < 0 else number_text(number)


def _below(place: int) -> str:
    """A small number below a letter, counted from 1."""
    return "₁₂₃₄"[place]
