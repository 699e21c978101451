"""The lesson on positions: order is lost without them, and the numbers that the pages say of each kind."""

import pytest
import torch

from model.config import PositionKind
from model.lessons.order_by_hand import WORDS, attend_in_order
from model.lessons.word_order import Reordered, reorder, reversed_order, shuffled_order
from model.position_comparison import rotation
from model.positions import sinusoidal
from model.tap import Recorder
from pages import _loaded as loaded
from tests import small
from tests.lessons import SENTENCES, reader
from viz.lesson.order_tables import numbers_table, plain_table, translations_table
from viz.lesson.position_clocks import position_clocks
from viz.positions_table import comparison_table, kind_name, turned_pair
from viz.text import Text
from viz.theme import theme

ROUNDING = 1e-5


def in_order(sentence: str, seed: int | None) -> Reordered:
    tokens = loaded.translator().read(sentence)
    return reorder(
        loaded.translator(), tokens, reversed_order(tokens) if seed is None else shuffled_order(tokens, seed)
    )


@pytest.mark.parametrize(("sentence", "seed"), [(SENTENCES["en-fr"][0], None), (SENTENCES["en-fr"][-1], 3)])
def test_without_positions_no_order_changes_a_state(sentence: str, seed: int | None) -> None:
    found = in_order(sentence, seed)
    assert found.without_positions.largest < ROUNDING
    assert len(set(found.without_positions.translations)) == 1
    assert float(found.with_positions.change.max()) > 0.1


def test_with_positions_the_order_changes_the_translation() -> None:
    found = in_order("The dog bit the man.", None)
    assert found.reordered == "man the bit dog The ."
    assert len(set(found.with_positions.translations)) == 2
    table = translations_table(found, [found.with_positions, found.without_positions], Text("en"))
    assert table.shape == (2, 2)


def test_an_order_keeps_the_words_and_what_closes_the_sentence() -> None:
    tokens = loaded.translator().read("I like cats.")
    for order in (reversed_order(tokens), *(shuffled_order(tokens, seed) for seed in range(5))):
        assert sorted(order) == list(range(len(tokens.words)))
        assert order[-2:] == (3, 4)  # the full stop and </s>
    assert len({shuffled_order(tokens, seed) for seed in range(9)}) > 2


@pytest.mark.parametrize("positions", [False, True])
def test_the_small_case_shows_what_positions_do(positions: bool) -> None:
    first, second = (attend_in_order(order, positions=positions) for order in ((0, 1, 2), (2, 1, 0)))
    same = [
        torch.allclose(first.outputs[place], second.outputs[second.words.index(word)])
        for place, word in enumerate(WORDS)
    ]
    assert same == [not positions] * 3
    if not positions:  # by hand: scores 4, 0 and 2 over √2 give dog the shares 0.768, 0.045 and 0.187
        powers = [2.718281828 ** (score / 2**0.5) for score in (4, 0, 2)]
        shares = [power / sum(powers) for power in powers]
        expected = [2 * shares[0] + shares[2], shares[1] + 2 * shares[2]]
        assert first.outputs[0].tolist() == pytest.approx(expected, abs=1e-5)


def test_plain_positions_depend_on_the_length() -> None:
    table = plain_table((5, 500), Text("en"))
    assert table["pos / 5"].tolist()[:2] == ["0.2", "0.4"]
    assert table["pos / 500"].tolist()[:2] == ["0.002", "0.004"]
    assert table["pos"].tolist()[:2] == ["1", "2"]


@pytest.mark.parametrize(
    ("kind", "first", "said"),
    [
        ("sinusoidal", "input", "to the input embedding"),
        ("learned", "input", "to the input embedding"),
        ("rotary", "queries", "to the queries and keys"),
        ("alibi", "scores", "to the scores"),
    ],
)
def test_each_kind_enters_where_the_table_says(kind: PositionKind, first: str, said: str) -> None:
    """One token at two places: what tells them apart first?"""
    recorder = Recorder()
    small.transformer(positions=kind).encode(torch.full((1, 4), 5), tap=recorder)
    site, seen = "encoder.0.self_attention", recorder.tensors
    told_apart = {
        "input": [seen[f"{site}.residual_before"][0, place] for place in (0, 1)],
        "queries": [seen[f"{site}.queries"][0, :, place] for place in (0, 1)],
        "scores": [seen[f"{site}.scores"][0, :, 0, place] for place in (0, 1)],
    }
    assert next(name for name, pair in told_apart.items() if not torch.allclose(*pair, atol=1e-6)) == first
    table = comparison_table(kind, Text("en"))
    assert said in table.set_index("kind")["what it adds where"][kind_name(kind, kind, Text("en"))]


def test_the_numbers_of_four_dimensions_are_those_of_the_text() -> None:
    table = numbers_table(sinusoidal(5, 4), Text("en"))
    assert list(table.columns) == ["sin(1 · pos)", "cos(1 · pos)", "sin(0.01 · pos)", "cos(0.01 · pos)"]
    assert table.iloc[1].tolist()[:3] == ["0.8415", "0.5403", "0.0100"]
    for said in ("sin 1 = 0.8415", "cos 1 = 0.5403", "sin 0.01 = 0.0100"):
        assert said in reader("positions").prose["numbers"].body


def test_a_shift_is_the_rotation_that_the_lesson_writes_out() -> None:
    table = sinusoidal(6, 8)
    block = rotation(2, 8)[:2, :2]
    assert torch.allclose(block @ table[3, :2], table[5, :2], atol=1e-6)
    tex = turned_pair(block, table[3, :2], table[5, :2], 3, 2, 0)
    assert "PE(3)" in tex
    assert "-0.959 \\\\ 0.284" in tex


def test_every_clock_turns_by_its_own_angle_wherever_it_starts() -> None:
    table = sinusoidal(40, 8)
    turned = [angles(table, start, 4) for start in (0, 7, 30)]
    for other in turned[1:]:
        assert torch.allclose(other, turned[0], atol=1e-4)
    assert turned[0].tolist() == pytest.approx([4, 0.4, 0.04, 0.004], abs=1e-4)


def angles(table: torch.Tensor, start: int, offset: int) -> torch.Tensor:
    """By how much the hands that the figure draws have turned clockwise, in radians from 0 to 2π."""
    figure = position_clocks(table, start, offset, text=Text("en"), theme=theme("light")).to_dict()
    hands = []
    for trace in figure["data"][-2:]:
        tips = [(x - 2.7 * pair, y) for pair, (x, y) in enumerate(zip(trace["x"][1::3], trace["y"][1::3], strict=True))]
        hands.append(torch.tensor([torch.atan2(torch.tensor(x), torch.tensor(y)) for x, y in tips]))
    return (hands[1] - hands[0]) % (2 * torch.pi)
