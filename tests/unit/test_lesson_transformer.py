"""The machine of the first lesson against the trace; paths against real convolutions; costs against counted ones."""

import math
from itertools import pairwise

import pytest
import torch
import torch.nn.functional as F

import model
from model.lessons import layer_costs as costs
from model.lessons.information_paths import paths
from model.lessons.transformer import chances, machine, share, together
from model.trace import Trace
from pages.lessons.transformer.exhibits import TEX, _links
from pages.lessons.transformer.questions import how_often_does_it_run
from tests.lessons import lesson, reader
from viz.lesson.information_paths import information_paths
from viz.lesson.layer_costs import layer_costs
from viz.lesson.machine import BOXES, Scene, machine_boxes
from viz.lesson.stage_table import stage_table
from viz.text import Text
from viz.theme import theme

SENTENCE = "The animal didn't cross the street because it was too tired."


@pytest.fixture(scope="module")
def trace() -> Trace:
    return reader("transformer", sentence=SENTENCE).trace


def test_the_machine_shows_what_the_trace_holds(trace: Trace) -> None:
    seen = machine(trace, 1, 2)
    encoder, decoder = trace.encoder, trace.decoder
    assert encoder
    assert decoder
    assert trace.logits is not None
    assert encoder.positions is not None
    assert (seen.encoder.n_tokens, seen.decoder.n_tokens, len(seen.encoder.layers)) == (14, 3, 6)
    assert torch.equal(seen.encoder.sum.vector, encoder.embedding[1] + encoder.positions[1])
    assert torch.equal(seen.encoder.sum.vector, encoder.layers[0].sublayers[0].residual_before[1])
    assert torch.equal(seen.encoder.layers[-1].vector, encoder.final[1])
    assert torch.equal(seen.decoder.layers[-1].vector, decoder.final[2])
    assert list(seen.decoder.layers[0].sublayers) == ["self_attention", "cross_attention", "feed_forward"]
    assert torch.allclose(seen.looks, trace.attention("cross")[0].weights[:, 2].mean(0))
    assert float(seen.looks.sum()) == pytest.approx(1, abs=1e-5)
    assert torch.equal(seen.probabilities, trace.logits[2].softmax(-1))


def test_shares_are_those_of_the_stream_profile() -> None:
    assert share(torch.tensor([3.0, 4.0]), torch.zeros(2)) == 0
    assert share(torch.tensor([3.0, 4.0]), torch.tensor([0.0, 5.0])) == 0.5


def test_a_language_model_has_no_such_machine() -> None:
    with pytest.raises(ValueError, match="no encoder"):
        machine(model.load("en-lm").trace("The cat"), 0, 0)


def test_the_product_of_the_chances_is_the_probability_that_decoding_found(trace: Trace) -> None:
    translation = reader("transformer", sentence=SENTENCE).translation
    found = chances(trace, translation.tokens.ids)
    best = translation.decoding.best[-1]
    assert math.log(together(found)) == pytest.approx(best.score, abs=1e-3)
    with pytest.raises(ValueError, match="not one of these"):
        chances(trace, translation.tokens.ids[1:])


@pytest.mark.parametrize("width", [3, 5, 7])
@pytest.mark.parametrize("distance", [1, 2, 4, 5, 13])
def test_paths_through_convolutions_are_as_long_as_real_ones_need(width: int, distance: int) -> None:
    """As many layers of ones as it takes until a 1 at the first place reaches the last."""
    found = paths(0, distance, width)
    for connection, dilates in (("convolution", False), ("dilated", True)):
        signal, layers = torch.zeros(1, 1, distance + 1), 0
        signal[0, 0, 0] = 1
        while not signal[0, 0, -1]:
            dilation = width**layers if dilates else 1
            padded = F.pad(signal, ((width - 1) * dilation, 0))
            signal = F.conv1d(padded, torch.ones(1, 1, width), dilation=dilation)
            layers += 1
        assert found[connection].steps == layers, connection  # pyright: ignore[reportArgumentType]


def test_paths_lead_from_word_to_word_either_way() -> None:
    for start, end in ((2, 7), (7, 2), (3, 3)):
        for path in paths(start, end, 3).values():
            assert (path.places[0], path.places[-1][0]) == ((start, 0), end)
            assert all(abs(a - b) + abs(c - d) > 0 for (a, c), (b, d) in pairwise(path.places))
    assert {name: path.steps for name, path in paths(0, 13, 3).items()} == {
        "recurrent": 14,
        "convolution": 7,
        "dilated": 3,
        "attention": 1,
    }


def test_multiplications_are_one_for_each_weight_and_token_and_those_of_the_scores() -> None:
    n, d = 11, 24
    for kind, layer in costs.layers(d).items():
        weights = sum(weight.numel() for name, weight in layer.named_parameters() if "weight" in name)
        scores_and_sum = 2 * n * n * d if kind == "attention" else 0
        assert costs.multiplications(kind, n, d) == n * weights + scores_and_sum
    assert costs.multiplications("attention", 2, 1) == 16


def test_costs_grow_as_table_1_says() -> None:
    for kind in ("rnn", "lstm", "convolution"):
        assert costs.multiplications(kind, 200, 64) == 2 * costs.multiplications(kind, 100, 64)
        assert costs.multiplications(kind, 100, 128) == 4 * costs.multiplications(kind, 100, 64)
    scores = [costs.multiplications("attention", n, 64) - 4 * n * 64 * 64 for n in (100, 200)]
    assert scores[1] == 4 * scores[0]
    assert [costs.steps_in_turn(kind, 50) for kind in costs.KINDS] == [50, 50, 1, 1]


def test_what_was_measured_beforehand_is_what_the_lesson_says() -> None:
    """Read from the file, not timed here: attention grows about fourfold where the others about double."""
    stored = costs.stored()
    assert stored.lengths == costs.LENGTHS
    grew = {kind: seconds[-1] / seconds[-2] for kind, seconds in stored.seconds.items()}
    assert 3 < grew["attention"] < 5
    assert max(grew["rnn"], grew["lstm"], grew["convolution"]) < 3
    assert stored.seconds["attention"][0] < stored.seconds["lstm"][0]
    assert stored.seconds["attention"][-1] > stored.seconds["lstm"][-1]


def test_measuring_times_every_layer_at_every_length() -> None:
    ticks = iter(range(1000))
    told: list[float] = []
    measured = costs.measure((4, 8), repeats=2, clock=lambda: float(next(ticks)), progress=told.append)
    assert measured.seconds == dict.fromkeys(costs.KINDS, (1.0, 1.0))
    assert told == [0.0, 0.5]


def test_the_encoder_runs_once_and_the_decoder_for_each_piece() -> None:
    asked = how_often_does_it_run(reader("transformer", sentence=SENTENCE))
    written = reader("transformer", sentence=SENTENCE).translation.tokens
    assert asked.right.label == f"The encoder once, the decoder {len(written)} times"


@pytest.mark.parametrize("sentence", ["a", "Hi", "."])
def test_questions_can_be_asked_of_any_sentence(sentence: str) -> None:
    for quiz in lesson("transformer").quizzes:
        assert len(quiz.ask(reader("transformer", sentence=sentence)).options) >= 2


def test_every_box_has_its_numbers_and_leads_somewhere(trace: Trace) -> None:
    asks = reader("transformer", "zh", SENTENCE)
    seen, links = machine(trace, 1, 2), _links(asks)
    target = asks.translation.read_prefix(asks.translation.tokens.ids[:2])
    scene = Scene(asks.translation.typed, target, 1, [("<b>", 0.9), ("x", 0.1)])
    drawn = machine_boxes(seen, scene, links, Text("zh"))
    assert [box["id"] for box in drawn["boxes"]] == [id for id in BOXES if id != "encoder"]
    assert all(box["lines"] and box["title"] for box in drawn["boxes"])
    assert [len(row["shares"]) for row in drawn["layers"]["rows"]] == [6, 6]
    assert drawn["boxes"][-1]["lines"] == ["<b>"]  # text, which the component never reads as HTML
    assert links["source_tokens"].startswith("lesson?lesson=tokens&lang=zh&sentence=The+animal")
    assert set(links) >= {*BOXES, "norm", "encoder_self_attention", "encoder_feed_forward"} - {"encoder"}


def test_embedding_and_position_add_up_in_the_table(trace: Trace) -> None:
    table = stage_table(machine(trace, 1, 0).encoder, 4, Text("en"))
    assert len(table) == 9
    embedding, position, together = ([float(n.replace("−", "-")) for n in table.iloc[row, 1:5]] for row in range(3))
    for one, two, both in zip(embedding, position, together, strict=True):
        assert one + two == pytest.approx(both, abs=0.0151)


def test_pictures_say_how_many_steps_and_mark_the_readers_length() -> None:
    shown = information_paths(paths(0, 3, 3), ["<a>", "b", "c", "d"], text=Text("en"), theme=theme("dark"))
    assert [note.text.partition(": ")[2] for note in shown.layout.annotations] == ["4", "2", "2", "1"]
    assert shown.layout.xaxis.ticktext[0] == "&lt;a&gt;"
    values = {kind: [1.0, 4.0] for kind in costs.KINDS}
    for marked, lines in ((16, 1), (100, 0)):
        figure = layer_costs((8, 32), values, unit="ms", marked=marked, text=Text("en"), theme=theme("light"))
        assert len(figure.layout.shapes) == lines
    assert len({trace.line.dash for trace in figure.data}) == 4


def test_the_equation_marks_what_its_section_explains() -> None:
    parts = reader("transformer").prose["equation"].parts
    assert {f"symbol-{piece.partition('}')[0]}" for piece in TEX.split(r"\lit{")[1:]} == parts.keys()
