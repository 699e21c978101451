"""What the lesson on feed-forward says and measures."""

import math

import pytest
import torch

import model
from model.lessons import feed_forward as lesson
from tests.lessons import SENTENCES, reader
from viz.lesson.excited import excited_in_words
from viz.lesson.skips import skips_table
from viz.lesson.tiny_feed_forward import tiny_equations
from viz.text import Text
from viz.theme import theme

EN = Text("en")


@pytest.fixture(scope="module")
def translator():
    return model.load("en-fr")


@pytest.fixture(scope="module")
def responses(translator):
    told: list[float] = []
    found = lesson.responses(translator, lesson.held_out(24), told.append)
    assert told[-1] == 1
    return found


def test_the_numbers_one_by_one() -> None:
    found = lesson.tiny([2.0, -1.0])
    assert found.expanded.tolist() == [1.0, -3.0, 6.0]
    assert found.activated.tolist() == [1.0, 0.0, 6.0], "the second unit is off"
    assert found.output.tolist() == [1.0, 7.0]
    assert (lesson.tiny([-1.0, 1.0]).activated > 0).tolist() == [False, True, False]
    equations = tiny_equations(found, lesson.W1, lesson.B1, lesson.W2, lesson.B2)
    assert equations[0].endswith(r"= \begin{bmatrix}1 & -3 & 6\end{bmatrix}")
    assert r"\begin{bmatrix}1 & -1 & 2 \\ 1 & 1 & -1\end{bmatrix}" in equations[0]
    assert equations[2].endswith(r"= \begin{bmatrix}1 & 7\end{bmatrix}")


def test_without_an_activation_two_maps_are_one() -> None:
    x = torch.tensor([2.0, -1.0])
    one = x @ (lesson.W1 @ lesson.W2) + lesson.B1 @ lesson.W2 + lesson.B2
    assert torch.allclose(lesson.tiny([2.0, -1.0]).expanded @ lesson.W2 + lesson.B2, one)


@pytest.mark.parametrize(
    ("name", "x", "value", "slope"),
    [
        ("relu", -1.0, 0.0, 0.0),
        ("relu", 2.0, 2.0, 1.0),
        ("gelu", -1.0, -0.158655, -0.083315),
        ("sigmoid", 0.0, 0.5, 0.25),
        ("tanh", 1.0, math.tanh(1), 1 - math.tanh(1) ** 2),
    ],
)
def test_activations_and_their_slopes(name, x: float, value: float, slope: float) -> None:
    found = lesson.curve(name, [x])
    assert float(found.values) == pytest.approx(value, abs=1e-6)
    assert float(found.slopes) == pytest.approx(slope, abs=1e-6)


def test_what_the_prose_says_of_the_shipped_models(translator) -> None:
    config = translator.config
    assert (config.d_model, config.d_ff, config.activation) == (192, 768, "relu")
    assert config.n_decoder_layers == 1
    assert model.load("en-lm").config.activation == "gelu"
    d, ff = 192, 768
    found = lesson.parameters(translator)
    assert found.self_attention == 4 * d * d + 4 * d
    assert found.feed_forward == 2 * d * ff + d + ff
    assert found.share == pytest.approx(2 / 3, abs=0.01)


def test_feed_forward_changes_only_where_its_input_does(translator) -> None:
    tokens = translator.read(SENTENCES["en-fr"][0])
    found = lesson.reach(translator, tokens, 6)
    assert (found.feed_forward > lesson.ROUNDING).nonzero()[:, 0].tolist() == [6]
    assert (found.self_attention > lesson.ROUNDING).all()


@pytest.mark.parametrize("sentence", SENTENCES["en-fr"])
def test_few_units_are_on(sentence: str) -> None:
    encoder = reader("feed_forward", sentence=sentence).trace.encoder
    share = lesson.active(encoder)
    activations = encoder.layers[2].sublayers[1].activations
    assert float(share[2, 0]) == pytest.approx(int((activations[0] > 0).sum()) / 768)
    assert 0.05 < float(share.mean()) < 0.2


def test_a_unit_is_shown_by_what_excites_it(translator, responses) -> None:
    one = responses.of(2, 308)
    assert [word.activation for word in one] == sorted((word.activation for word in one), reverse=True)
    assert len({word.word for word in one}) == len(one)
    assert sum(word.times for word in one) <= lesson.TOP
    first = one[0]
    alone = translator.trace_tokens(responses.sentences[first.sentence], None).encoder
    activation = alone.layers[2].sublayers[1].activations[first.token, 308]
    assert float(activation) == pytest.approx(first.activation, abs=1e-4), "padding changes nothing"
    assert responses.sentences[first.sentence].labels[first.token] == first.word
    lines = excited_in_words(responses, 2, 308, theme("light"))
    assert len(lines) <= 6
    assert lines[0].startswith(f"`{first.activation:.2f}` **")


def test_loud_units_are_near_their_largest_activation(responses) -> None:
    encoder = reader("feed_forward").trace.encoder
    activations = encoder.layers[2].sublayers[1].activations[1]
    shares = [float(activations[unit] / responses.activation[2, unit, 0]) for unit in range(768)]
    loud = lesson.loudest_units(encoder, 2, 1, responses)
    assert [shares[unit] for unit in loud] == pytest.approx(sorted(shares, reverse=True)[: len(loud)])


def test_shares_are_those_of_all_tokens(translator, responses) -> None:
    tokens = sum(len(one) for one in responses.sentences)
    on = sum(
        int((translator.trace_tokens(one, None).encoder.layers[0].sublayers[1].activations[:, 5] > 0).sum())
        for one in responses.sentences
    )
    assert float(responses.share[0, 5]) == pytest.approx(on / tokens, abs=1e-3)


def test_skipping_one_sublayer_and_skipping_all(translator) -> None:
    translation = reader("feed_forward").translation
    found = lesson.skips(translation)
    assert [str(one.skipped) for one in found] == [f"enc.{n}.ff=skip" for n in range(1, 7)] + ["dec.1.ff=skip"]
    changes = [one.change for one in found]
    assert max(map(abs, changes[:-1])) < 1, "in the encoder a single one is hardly missed"
    assert changes[-1] < -3, "the decoder has nobody to stand in"
    every = lesson.without_feed_forward(translator.config, "encoder")
    assert len(every) == 6
    table = skips_table(found, ["<b>"] * 7, EN)
    assert table.index[-1] == "Decoder L1"
    assert table.iloc[0, 0].startswith(("+", "−"))
    assert "<" not in table.iloc[0, 1].replace("\\<", "")
