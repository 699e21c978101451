"""Lists of interventions as a reader edits them: each click has its effect, a second one takes it back."""

import pytest
import torch

from model.adapters.shape import AdaptedShape
from model.interventions import (
    EdgeCut,
    HeadOff,
    Place,
    SublayerSkipped,
    WeightSet,
    heads_off,
    heads_off_by_row,
    parse,
    rows_off,
    tap_of,
    to_text,
)
from model.interventions.editing import (
    all_sublayers,
    head_state,
    head_states,
    head_toggled,
    toggled,
    weight_dragged,
    weights_dragged,
    word_cuts,
    word_removed,
)
from model.interventions.place import all_heads
from tests import small

PLACE = Place("encoder", 1)
OFF, UNIFORM = HeadOff(PLACE, 3), HeadOff(PLACE, 3, "uniform")
OTHER = HeadOff(PLACE, 2)
CUT = EdgeCut("encoder", 2, 1)


def test_a_head_is_switched_off_and_on_again() -> None:
    off = head_toggled((OTHER, CUT), OFF)
    assert off == (OTHER, CUT, OFF)
    assert head_toggled(off, OFF) == (OTHER, CUT)


def test_a_head_is_off_in_one_way_only() -> None:
    assert head_toggled((OFF, CUT), UNIFORM) == (CUT, UNIFORM)
    assert head_toggled((UNIFORM, OTHER), OFF) == (OTHER, OFF)


def test_several_changes_are_made_together_and_taken_back_together() -> None:
    cuts = (CUT, EdgeCut("encoder", 2, 4))
    assert toggled((OFF, CUT), *cuts) == (OFF, *cuts)
    assert toggled((OFF, *cuts), *cuts) == (OFF,)


def test_dragging_on_replaces_the_weight_and_another_bar_adds_one() -> None:
    first, second = WeightSet(PLACE, 3, 2, 1, 0.5), WeightSet(PLACE, 3, 2, 4, 0.25)
    done = weight_dragged((OFF,), first)
    done = weight_dragged(done, WeightSet(PLACE, 3, 2, 1, 0.75))
    assert done == (OFF, WeightSet(PLACE, 3, 2, 1, 0.75))
    assert weight_dragged(done, second) == (*done, second)
    assert weight_dragged((*done, second), first) == (*done, second, first), "its order matters"
    assert weights_dragged((OFF,), [first, OTHER, second, second]) == (OFF, first, second)


def test_a_row_dragged_is_what_the_bars_showed() -> None:
    """The bar that was dragged has its weight; the others keep the proportions they were shown in."""
    translator = small.translator()
    source, target = translator.read("The animal was too tired."), translator.read_target("la rue")

    def row(done) -> torch.Tensor:
        trace = translator.trace_tokens(source, target, tap=tap_of(done))
        return trace.attention("encoder")[1].weights[3, 2]

    done, shown = (), row(())
    for key, weight in ((1, 0.5), (4, 0.25), (1, 0.125), (1, 0.6)):
        done = weight_dragged(done, WeightSet(PLACE, 3, 2, key, weight))
        expected = shown * (1 - weight) / (1 - shown[key])
        expected[key] = weight
        shown = row(done)
        torch.testing.assert_close(shown, expected, rtol=1e-4, atol=1e-6)
    assert len(done) == 3


def test_a_cut_of_a_word_cuts_its_pieces() -> None:
    tokens = small.translator().read("The animals were tired")
    word = next(word for word in range(len(tokens.words)) if list(tokens.word_of).count(word) > 1)
    pieces = [position for position, owner in enumerate(tokens.word_of) if owner == word]
    expected = {(query, key) for query in pieces for key in pieces}
    assert {(cut.query, cut.key) for cut in word_cuts("encoder", (tokens, word), (tokens, word), 1)} == expected
    later = {(query, key) for query, key in expected if key <= query}
    assert {(cut.query, cut.key) for cut in word_cuts("decoder", (tokens, word), (tokens, word))} == later
    assert word_cuts("decoder", (tokens, 0), (tokens, word)) == (), "it is not written yet"


def test_a_word_that_is_removed_is_seen_by_nothing() -> None:
    model = small.translator()
    source, target = model.read("The animals were tired"), model.read_target("la rue")
    word = next(word for word in range(len(source.words)) if source.word_of.count(word) > 1)
    pieces = [position for position, owner in enumerate(source.word_of) if owner == word]
    removed = word_removed("encoder", source, word, model.config)
    assert to_text(removed) == "; ".join(f"{kind}[*,{piece + 1}]=cut" for kind in ("enc", "cross") for piece in pieces)
    trace = model.trace_tokens(source, target, tap=tap_of(removed))
    for kind in ("encoder", "cross"):
        for layer in trace.attention(kind):
            assert float(layer.weights[..., pieces].max()) == 0
    assert to_text(word_removed("decoder", target, 1, model.config)) == "dec[*,2]=cut"
    sizes = {"d_model": 8, "n_heads": 2, "d_head": 4, "n_encoder_layers": 2, "n_decoder_layers": 0, "max_length": 16}
    tokens = {"pad_id": 0, "start_id": 1, "end_ids": (1,)}
    norm = {"norm_epsilon": 1e-5, "norm_first": False, "norm_kind": "layer"}
    reader = AdaptedShape("bert", **sizes, **tokens, **norm, source_language="en", target_language="en")
    assert {cut.kind for cut in word_removed("encoder", source, word, reader)} == {"encoder"}


def test_states_of_heads() -> None:
    done = (OFF, WeightSet(PLACE, 1, 2, 1, 0.5), SublayerSkipped("decoder", 0, "cross_attention"), CUT)
    assert head_state(done, PLACE, 3) == "zero"
    assert head_state((UNIFORM,), PLACE, 3) == "uniform"
    assert head_state(done[1:2], PLACE, 1) == "edited"
    assert head_state(done[1:2], PLACE, 2) == "on"
    assert head_state(done, Place("cross", 0), 4) == "skipped"
    assert head_state(done, Place("decoder", 0), 4) == "on"
    assert head_state((EdgeCut("encoder", 2, 1, 0),), PLACE, 0) == "on"
    assert head_state((SublayerSkipped("encoder", 1, "feed_forward"),), PLACE, 0) == "on"
    states = head_states(done, small.config())
    assert [[len(layer) for layer in states[kind]] for kind in states] == [[5] * 2, [5] * 3, [5] * 3]
    assert states["encoder"][1] == ["edited", "edited", "edited", "zero", "edited"]
    assert set(states["encoder"][0]) == {"edited"}
    assert set(head_states((), small.config(**small.DECODER_ONLY))) == {"decoder"}


@pytest.mark.parametrize("shape", [{}, small.DECODER_ONLY], ids=["translator", "language_model"])
def test_every_sublayer_can_be_skipped(shape: dict) -> None:
    config = small.config(**shape)
    skips = all_sublayers(config)
    assert parse(to_text(skips), config) == tuple(skips)
    assert len(skips) == (2 * 2 + 3 * 3 if not shape else 3 * 2)


@pytest.mark.parametrize("how", ["zero", "uniform", "mean"])
def test_one_pass_switches_off_each_head_in_a_row_of_its_own(how) -> None:
    transformer, heads = small.transformer(), all_heads(small.config())
    source, target = small.sentence(7), torch.tensor([[2, 5, 7, 11]])
    means = {place: torch.full((5, small.config().d_head), 0.5) for place, _ in heads}
    off = rows_off([[head] for head in heads], n_heads=5)
    tap = heads_off_by_row(off, how, means)
    together = transformer(source.expand(len(heads), -1), target.expand(len(heads), -1), tap=tap)
    for row, (place, head) in enumerate(heads):
        alone = transformer(source, target, tap=heads_off(place, [head], how, means))
        torch.testing.assert_close(together[row], alone[0], rtol=1e-4, atol=1e-4)
    assert not torch.allclose(together[0], together[1], atol=1e-3)
