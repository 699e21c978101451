"""The scorecard finds the planted head, tells it from its decoy, and finds nothing where nothing was planted."""

from itertools import pairwise

import pytest
import torch

from model.analysis.clean_run import DECODER, CleanRun
from model.analysis.effect_size import Effect
from model.analysis.scorecard import KINDS, Scorecard, make_scorecard
from model.evaluation.probes import margins
from model.interventions import Place, cut_edges, heads_off
from model.interventions.place import Head, all_heads
from tests import planted, small
from tests.planted import COPYING, DECOY, READING, SENTENCES

PROBES = [planted.probe(sentence) for sentence in SENTENCES]


@pytest.fixture(scope="module")
def card() -> Scorecard:
    return make_scorecard(planted.translator(), PROBES)


def test_the_planted_head_and_its_decoy_look_alike_and_one_matters(card: Scorecard) -> None:
    scores = {score.head: score for score in card.scores}
    copying, decoy = scores[Head(*COPYING)], scores[Head(*DECOY)]
    assert copying.wins == decoy.wins
    assert (copying.wins.hits, copying.wins.total) == (8, 8)
    assert copying.antecedent == pytest.approx(decoy.antecedent)
    assert (copying.off.right.hits, decoy.off.right.hits) == (0, 8)
    assert decoy.off.change == decoy.edge_cut.change == 0
    assert copying.edge_cut.change < copying.off.change < -1, "a cut misleads it, and silence only leaves it undecided"
    assert copying.edge_cut.right.hits == 0


def test_only_the_planted_edge_matters(card: Scorecard) -> None:
    assert [score.head for score in card.scores if abs(score.edge_cut.change) > 0.01] == [Head(*COPYING)]
    needed = {score.head for score in card.scores if score.off_among.rank == 1}
    assert needed == {Head(Place("encoder", 0), 0), Head(*COPYING), Head(*READING)}, "all three steps are needed alike"


def test_nothing_is_found_where_the_head_is_ablated() -> None:
    card = make_scorecard(planted.translator(ablated=True), PROBES)
    assert card.right.hits == 0
    assert {(score.off.change, score.edge_cut.change) for score in card.scores} == {(0.0, 0.0)}


def test_the_baselines_know_nothing_of_meaning(card: Scorecard) -> None:
    assert card.baselines == {"nearest": 0.5, "first": 0.5, "uniform": 0.5}
    near = [probe for probe in PROBES if probe.antecedent > probe.distractor]
    assert make_scorecard(planted.translator(), near).baselines == {"nearest": 1.0, "first": 0.0, "uniform": 0.5}


def test_it_is_what_one_intervention_after_the_other_gives() -> None:
    translator, probes = small.translator(), small.unequal_probes()
    card = make_scorecard(translator, probes)
    assert len(card.heads) == (2 + 3) * 5
    for n, head in enumerate(card.heads):
        off = margins(translator, card.probes, heads_off(head.place, [head.number]))
        torch.testing.assert_close(card.off[n], off, atol=1e-4, rtol=1e-4)
        for column, one in enumerate(card.probes):
            edge = cut_edges(
                head.place.kind, one.asking(head.place.kind), one.antecedent,
                layers=[head.place.layer], heads=[head.number],
            )  # fmt: skip
            assert float(card.edge_cut[n, column]) == pytest.approx(float(margins(translator, [one], edge)), abs=1e-4)


def test_parts_join_to_the_whole(card: Scorecard) -> None:
    parts = [make_scorecard(planted.translator(), PROBES[start::2]) for start in range(2)]
    whole = Scorecard.joined(parts)
    assert [score.off for score in whole.scores] == [score.off for score in card.scores]
    with pytest.raises(ValueError, match="different models"):
        Scorecard.joined([card, make_scorecard(small.translator(), small.unequal_probes())])


def test_progress_rises_to_one_and_may_end_the_work() -> None:
    seen: list[float] = []
    make_scorecard(planted.translator(), PROBES * 10, seen.append)
    assert all(before < after for before, after in pairwise(seen))
    assert seen[-1] == pytest.approx(1.0)

    def stop(share: float) -> None:
        raise KeyboardInterrupt

    with pytest.raises(KeyboardInterrupt):
        make_scorecard(planted.translator(), PROBES, stop)
    with pytest.raises(ValueError, match="at least one"):
        make_scorecard(planted.translator(), [])


@pytest.mark.parametrize("norm", small.NORMS)
def test_a_clean_run_goes_on_where_the_intervention_begins(norm: str) -> None:
    translator, probes = small.translator(norm_placement=norm), small.unequal_probes()
    with torch.inference_mode():
        run = CleanRun(translator, probes)
        for first, place in ((0, Place("encoder", 0)), (1, Place("encoder", 1)), (DECODER, Place("cross", 2))):
            tap = heads_off(place, [3])
            torch.testing.assert_close(run.margins(tap, first=first)[0], margins(translator, probes, tap))
        copies = run.margins(copies=3)
    torch.testing.assert_close(copies, margins(translator, probes).expand(3, -1))


def test_an_effect_is_a_mean_with_its_interval() -> None:
    effect = Effect.between(torch.tensor([1.0, 2.0, 3.0]), torch.tensor([0.5, -1.0, 3.5]))
    # changes −0.5, −3, 0.5: mean −1, standard deviation √3.25
    assert effect.right.hits == 2
    assert effect.change == pytest.approx(-1.0)
    assert effect.half_width == pytest.approx(1.96 * 3.25**0.5 / 3**0.5)
    assert Effect.between(torch.tensor([1.0]), torch.tensor([0.5])).as_dict()["half_width"] is None


def test_heads_are_named_as_people_count() -> None:
    assert [str(head) for head in all_heads(planted.translator().config, KINDS)] == [
        "L1·H1", "L1·H2", "L2·H1", "L2·H2", "cross L1·H1", "cross L1·H2",
    ]  # fmt: skip
    assert all_heads(small.config(**small.DECODER_ONLY), ["cross"]) == ()


def test_a_scorecard_must_fit_together(card: Scorecard) -> None:
    measured = (card.antecedent, card.distractor, card.clean, card.off, card.edge_cut)
    with pytest.raises(ValueError, match=r"antecedent should have the shape \(5, 8\)"):
        Scorecard("m", card.heads[1:], card.probes, *measured)
    with pytest.raises(ValueError, match=r"should have the shape \(6, 7\)"):
        Scorecard("m", card.heads, card.probes[1:], *measured)
