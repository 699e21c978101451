"""The lesson on self-attention by hand: whoever follows its numbers with a pocket calculator gets the same ones."""

import inspect
import re
from decimal import ROUND_HALF_UP, Decimal

import numpy as np
import pandas as pd
import pytest
import torch

from model.errors import InputError
from model.layers import attention as model_attention
from model.lessons.attention_by_hand import (
    STAGE,
    Attended,
    attend,
    example_matrices,
    read_matrix,
    softmax,
    vectors,
    words_of,
)
from model.lessons.head_row import head_row
from model.lessons.numpy_attention import attention, attention_set_right, consequence
from model.lessons.scaling import measure_scaling
from model.lessons.shop import SHELVES, visit
from pages import _loaded as loaded
from pages.lessons.self_attention.real_head import CODE_LINES
from tests.lessons import reader
from viz.lesson import sums_by_hand as sums
from viz.lesson.head_row_table import row_table
from viz.text import Text

TEXT = Text("en")
NUMBER = r"\(?−?\d+(?:\.\d+)?\)?"


def by_hand(typed: str, d_k: int) -> Attended:
    words, translator = words_of(typed), loaded.translator()
    x = vectors(translator.read(" ".join(words)), words, translator.transformer)
    return attend(words, x, *example_matrices(d_k), d_k=d_k)


def tables(made: Attended) -> list[pd.DataFrame]:
    """What the steps show after X and the matrices, in their order."""
    projected = zip((made.queries, made.keys, made.values), "qkv", strict=True)
    shown = [sums.projection_table(made, one, letter, TEXT) for one, letter in projected]
    return [*shown, sums.scores_table(made, TEXT), sums.weights_table(made, TEXT), sums.outputs_table(made, TEXT)]


def number(shown: str) -> Decimal:
    return Decimal(shown.strip("()").replace("−", "-"))


def calculated(left: str) -> Decimal:
    """The left side of an equation, as a pocket calculator has it."""
    if left.startswith("e^"):
        return number(left[2:]).exp()
    total = Decimal(0)
    for term in left.split(" + "):
        factors = [number(factor) for factor in re.split(r" [·÷] ", term)]
        total += factors[0] / factors[1] if "÷" in term else np.prod(factors)
    return total


def follow(made: Attended) -> int:
    """Compute every displayed number again from those displayed before it; the count of numbers."""
    known = {cell for row in made.inputs for cell in row} | {
        cell for matrix in (made.queries, made.keys, made.values) for row in matrix.weights for cell in row
    }
    known |= {number(cell) for cell in sums.inputs_table(made).to_numpy().flatten()} | {made.root}
    found = 0
    for table in tables(made):
        results: set[Decimal] = set()
        for column in table.columns:  # a column is computed from the columns to its left
            for cell in filter(None, table[column]):
                left, right = cell.split(" = ")
                assert {number(one) for one in re.findall(NUMBER, left.removeprefix("e^"))} <= known | results, cell
                result = number(right)
                assert calculated(left).quantize(result, ROUND_HALF_UP) == result, cell
                found += 1
                results.add(result)
        known |= results
    return found


@pytest.mark.parametrize("typed", ["Thinking Machines", "the cat sleeps", "very very good", "I love you"])
@pytest.mark.parametrize("d_k", [2, 3])
def test_every_displayed_number_follows_from_those_before_it(typed: str, d_k: int) -> None:
    made = by_hand(typed, d_k)
    n = len(made.words)
    assert follow(made) == 3 * n * d_k + 2 * n * n + (2 * n * n + n) + n * d_k


def test_the_matrix_stands_in_the_equation_as_in_the_sums() -> None:
    made = by_hand("Thinking Machines", 2)
    _, matrix = sums.projection_in_tex(made.keys, "k").split("quad")
    shown = [Decimal(one) for one in re.findall(r"-?\d+(?:\.\d+)?", matrix)]
    assert shown == [cell for row in made.keys.weights for cell in row]


def test_a_wrong_number_would_be_found() -> None:
    made = by_hand("Thinking Machines", 2)
    wrong = ((made.products[0][0] + STAGE, *made.products[0][1:]), *made.products[1:])
    with pytest.raises(AssertionError):
        follow(Attended(**{**vars(made), "products": wrong}))


@pytest.mark.parametrize("typed", ["Thinking Machines", "the cat sleeps"])
def test_by_hand_is_nearly_what_the_model_computes(typed: str) -> None:
    made = by_hand(typed, 3)
    x, *matrices = (
        torch.tensor([[float(cell) for cell in row] for row in matrix])
        for matrix in (made.inputs, made.queries.weights, made.keys.weights, made.values.weights)
    )
    q, k, v = (x @ matrix for matrix in matrices)
    expected = (q @ k.T / 3**0.5).softmax(-1) @ v
    assert torch.allclose(made.exact.float(), expected, atol=1e-5)
    assert made.rounding < 0.05


def test_x_is_what_the_model_has_learnt() -> None:
    translator = loaded.translator()
    embedded = translator.transformer.embeddings("encoder")
    tokens = translator.read("Thinking cat")
    *thinking, cat, _ = tokens.ids
    x = vectors(tokens, ("Thinking", "cat"), translator.transformer)
    assert [float(one) for one in x[0]] == pytest.approx(embedded[thinking, :4].mean(0).tolist(), abs=0.051)
    assert [float(one) for one in x[1]] == pytest.approx(embedded[cat, :4].tolist(), abs=0.051)


def test_softmax_of_the_worked_example() -> None:
    made = softmax((Decimal(2), Decimal(1), Decimal("0.1")), STAGE, STAGE)
    assert [str(power) for power in made.powers] == ["7.39", "2.72", "1.11"]
    assert [str(share) for share in made.shares] == ["0.66", "0.24", "0.10"]
    exact = sum(score.exp() for score in made.scores)
    assert (f"{exact:.2f}", str(made.total)) == ("11.21", "11.22")
    said = reader("self_attention").prose["softmax"].body
    assert all(one in said for one in ("7.39, 2.72 and 1.11", "11.21", "11.22", "0.66, 0.24 and 0.10"))


def test_the_papers_size_divides_by_eight() -> None:
    scores = torch.tensor([112.0, 96.0])
    assert (scores / 64**0.5).tolist() == [14, 12]
    assert [f"{share:.2f}" for share in (scores / 8).softmax(0)] == ["0.88", "0.12"]
    assert f"{float(scores.softmax(0)[0]):.2f}" == "1.00"


@pytest.mark.parametrize("d_k", [4, 64, 1024])
def test_the_variance_of_products_grows_with_their_size(d_k: int) -> None:
    measured = measure_scaling(d_k)
    assert measured.plain.variance == pytest.approx(d_k, rel=0.12)
    assert measured.scaled.variance == pytest.approx(1, rel=0.12)
    assert measured.plain.entropy < measured.scaled.entropy
    assert measured.scaled.entropy == pytest.approx(1.93, abs=0.02)


def test_a_row_of_the_model_is_softmax_of_its_query_and_keys() -> None:
    layer = reader("self_attention").trace.attention("encoder")[4]
    row = head_row(layer, 1, 8)
    assert row.error < 1e-5
    assert float((row.query * row.keys[3]).sum()) == pytest.approx(float(row.products[3]))
    assert row.root == pytest.approx(24**0.5)
    assert row.largest(3) == sorted(row.largest(3))


def test_tokens_stand_in_the_table_as_they_are() -> None:
    layer = reader("self_attention").trace.attention("encoder")[4]
    names = ["</s>"] * layer.keys.shape[1]
    assert row_table(head_row(layer, 1, 8), names, [0], TEXT).iloc[0, 0] == "</s>"


def test_the_shop_takes_most_where_the_label_fits() -> None:
    sweet = visit((3.0, 0.0))
    assert SHELVES[sweet.shares.index(max(sweet.shares))].name == "honey"
    assert sum(sweet.shares) == pytest.approx(1)
    assert sweet.price == pytest.approx(
        sum(share * shelf.price for share, shelf in zip(sweet.shares, SHELVES, strict=True))
    )
    assert visit((0.0, 0.0)).shares == pytest.approx((1 / 3, 1 / 3, 1 / 3))


def test_numpy_with_the_error_stops_and_set_right_is_what_the_model_computes() -> None:
    layer = reader("self_attention").trace.attention("encoder")[0]
    q, k, v = (one.numpy() for one in (layer.queries, layer.keys, layer.values))
    with pytest.raises(ValueError, match="axes don't match array"):
        attention(q, k, v)
    right = attention_set_right(q, k, v)
    assert np.allclose(right, layer.head_outputs.numpy(), atol=1e-5)
    assert np.allclose(attention(q[0], k[0], v[0]), right[0], atol=1e-6)  # with two axes the error does not show
    found = consequence(layer)
    assert (found.message, found.size) == ("axes don't match array", 3)
    assert found.error > 0.01
    tensors = [torch.from_numpy(one)[None] for one in (q, k, v)]
    assert torch.allclose(model_attention(*tensors)[0], layer.head_outputs, atol=1e-5)


def test_the_lines_that_the_question_names_are_those_that_are_shown() -> None:
    lines = inspect.getsource(attention).splitlines()
    assert "transpose(-1, -2)" in lines[CODE_LINES[0] - 1]
    assert len(lines) == CODE_LINES[-1]


@pytest.mark.parametrize(
    ("code", "typed", "own"),
    [
        ("two_or_three_words", "one", ""),
        ("two_or_three_words", "one two three four", ""),
        ("no_number", "two words", "1 2 3 x; 1 2 3 4"),
        ("no_number", "two words", "1 2 3 0.55; 1 2 3 4"),
        ("no_number", "two words", "1 2 3 10; 1 2 3 4"),
        ("wrong_matrix", "two words", "1 2 3; 1 2 3 4"),
        ("wrong_matrix", "two words", "1 2 3 4"),
        ("scores_too_large", "two words", "9 9 9 9; 9 9 9 9"),
    ],
)
def test_what_cannot_be_followed_is_refused(code: str, typed: str, own: str) -> None:
    with pytest.raises(InputError) as caught:
        attend(words_of(typed), read_matrix(own), *example_matrices(2), d_k=2)
    assert caught.value.code == code


def test_a_matrix_is_read_as_it_is_written() -> None:
    matrix = read_matrix("1 −0.5; 0 -2;")
    assert matrix == ((Decimal(1), Decimal("-0.5")), (Decimal(0), Decimal(-2)))
    assert read_matrix(sums.in_one_line(matrix)) == matrix
