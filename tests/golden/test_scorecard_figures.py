"""The scorecard's pictures, of made-up measurements."""

import pytest
import torch

from model.analysis.head_sets import HeadSets, Trial
from model.analysis.patching import Patching
from model.analysis.routes import Route, RouteMap
from model.analysis.scorecard import Scorecard
from model.evaluation.probes import Probe
from model.evaluation.proportion import Proportion
from model.interventions import Place
from model.interventions.place import Head
from tests import small
from viz.pronoun_paths import (
    boundary_names,
    falling_curve,
    layer_and_head_names,
    patch_map,
    range_name,
    route_map,
    route_name,
)
from viz.scorecard import head_map, head_title, look_and_cost, map_head
from viz.scorecard_table import route_map_table, scorecard_table, sentences_table
from viz.text import Text
from viz.theme import theme

EN = Text("en")
HEADS = (Head(Place("encoder", 0), 0), Head(Place("encoder", 5), 3), Head(Place("cross", 0), 6))
PROBES = tuple(
    Probe((5, 6, 7, 8, 2), (2,), 9, 8, pronoun=(2,), antecedent=(first,), distractor=(1 - first,), following=(3,))
    for first in (0, 1, 1, 1)
)


def scorecard() -> Scorecard:
    clean = torch.tensor([2.0, 2.0, 1.0, -1.0])
    effect = torch.tensor([[0.0, 0.0, 0.0, 0.0], [-3.0, -2.5, -2.0, -2.5], [0.0, -0.1, 0.1, 0.0]])
    antecedent = torch.tensor([[0.1, 0.4, 0.2, 0.3], [0.9, 0.8, 0.9, 0.2], [0.0, 0.0, 0.1, 0.0]])
    distractor = torch.tensor([[0.3, 0.3, 0.3, 0.2], [0.1, 0.1, 0.1, 0.1], [0.0, 0.1, 0.0, 0.1]])
    return Scorecard("m", HEADS, PROBES, antecedent, distractor, clean, clean + effect / 2, clean + effect)


def routes() -> RouteMap:
    clean = torch.tensor([2.0, 2.0, 1.0, -1.0])
    cut = {
        Route("encoder", "pronoun", "antecedent", (0, 1)): -clean,
        Route("encoder", "pronoun", "antecedent", (0,)): clean,
        Route("encoder", "pronoun", "distractor", (0, 1)): clean.abs(),
        Route("encoder", "pronoun", "distractor", (0,)): clean,
        Route("cross", "deciding", "pronoun", (0,)): -clean.abs(),
    }
    return RouteMap(clean, cut)


@pytest.mark.parametrize(("mode", "chosen"), [("light", HEADS[1]), ("dark", None)])
def test_look_and_cost(valid_golden, mode, chosen: Head | None) -> None:
    valid_golden(look_and_cost(scorecard(), chosen, EN, theme(mode)), f"look_and_cost_{mode}")


def test_each_head_lies_where_it_was_measured() -> None:
    card = scorecard()
    encoder, cross, ring = look_and_cost(card, HEADS[1], EN, theme("light")).data
    assert list(encoder.x) == [0.5, 1.0]
    assert list(encoder.y) == [0.0, 2.5]
    assert list(cross.customdata) == [2], "a click gives the head's index among all"
    assert (ring.x, ring.y) == ((1.0,), (2.5,))
    assert card.scores[1].edge_cut.change == -2.5
    assert encoder.error_y.array[1] == round(card.scores[1].edge_cut.half_width, 4)
    named = [note.text for note in look_and_cost(card, None, EN, theme("light")).layout.annotations]
    assert named == ["L6·H4", EN("scorecard.baseline_first"), EN("scorecard.baseline_nearest")]


def test_names() -> None:
    assert [head_title(head, EN) for head in HEADS] == ["L1·H1", "L6·H4", "cross L1·H7"]
    assert route_name(Route("cross", "deciding", "pronoun", ()), EN) == "il/elle → it"
    assert range_name((2,), EN) == "L3"
    assert range_name((0, 1, 2), EN) == "L1–L3"


@pytest.mark.parametrize(("kind", "mode"), [("encoder", "light"), ("cross", "dark")])
def test_route_map(valid_golden, kind, mode) -> None:
    valid_golden(route_map(routes(), kind, EN, theme(mode)), f"route_map_{kind}")


def test_the_route_map_shows_what_a_cut_changes() -> None:
    grid = route_map(routes(), "encoder", EN, theme("light")).data[0]
    assert grid.z.tolist() == [[-0.5, 0.0], [0.25, 0.0]]
    table = route_map_table(routes(), EN)
    assert table["cut: right pronouns"].tolist() == [0.25, 0.75, 1.0, 0.75, 0.0]


@pytest.mark.parametrize(("measure", "mode"), [("contrast", "light"), ("cut", "dark")])
def test_head_map(valid_golden, measure, mode) -> None:
    card = scorecard()
    valid_golden(head_map(card, measure, HEADS[0], EN, theme(mode)), f"head_map_{measure}")


def test_the_map_has_every_head_in_its_cell() -> None:
    card = scorecard()
    expected = {"wins": "wins", "off": "off", "cut": "edge_cut"}
    for measure, name in expected.items():
        cells, _, clicks = head_map(card, measure, HEADS[0], EN, theme("light")).data
        for row, number in clicks.customdata:
            score = card.scores[card.heads.index(map_head(card, row, number))]
            value = getattr(score, name)
            assert cells.z[row][number] == pytest.approx(value.value if measure == "wins" else value.change, abs=1e-3)
    assert len(clicks.customdata) == len(card.heads)


def test_the_sentences_of_a_head_begin_where_it_prefers_the_right_noun_most() -> None:
    card = scorecard()
    sources = [small.tokenizer().read_source(f"the animal {n}", "en") for n in range(len(card.probes))]
    table = sentences_table(card, HEADS[0], sources, EN)
    contrast = table["weight on right noun"] - table["on the other"]
    assert contrast.round(6).tolist() == sorted(contrast.round(6), reverse=True)  # alike but for rounding
    assert len(table) == len(card.probes)
    assert set(table["sentence"]) == {source.text for source in sources}


def test_falling_curve(valid_golden) -> None:
    falling = tuple(Proportion(hits, 30) for hits in (29, 22, 15))
    kept, off = Trial(Proportion(28, 30), ()), Trial(falling[-1], (Proportion(29, 30), Proportion(28, 30)))
    found = HeadSets(30, False, falling[0], HEADS, kept, kept, HEADS[1:], falling, off)
    figure = falling_curve(found, EN, theme("light"))
    valid_golden(figure, "falling_curve")
    assert list(figure.data[1].x) == [2, 2]
    assert found.off.random_mean == pytest.approx(57 / 60)
    assert found.off.random_range == (28 / 30, 29 / 30)


def test_patch_map(valid_golden) -> None:
    found = Patching(2.0, -2.0, torch.tensor([[2.0, -2.0], [2.0, 1.0], [0.0, 2.0]]), torch.tensor([[2.0], [-2.0]]))
    assert found.differs
    moved = found.moved(found.stream)
    assert moved.tolist() == [[0.0, 1.0], [0.0, 0.25], [0.5, 0.0]]
    names = boundary_names(found, EN)
    assert names == ["into L1", "into L2", "out"]
    assert layer_and_head_names(found) == (["L1", "L2"], ["H1"])
    valid_golden(patch_map(moved.numpy(), names, ["tired", "<b>"], EN, theme("dark")), "patch_map")


def test_the_table_has_all_heads_the_costliest_first() -> None:
    table = scorecard_table(scorecard(), EN)
    assert table["head"].tolist()[0] == "L6·H4"
    assert table["place by cost of off"].tolist() == [1, 2, 2]
    assert table["edge cut: nats"].tolist()[0] == -2.5
