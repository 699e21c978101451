import math

import pytest
import torch

from model.decoding import Beam, Greedy, Sample
from model.decoding.candidates import candidates

PROBABILITIES = [0.1, 0.5, 0.05, 0.3, 0.05]
LOG = torch.tensor(PROBABILITIES).log()


@pytest.mark.parametrize("search", [Greedy(), Beam(2)])
def test_the_most_probable_come_first_with_rank_and_probability(search) -> None:
    found = candidates(LOG, search, chosen=1, count=3)
    assert [(one.token, one.rank) for one in found] == [(1, 1), (3, 2), (0, 3)]
    assert [one.probability for one in found] == pytest.approx([0.5, 0.3, 0.1])
    assert {one.drawn for one in found} == {None}


def test_a_chosen_token_that_is_improbable_follows_with_its_true_rank() -> None:
    found = candidates(LOG, Greedy(), chosen=4, count=2)
    assert [(one.token, one.rank) for one in found] == [(1, 1), (3, 2), (4, 4)]


def test_more_candidates_than_tokens_are_all_tokens() -> None:
    assert len(candidates(LOG, Greedy(), chosen=0, count=50)) == 5


def test_sampling_shows_what_is_drawn_from_by_hand() -> None:
    # Temperature 1/2 squares the probabilities; top-k 2 leaves 0.25 and 0.09, which are 0.25/0.34 and 0.09/0.34.
    found = candidates(LOG, Sample(temperature=0.5, top_k=2), chosen=1, count=3)
    assert [one.drawn for one in found] == pytest.approx([0.25 / 0.34, 0.09 / 0.34, 0.0])
    assert math.isclose(found[0].probability, 0.5, rel_tol=1e-6)
