"""Routes, sets of heads and patching on the model whose route is known, and on one that has none."""

import pytest
import torch

from model.analysis import head_sets
from model.analysis.head_sets import HeadSets, Trial, find_head_sets
from model.analysis.patching import patch_between
from model.analysis.routes import Route, layer_ranges, make_routes
from model.errors import InputError
from model.evaluation.probes import Probe, margins
from model.evaluation.proportion import Proportion
from model.interventions import Place, patch
from model.interventions.place import Head
from tests import planted, small
from tests.planted import COPYING, READING, SENTENCES

PROBES = [planted.probe(sentence) for sentence in SENTENCES]
ASKING = Head(Place("encoder", 0), 0)
ROUTE = {ASKING, Head(*COPYING), Head(*READING)}


def test_the_cuts_that_matter_are_the_planted_ones() -> None:
    found = make_routes(planted.translator(), PROBES)
    assert found.right.value == 1
    lost = {route for route, effect in found.effects.items() if effect.right.value < 1}
    assert lost == {
        Route("encoder", "pronoun", "following", (0, 1)),
        Route("encoder", "pronoun", "following", (0,)),
        Route("encoder", "pronoun", "antecedent", (0, 1)),
        Route("encoder", "pronoun", "antecedent", (1,)),
        Route("cross", "deciding", "pronoun", (0,)),
    }


def test_no_cut_matters_where_the_head_is_ablated() -> None:
    found = make_routes(planted.translator(ablated=True), PROBES)
    assert {round(effect.change, 4) for effect in found.effects.values()} == {0.0}


@pytest.mark.parametrize(
    ("n_layers", "expected"),
    [
        (1, [(0,)]),
        (2, [(0, 1), (0,), (1,)]),
        (5, [(0, 1, 2, 3, 4), (0, 1, 2), (3, 4), (0,), (1,), (2,), (3,), (4,)]),
        (0, [()]),
    ],
)
def test_layer_ranges(n_layers: int, expected: list[tuple[int, ...]]) -> None:
    assert layer_ranges(n_layers) == tuple(expected)


def test_the_planted_route_is_sufficient_and_each_of_its_heads_necessary() -> None:
    found = find_head_sets(planted.translator(), PROBES)
    assert (found.searched, found.held_out) == (8, False)
    assert set(found.sufficient) == ROUTE
    assert found.right.value == found.alone.right.value == 1
    assert (found.without.right.hits, found.without.random_mean) == (0, 1), "the three others do nothing"
    assert {share.hits for share in found.alone.random} == {0}
    assert len(found.necessary) == 1
    assert set(found.necessary) < ROUTE
    assert [share.hits for share in found.falling] == [8, 0]
    assert found.off.right.hits == 0
    assert found.is_lost
    assert len(found.off.random) == 10
    assert {share.hits for share in found.off.random} == {0, 8}, "other heads of the route are among those drawn"
    assert found.off.random_range == (0, 1)
    assert 0 < found.off.random_mean < 1


def test_what_a_search_finds_is_measured_on_sentences_that_it_has_not_seen(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(head_sets, "SEARCHED", 6)
    found = find_head_sets(planted.translator(), PROBES * 3)
    assert (found.searched, found.held_out) == (6, True)
    shares = (found.right, *found.falling, *(one.right for one in (found.alone, found.without, found.off)))
    assert {share.total for share in (*shares, *found.alone.random, *found.off.random)} == {18}
    assert "searched on 6 sentences, measured on others" in found.to_text()
    assert not find_head_sets(planted.translator(), PROBES[:5]).held_out, "too few to leave any out"


def test_without_the_head_there_is_nothing_to_lose() -> None:
    found = find_head_sets(planted.translator(ablated=True), PROBES)
    assert found.right.hits == 0
    assert found.necessary == ()
    assert found.sufficient == ()
    with pytest.raises(ValueError, match="at least one"):
        find_head_sets(planted.translator(), [])


def test_a_default_that_happens_to_fit_is_no_resolution() -> None:
    share = Proportion(29, 30)
    trial = Trial(share, (share,))
    kept_without_any_head = HeadSets(30, False, share, (), trial, trial, (ASKING,), (share, share), trial)
    assert not kept_without_any_head.is_better_than_chance
    assert "no better than chance" in kept_without_any_head.to_text()


def test_patching_follows_the_word_that_differs() -> None:
    tired, wide = (planted.probe(f"the animal saw the street because it was {word}") for word in ("tired", "wide"))
    found = patch_between(planted.translator(), tired, wide)
    assert found.before > 0 > found.other
    moved = found.moved(found.stream)
    it, predicate = tired.pronoun[0], tired.following[-1]
    # at the predicate before layer 1 has read it, then at "it"; nowhere else
    expected = torch.zeros(3, len(tired.source))
    expected[0, predicate] = expected[1, it] = expected[2, it] = 1.0
    torch.testing.assert_close(moved, expected, atol=0.01, rtol=0)
    by_head = found.moved(found.heads)
    assert by_head[0].tolist() == pytest.approx([1.0, 0.0], abs=0.01)
    assert by_head[1].tolist() == pytest.approx([0.0, 1.0], abs=0.01)


def test_patched_everywhere_the_first_sentence_becomes_the_second() -> None:
    translator, (first, second) = small.translator(), small.unequal_probes()[:2]
    with pytest.raises(InputError) as raised:
        patch_between(translator, first, second)
    assert raised.value.code == "not_parallel"
    other = Probe(**{**vars(first), "source": (*first.source[:-2], first.source[-3], first.source[-1])})
    found = patch_between(translator, first, other)
    assert found.other == pytest.approx(float(margins(translator, [other])), abs=1e-4)
    assert found.before == pytest.approx(float(margins(translator, [first])), abs=1e-4)
    unchanged = [position for position in range(len(first.source)) if first.source[position] == other.source[position]]
    assert found.stream[0, unchanged].tolist() == pytest.approx([found.before] * len(unchanged), abs=1e-4)


def test_a_patch_reaches_only_its_site() -> None:
    values, where = torch.ones(1, 4, 2), torch.tensor([True, False, False, True])[None, :, None]
    tap = patch("encoder.final", where, values)
    zeros = torch.zeros(3, 4, 2)
    assert tap("decoder.final", zeros) is zeros
    assert tap("encoder.final", zeros)[:, :, 0].tolist() == [[1.0, 0.0, 0.0, 1.0]] * 3
