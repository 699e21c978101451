"""Lesson 10: who asks and who answers, computed by hand; what is claimed of the shipped model holds."""

import pytest
import torch

from model.interventions import EdgeCut, parse, to_text
from model.lessons import cross_attention as cross
from model.lessons.cross_attention import Row
from pages import _results as results
from tests.lessons import SENTENCES, reader
from viz.lesson.cross_tables import matrix_table, products_table, row_table, shapes_table
from viz.lesson.word_matrix import word_matrix
from viz.text import Text
from viz.theme import theme

NAME = "cross_attention"
EN = Text("en")


def test_a_row_by_hand_of_three_keys() -> None:
    row = Row(torch.tensor([2.0, 0.0, 0.0, 2.0]), torch.tensor([[1.0, 5, 5, 1], [0, 9, 9, 0], [1, 0, 0, -1]]))
    assert row.products.tolist() == [4, 0, 0]
    assert row.scores.tolist() == [2, 0, 0]  # divided by √4
    assert row.exponentials.tolist() == pytest.approx([7.389, 1, 1], abs=1e-3)
    assert row.weights.tolist() == pytest.approx([0.787, 0.106, 0.106], abs=1e-3)
    assert row.largest == 0


def test_the_row_by_hand_is_the_model_s_own() -> None:
    attention = reader(NAME).trace.attention("cross")[0]
    for head in range(8):
        for place in (0, 5, 13):
            found = cross.row_by_hand(attention, head, place).weights
            torch.testing.assert_close(found, attention.weights[head, place], atol=1e-6, rtol=0)


@pytest.mark.parametrize("sentence", SENTENCES["en-fr"])
def test_the_encoder_runs_once_and_the_decoder_at_every_step(sentence: str) -> None:
    translation = reader(NAME, sentence=sentence).translation
    times = cross.times_computed(translation)
    once = ["encoder.embedding", "encoder.5.self_attention.weights", "encoder.final"]
    once += ["decoder.0.cross_attention.keys", "decoder.0.cross_attention.values"]
    assert [times[site] for site in once] == [1] * len(once)
    steps = len(translation.decoding.token_ids)
    assert times["decoder.0.cross_attention.queries"] == times["decoder.embedding"] == steps > 1


def test_values_from_the_decoder_s_side_do_not_fit() -> None:
    made = cross.swapped_values(reader(NAME).translation)
    assert (made.n_source, made.n_target, made.right_shape) == (14, 16, (16, 24))
    assert made.message is not None
    assert "16x14 and 16x24" in made.message


def test_values_from_the_wrong_side_pass_unnoticed_where_both_sides_are_of_one_length() -> None:
    made = cross.swapped_values(reader(NAME, sentence="He is big.").translation)
    assert made.n_source == made.n_target
    assert made.message is None


def test_a_word_is_hidden_with_all_its_pieces_and_the_negation_goes() -> None:
    asks = reader(NAME)
    source = asks.translation.typed
    intervene = cross.hidden(source, source.words.index("didn't"))
    assert intervene == "cross[*,3]=cut; cross[*,4]=cut"
    assert len(parse(intervene, asks.translation.translator.config)) == 2


def test_looks_are_distributions_and_what_is_needed_is_mostly_what_is_looked_at() -> None:
    translation = reader(NAME).translation
    looks, needs = cross.looks(translation), cross.needs(translation)
    assert looks.shape == needs.shape == (16, 13)
    torch.testing.assert_close(looks.sum(-1), torch.ones(16))
    assert int((looks.argmax(-1) == needs.argmax(-1)).sum()) >= 12
    la = translation.tokens.labels.index("la")  # its gender comes from the noun
    words = translation.typed.words
    assert (words[int(looks[la].argmax())], words[int(needs[la].argmax())]) == ("the", "street")


def test_what_hiding_a_word_costs_is_the_loss_of_log_probability() -> None:
    asks = reader(NAME, sentence="I like cats.")
    translation = asks.translation
    cats = translation.typed.words.index("cats")
    place = translation.tokens.labels.index("chats")
    written = translation.decoding.token_ids[place]
    effect = results.effect("I like cats.", asks.model, cross.hidden(translation.typed, cats))
    before, after = effect.log_probabilities[:, place, written].tolist()
    assert float(cross.needs(translation)[place, cats]) == pytest.approx(before - after, abs=1e-4)
    assert before - after > 5


def test_one_head_is_missed_less_than_all() -> None:
    """The other heads look at the same word: a cut in one head costs a small part of a cut in all."""
    asks = reader(NAME)
    translation = asks.translation
    place = cross.telling_place(cross.looks(translation), translation.typed)
    key = translation.typed.words.index("tired") + 1  # "didn't" has two pieces
    written = translation.decoding.token_ids[place]

    def left(head: int | None) -> float:
        layer = None if head is None else 0
        effect = results.effect(asks.sentence, asks.model, to_text([EdgeCut("cross", place, key, layer, head)]))
        return float(effect.log_probabilities[1, place, written].exp())

    assert left(None) < 0.05
    assert sum(left(head) > 0.8 for head in range(8)) >= 6


def test_the_telling_place_is_where_the_look_moves_on() -> None:
    translation = reader(NAME).translation
    place = cross.telling_place(cross.looks(translation), translation.typed)
    assert translation.tokens.labels[place] == "fatigué"


def test_tables_say_what_is_computed() -> None:
    asks = reader(NAME)
    row = cross.row_by_hand(asks.trace.attention("cross")[0], 0, 13)
    table = row_table(row, asks.translation.typed.labels, EN)
    assert table["weight"].sum() == pytest.approx(1, abs=0.005)
    assert len(products_table(row, row.largest, EN)) == 24
    assert products_table(row, row.largest, EN)["q × k"].sum() == pytest.approx(float(row.products.max()), abs=0.02)
    shapes = shapes_table(asks.trace, cross.times_computed(asks.translation), 0, EN)
    assert list(shapes["rows × columns"]) == ["14 × 192", "14 × 24", "14 × 24", "16 × 192", "16 × 24", "16 × 14"]
    assert list(shapes["computed"]) == ["1 ×", "1 ×", "1 ×", "16 ×", "16 ×", "16 ×"]


def test_a_matrix_rings_the_largest_of_each_row() -> None:
    needs = torch.tensor([[-0.5, 2.0], [1.0, 0.0]])
    figure = word_matrix(needs, 2.0, "nats", ("le", "chat"), ("the", "cat"), theme("light"))
    cells, *rings = figure.data
    assert cells.z.tolist() == [[-0.5, 2], [1, 0]]
    assert (cells.zmin, cells.zmax) == (0, 2)  # a gain is no need
    assert [list(ring.x) for ring in rings] == [[1, 0], [1, 0]]
    assert type(figure)(figure.to_dict())  # plotly knows every property
    assert matrix_table(needs.abs(), needs, ("le", "chat"), ("the", "cat"), EN).shape == (4, 4)
