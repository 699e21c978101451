"""Self-attention of two or three words, followed with a pocket calculator (Vaswani et al. 2017, section 3.2.1).

Each stage is computed from the numbers of the stages before it as they are displayed: rounded, half up, to the places
below. So whoever follows it on paper gets the same numbers, and the last of them differ a little from those of a
computation that rounds only at the end (`Attended.exact`).
"""

import re
from collections.abc import Sequence
from dataclasses import dataclass
from decimal import ROUND_HALF_UP, Decimal
from typing import cast

import torch
from jaxtyping import Float
from torch import Tensor

from model.errors import InputError
from model.layers import attention
from model.network import Network
from model.tokens import Tokens

Vector = tuple[Decimal, ...]
Matrix = tuple[Vector, ...]

D_MODEL = 4
WORDS = (2, 3)
"""At least and at most so many words."""
INPUT, STAGE, POWER = Decimal("0.1"), Decimal("0.01"), Decimal("0.0001")
"""Places of the inputs; of queries, keys, values, scores, weights and outputs; of powers of e and their sums."""
LARGEST_INPUT, LARGEST_SCORE = Decimal(9), Decimal(9)
"""Beyond this score, e^−score would be 0 in its four places."""

_NUMBER = re.compile(r"[-\u2212]?\d+(?:\.\d)?")


@dataclass(frozen=True)
class Softmax:
    """The softmax of one row of scores: e^score, their sum, and each one's share of it."""

    scores: Vector
    powers: Vector
    total: Decimal
    shares: Vector


@dataclass(frozen=True)
class Projection:
    """x W for every word: `weights` are [d_model, d_k], `outputs` [word, d_k]."""

    weights: Matrix
    outputs: Matrix


@dataclass(frozen=True)
class Attended:
    """Every stage, one row for each word that asks.

    `products` are q · k, `root` is √d_k, `scores` are products / root, `outputs` the rows Σ weight · v.
    """

    words: tuple[str, ...]
    inputs: Matrix
    queries: Projection
    keys: Projection
    values: Projection
    products: Matrix
    root: Decimal
    scores: Matrix
    rows: tuple[Softmax, ...]
    outputs: Matrix

    @property
    def d_k(self) -> int:
        return len(self.queries.outputs[0])

    @property
    def exact(self) -> Float[Tensor, "word d_k"]:
        """The outputs without rounding on the way, by the function that the shipped models compute with."""
        x = _tensor(self.inputs)
        queries, keys, values = (x @ _tensor(one.weights) for one in (self.queries, self.keys, self.values))
        return attention(queries[None, None], keys[None, None], values[None, None])[0, 0]

    @property
    def rounding(self) -> float:
        """By how much the outputs differ at most from `exact`."""
        return float((_tensor(self.outputs) - self.exact).abs().max())


def example_matrices(d_k: int) -> tuple[Matrix, Matrix, Matrix]:
    """W^Q, W^K and W^V for queries of 2 or 3 numbers: chosen so that the sums are short and the weights differ."""
    chosen = ("0 1 1; 1 0 0; 1 0 1; 0 1 0", "0 1 -1; 0 1 1; -1 0 0; 1 0 0", "1 0 1; 0 2 0; 0 1 1; 1 0 0")
    query, key, value = (tuple(row[:d_k] for row in read_matrix(one)) for one in chosen)
    return query, key, value


def attend(
    words: Sequence[str], inputs: Matrix, w_query: Matrix, w_key: Matrix, w_value: Matrix, *, d_k: int
) -> Attended:
    """Self-attention of these words with these matrices, stage by stage.

    Raises InputError: `wrong_matrix` where shapes do not fit, `scores_too_large` beyond `LARGEST_SCORE`.
    """
    _check("X", inputs, len(words), D_MODEL)
    for name, matrix in (("W^Q", w_query), ("W^K", w_key), ("W^V", w_value)):
        _check(name, matrix, D_MODEL, d_k)
    queries, keys, values = (
        Projection(weights, _product(inputs, weights, STAGE)) for weights in (w_query, w_key, w_value)
    )
    products = _product(queries.outputs, _transposed(keys.outputs), STAGE)
    root = _rounded(Decimal(d_k).sqrt(), STAGE)
    scores = tuple(tuple(_rounded(product / root, STAGE) for product in row) for row in products)
    largest = max(abs(score) for row in scores for score in row)
    if largest > LARGEST_SCORE:
        message = f"A score of {largest} is too large to be followed by hand: choose smaller numbers or other words."
        raise InputError("scores_too_large", message, score=str(largest), limit=str(LARGEST_SCORE))
    rows = tuple(softmax(row, POWER, STAGE) for row in scores)
    outputs = _product(tuple(row.shares for row in rows), values.outputs, STAGE)
    return Attended(tuple(words), inputs, queries, keys, values, products, root, scores, rows, outputs)


def softmax(scores: Vector, power_places: Decimal, share_places: Decimal) -> Softmax:
    """The softmax of a row of scores, each stage from the rounded one before."""
    powers = tuple(_rounded(score.exp(), power_places) for score in scores)
    total = sum(powers, Decimal(0))
    return Softmax(scores, powers, total, tuple(_rounded(power / total, share_places) for power in powers))


def words_of(typed: str) -> tuple[str, ...]:
    """The words of a short text, at its spaces. Raises InputError "two_or_three_words" for fewer or more."""
    words = tuple(typed.split())
    if not WORDS[0] <= len(words) <= WORDS[1]:
        raise InputError("two_or_three_words", f"Type two or three words, not {len(words)}.", n=len(words))
    return words


def vectors(tokens: Tokens, words: Sequence[str], transformer: Network) -> Matrix:
    """The first `D_MODEL` numbers that the model has learnt for each word: of its pieces' embeddings, the mean.

    `tokens` are what the model reads of the words, which stand in its text with one space between them.
    Raises InputError "unreadable_word" for one of which nothing is left to read.
    """
    rows = transformer.embeddings("encoder")[list(tokens.ids), :D_MODEL]
    ends = [len(" ".join(words[: n + 1])) for n in range(len(words))]
    starts = [0, *(end + 1 for end in ends[:-1])]
    found: list[Vector] = []
    for word, start, end in zip(words, starts, ends, strict=True):
        pieces = [n for n, span in enumerate(tokens.spans) if span is not None and start <= span[0] < end]
        if not pieces:
            raise InputError("unreadable_word", f'The model can read nothing of "{word}": type another.', word=word)
        mean = cast(list[float], rows[pieces].mean(0).tolist())
        found.append(tuple(_rounded(Decimal(str(number)), INPUT) for number in mean))
    return tuple(found)


def read_matrix(typed: str) -> Matrix:
    """A matrix from text: numbers with at most one decimal, spaces between them, a semicolon after each row.

    Raises InputError "no_number".
    """
    return tuple(tuple(_number(part) for part in line.split()) for line in typed.strip(" ;").split(";"))


def _check(name: str, matrix: Matrix, rows: int, columns: int) -> None:
    if len(matrix) != rows or any(len(row) != columns for row in matrix):
        message = f"{name} needs {rows} rows of {columns} numbers."
        raise InputError("wrong_matrix", message, name=name, rows=rows, columns=columns)


def _product(left: Matrix, right: Matrix, places: Decimal) -> Matrix:
    columns = _transposed(right)
    return tuple(tuple(_rounded(_dot(row, column), places) for column in columns) for row in left)


def _dot(a: Vector, b: Vector) -> Decimal:
    return sum((x * y for x, y in zip(a, b, strict=True)), Decimal(0))


def _transposed(matrix: Matrix) -> Matrix:
    return tuple(zip(*matrix, strict=True))


def _rounded(value: Decimal, places: Decimal) -> Decimal:
    rounded = value.quantize(places, ROUND_HALF_UP)
    return rounded if rounded else abs(rounded)  # never −0.0


def _number(part: str) -> Decimal:
    if not _NUMBER.fullmatch(part) or abs(number := Decimal(part.replace("\u2212", "-"))) > LARGEST_INPUT:
        message = f'"{part}" is no number from −{LARGEST_INPUT} to {LARGEST_INPUT} with at most one decimal.'
        raise InputError("no_number", message, part=part, limit=str(LARGEST_INPUT))
    return number


def _tensor(matrix: Matrix) -> Float[Tensor, "row column"]:
    return torch.tensor([[float(number) for number in row] for row in matrix], dtype=torch.float64)
