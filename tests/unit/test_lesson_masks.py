"""What the lesson on masks says and measures."""

import math

import numpy as np
import pytest
import torch

import model
from model.decoding import Greedy, decode
from model.lessons import masks
from model.lessons.fresh import fresh
from pages.lessons.masks.exhibits import EXAMPLE
from tests.lessons import SENTENCES, reader
from viz.lesson.masked_grid import masked_grid
from viz.lesson.masked_row import masked_row_table
from viz.text import Text
from viz.theme import theme

EN = Text("en")


@pytest.fixture(scope="module")
def language_model():
    return model.load("en-lm")


@pytest.fixture(scope="module")
def example(language_model):
    """The first attention sublayer for "I like eating hamburgers"."""
    return masks.read_alone(language_model, EXAMPLE).attention("decoder")[0]


def test_each_row_sees_itself_and_what_is_left_of_it(language_model, example) -> None:
    tokens = language_model.read(EXAMPLE)
    assert tokens.words == ("</s>", "I", "like", "eating", "hamburgers")
    assert len(tokens) == 7, "the prose says that hamburgers has three pieces"
    for query in range(len(tokens)):
        row = masks.masked_row(example, 0, query)
        assert row.scores.isinf().tolist() == [key > query for key in range(len(tokens))]
        assert row.weights[query + 1 :].tolist() == [0.0] * (len(tokens) - query - 1)
        assert row.weights.sum() == pytest.approx(1)
        assert torch.allclose(row.weights, example.weights[0, query], atol=1e-6)


def test_a_softmax_over_nothing_is_undefined() -> None:
    assert torch.full((3,), -torch.inf).softmax(0).isnan().all()


def test_the_code_with_the_mistake_does_what_is_said_of_it(example) -> None:
    heads, n, d_head = example.queries.shape
    scope = {"torch": torch, "math": math, "n": n, "d_head": d_head}
    scope |= {"queries": example.queries, "keys": example.keys, "values": example.values}
    exec(masks.ZEROS_FOR_INFINITY, scope)
    wrong = masks.zeros_for_infinity(example)
    assert torch.allclose(scope["weights"], wrong, atol=1e-5)
    ahead = masks.weight_ahead(wrong, example.mask)
    assert (ahead[:, :-1] > 0).all(), "every row but the last looks ahead"
    assert ahead[:, -1].tolist() == [0.0] * heads
    right = masks.ZEROS_FOR_INFINITY.replace("0.0", "-math.inf")
    exec(right, scope)
    assert torch.allclose(scope["weights"], example.weights, atol=1e-5)
    assert masks.weight_ahead(example.weights, example.mask).max() == 0


@pytest.mark.parametrize("place", [1, 4, 7])
def test_with_the_mask_nothing_before_a_change_moves(language_model, place: int) -> None:
    tokens = reader("masks").trace.tokens("decoder")[0]
    found = masks.leak(language_model, tokens, place)
    assert found.other != tokens.ids[place]
    assert found.masked[:place].max() < 1e-6
    assert found.first_moved == place
    assert found.unmasked[:place].max() > 0.01


@pytest.mark.parametrize("sentence", SENTENCES["en-lm"])
def test_a_model_that_never_learnt_to_read_ahead_does_not_profit(language_model, sentence: str) -> None:
    written = tuple(reader("masks", sentence=sentence).translation.decoding.token_ids)
    with_mask = masks.losses(language_model, written)
    assert torch.allclose(
        -with_mask[-1], reader("masks", sentence=sentence).trace.logits[-1].log_softmax(-1)[written[-1]], atol=1e-4
    )
    assert masks.losses(language_model, written, masks.without_masks).mean() > with_mask.mean()


def test_a_model_that_trains_without_a_mask_cheats() -> None:
    told: list[float] = []
    honest, cheat = masks.learners(told.append)
    assert told == sorted(told)
    assert pytest.approx(math.log(10)) == masks.CHANCE
    assert np.mean(honest.losses[-20:]) == pytest.approx(masks.CHANCE, abs=0.05)
    assert np.mean(cheat.losses[-20:]) < 0.25 * masks.CHANCE
    assert min(cheat.in_training[:-1]) > 0.8, "each place copies the digit to its right"
    assert cheat.in_training[-1] < 0.2, "the last digit has nothing to its right"
    for learner in (honest, cheat):
        assert np.mean(learner.in_use) == pytest.approx(0.1, abs=0.03)
    assert honest.in_training == pytest.approx(honest.in_use), "with the mask both ways are the same"


def test_training_leaves_the_random_numbers_of_others_alone() -> None:
    torch.manual_seed(7)
    expected = torch.rand(3)
    torch.manual_seed(7)
    fresh(lambda: torch.nn.Linear(2, 2))
    assert torch.equal(torch.rand(3), expected)


def test_pads_change_nothing_but_without_their_mask() -> None:
    translator = model.load("en-fr")
    sentence = "The cat sat on the"
    alone = decode(
        translator.transformer, torch.tensor([translator.read(sentence).ids]), Greedy(), max_new_tokens=40, record=False
    )
    masked = masks.padded(translator, sentence, 8, masked=True)
    assert masked.translation == translator.tokenizer.decode(alone.token_ids)
    assert masked.attention == 0
    assert masked.moved < 1e-5
    unmasked = masks.padded(translator, sentence, 8, masked=False)
    assert unmasked.attention > 0.1
    assert unmasked.moved > 0.1
    assert unmasked.translation != masked.translation
    none = masks.padded(translator, sentence, 0, masked=False)
    assert (none.translation, none.attention) == (masked.translation, 0)


def test_one_pass_gives_the_probabilities_of_many_steps() -> None:
    found = masks.both_ways(reader("masks").translation)
    assert len(found.at_once) == len(found.in_turn) == len(found.tokens)
    assert torch.allclose(found.at_once, found.in_turn, atol=1e-5)
    assert found.difference < 1e-5
    nodes = [node.log_probability for node in reader("masks").translation.decoding.nodes]
    assert found.in_turn.log().tolist() == pytest.approx(nodes, abs=1e-3)


def test_the_grid_says_what_is_masked_without_colour() -> None:
    values = np.array([[0.5, -1.25], [2.0, 0.25]])
    hidden = np.array([[False, True], [False, False]])
    figure = masked_grid(values, hidden, ["a", "<b>"], title="Scores", masked="−∞", row=1, theme=theme("dark"))
    figure.to_dict()
    cells = figure.data[0]
    assert [list(line) for line in cells.text] == [[".50", ""], ["2.0", ".25"]]
    assert np.isnan(np.array(cells.z, float)[0, 1])
    assert (cells.zmin, cells.zmax) == (-2.0, 2.0)
    assert [note.text for note in figure.layout.annotations] == ["<b>Scores</b>", "−∞"]
    assert figure.layout.xaxis.labelalias["1"] == "&lt;b&gt;"
    assert (figure.layout.shapes[0].y0, figure.layout.shapes[0].y1) == (0.5, 1.5)


def test_the_row_as_a_table_says_minus_infinity_and_zero(example) -> None:
    table = masked_row_table(masks.masked_row(example, 0, 1), ["</s>", "I", *"abcde"], EN)
    assert table.iloc[0].tolist()[2:] == ["−∞"] * 5 + [""]
    assert table.iloc[1].tolist()[2:-1] == ["0"] * 5
    assert table.iloc[2].tolist()[-1] == "1.00"
