import math

import pytest
import torch

from model.position_comparison import (
    alibi_view,
    cosines,
    example_vectors,
    learned_view,
    mean_embedding_length,
    position_length,
    rate,
    rotary_scores,
    rotary_view,
    rotation,
    rotation_error,
    similarity_by_distance,
    sinusoidal_view,
    spread_by_distance,
    wavelength,
    waves,
)
from model.positions import alibi, sinusoidal
from tests import small


def test_rates_and_wavelengths_by_hand():
    assert rate(0, 6) == 1
    assert rate(1, 4) == pytest.approx(0.01)
    assert wavelength(0, 6) == pytest.approx(2 * math.pi)
    assert wavelength(1, 4) == pytest.approx(200 * math.pi)


def test_waves_run_through_the_encoding():
    table = sinusoidal(23, 10)
    for pair in range(5):
        sin, cos = waves(torch.arange(23.0), pair, 10)
        torch.testing.assert_close(sin, table[:, 2 * pair])
        torch.testing.assert_close(cos, table[:, 2 * pair + 1])


def test_similarity_is_the_cosine_of_two_positions_wherever_they_stand():
    table = sinusoidal(31, 14)
    measured = cosines(table)
    expected = similarity_by_distance(torch.arange(31.0), 14)
    for position in (0, 7, 20):
        distances = (torch.arange(31) - position).abs()
        torch.testing.assert_close(measured[position], expected[distances], atol=1e-5, rtol=0)
    assert expected[0] == 1


def test_a_rotation_by_hand():
    sin, cos = math.sin(3.0), math.cos(3.0)
    torch.testing.assert_close(rotation(3, 2), torch.tensor([[cos, sin], [-sin, cos]]))
    assert torch.equal(rotation(0, 6), torch.eye(6))


@pytest.mark.parametrize("offset", [1, 7, 40])
def test_a_rotation_moves_every_position(offset):
    assert rotation_error(offset, 29, 22) < 1e-5
    turned = rotation(offset, 22)
    torch.testing.assert_close(turned @ turned.T, torch.eye(22), atol=1e-5, rtol=0)


def test_a_wrong_offset_is_no_rotation_of_the_right_one():
    table = sinusoidal(29, 22)
    assert float((table[:20] @ rotation(2, 22).T - table[1:21]).abs().max()) > 0.1


def test_rotary_scores_depend_on_distance_alone_and_plain_ones_do_not():
    query, key = example_vectors(12)
    assert spread_by_distance(rotary_scores(query, key, 17)) < 1e-5
    assert spread_by_distance(torch.arange(9.0).outer(torch.arange(9.0))) > 1
    assert spread_by_distance(alibi(5, torch.arange(7), torch.arange(7))[2]) == 0


def test_rotary_scores_by_hand():
    east = torch.tensor([1.0, 0.0])
    scores = rotary_scores(east, east, 4)
    for m in range(4):
        for n in range(4):
            assert float(scores[m, n]) == pytest.approx(math.cos(m - n), abs=1e-6)


def test_example_vectors_are_unit_vectors_and_stay_the_same():
    made = example_vectors(7, 3)
    torch.testing.assert_close(made.norm(dim=-1), torch.ones(3))
    assert torch.equal(made, example_vectors(7, 3))


def test_learned_positions_are_those_of_the_model_where_it_has_any():
    transformer = small.transformer(positions="learned")
    made = learned_view(11, 30, transformer)
    assert made.learnt
    assert torch.equal(made.table, transformer.source_embedding.positions[:11])
    language_model = small.transformer(positions="learned", **small.DECODER_ONLY)
    assert torch.equal(learned_view(11, 30, language_model).table, language_model.target_embedding.positions[:11])
    made = learned_view(11, 14, small.transformer())
    assert not made.learnt
    assert made.table.shape == (11, 14)
    assert made.cosines.shape == (11, 11)


def test_the_view_of_sinusoidal_positions_fits_together():
    made = sinusoidal_view(13, 10, pair=2, offset=4)
    assert torch.equal(made.table, sinusoidal(13, 10))
    assert float(made.places[-1]) == 12
    torch.testing.assert_close(made.wave[:, ::8], made.wave_at_positions)
    (cos, sin), (minus_sin, _) = made.rotation_block
    assert cos == pytest.approx(math.cos(4 * rate(2, 10)), abs=1e-6)
    assert sin == -minus_sin == pytest.approx(math.sin(4 * rate(2, 10)), abs=1e-6)
    assert made.rotation_error < 1e-5
    assert made.similarity.shape == (13,)


@pytest.mark.parametrize(("length", "size", "pair"), [(2, 2, 0), (2, 4, 1), (29, 30, 14)])
def test_views_exist_at_their_limits(length, size, pair):
    assert sinusoidal_view(length, size, pair, 0).wave.shape[0] == 2
    assert rotary_view(length, size, pair).spread < 1e-5
    assert rotary_view(length, size, 0).degrees == pytest.approx(math.degrees(1))


def test_the_view_of_alibi_is_that_of_one_head():
    made = alibi_view(7, 4, 2)
    assert made.slopes.tolist() == [2**-2, 2**-4, 2**-6, 2**-8]
    assert float(made.bias[1, 5]) == -4 * 2**-6


def test_lengths_of_what_is_added():
    assert position_length(50) == 5
    torch.testing.assert_close(sinusoidal(9, 50).norm(dim=-1), torch.full((9,), 5.0))
    encoder = small.translator().trace("The cat.", "la").encoder
    assert mean_embedding_length(encoder) == pytest.approx(float(encoder.embedding.norm(dim=-1).mean()), rel=1e-5)
