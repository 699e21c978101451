import pytest
import torch

from model.layer_norm_by_hand import by_hand
from model.residual import Site, norm_steps, normalise, profile, sublayers
from model.trace import StackTrace
from tests import small

ENGLISH, FRENCH = small.SENTENCES[:2]


def stacks(norm_placement: str) -> tuple[StackTrace, StackTrace]:
    trace = small.translator(norm_placement=norm_placement).trace(ENGLISH, FRENCH)
    assert trace.encoder is not None
    assert trace.decoder is not None
    return trace.encoder, trace.decoder


def test_worked_example():
    steps = normalise(torch.tensor([1.0, 2.0, 3.0, 4.0], dtype=torch.float64), 1.5, 0.5, 1e-5)
    assert steps.mean == 2.5
    assert steps.variance == 1.25
    assert steps.normalised.tolist() == pytest.approx([-1.34163542, -0.44721181, 0.44721181, 1.34163542], abs=1e-8)
    assert steps.output.tolist() == pytest.approx([-1.51245313, -0.17081771, 1.17081771, 2.51245313], abs=1e-8)


def test_rounding_too_early_shifts_the_last_digit():
    made = by_hand((1.0, 2.0, 3.0, 4.0), 1.5, 0.5)
    assert [str(value) for value in made.normalised] == ["-1.34", "-0.45", "0.45", "1.34"]
    assert [str(value) for value in made.rounded_last] == ["-1.51", "-0.17", "1.17", "2.51"]
    assert [str(value) for value in made.rounded_first] == ["-1.51", "-0.18", "1.18", "2.51"]


def test_equal_numbers_become_the_bias():
    made = by_hand((7.0, 7.0, 7.0, 7.0), 2.0, -0.25)
    assert [str(value) for value in made.rounded_last] == ["-0.25"] * 4
    assert [str(value) for value in made.normalised] == ["0.00"] * 4


@pytest.mark.parametrize("norm_placement", small.NORMS)
def test_steps_agree_with_the_model(norm_placement):
    for stack in stacks(norm_placement):
        for sublayer in sublayers(stack):
            for token in (0, len(stack.tokens) - 1):
                steps = norm_steps(sublayer, token)
                torch.testing.assert_close(steps.output, sublayer.norm.output[token], rtol=1e-4, atol=1e-5)
                assert steps.mean == pytest.approx(float(sublayer.norm.mean[token]), abs=1e-5)
                assert steps.variance == pytest.approx(float(sublayer.norm.variance[token]), rel=1e-3, abs=1e-5)


@pytest.mark.parametrize("norm_placement", small.NORMS)
def test_profile_rows_follow_the_computation(norm_placement):
    encoder, decoder = (profile(stack) for stack in stacks(norm_placement))
    assert encoder.sites == (
        Site(0, "self_attention"),
        Site(0, "feed_forward"),
        Site(1, "self_attention"),
        Site(1, "feed_forward"),
    )
    assert [site.sublayer for site in decoder.sites[:3]] == ["self_attention", "cross_attention", "feed_forward"]
    assert decoder.share.shape == (9, len(decoder.tokens))
    assert encoder.gain.shape == (4, 30)
    assert encoder.norm_first == (norm_placement == "pre")


def test_profile_of_a_hand_made_sublayer():
    encoder, _ = stacks("post")
    (before, output), token = ((3.0, 4.0), (0.0, -15.0)), 1
    x, y = torch.zeros(len(encoder.tokens), 30), torch.zeros(len(encoder.tokens), 30)
    x[token, :2], y[token, :2] = torch.tensor(before), torch.tensor(output)
    first = encoder.layers[0].sublayers[0]
    changed = type(first)(
        kind=first.kind,
        residual_before=x,
        output=y,
        residual_after=x + y,
        norm=first.norm,
        norm_first=False,
        norm_input=x + y,
        attention=first.attention,
        activations=None,
    )
    layers = (type(encoder.layers[0])((changed,)),)
    made = profile(StackTrace(encoder.tokens, encoder.embedding, encoder.positions, layers, encoder.final))
    assert float(made.size_before[0, token]) == 5.0
    assert float(made.size_output[0, token]) == 15.0
    assert float(made.share[0, token]) == 0.75
    assert float(made.cosine[0, token]) == pytest.approx(-0.8)
    assert float(made.size_sum[0, token]) == pytest.approx((9 + 121) ** 0.5)


@pytest.mark.parametrize("norm_placement", small.NORMS)
def test_profile_agrees_with_the_trace(norm_placement):
    stack, _ = stacks(norm_placement)
    made = profile(stack)
    for row, sublayer in enumerate(sublayers(stack)):
        norm_input = sublayer.norm_input
        torch.testing.assert_close(made.mean_before[row], norm_input.mean(-1), rtol=1e-4, atol=1e-5)
        torch.testing.assert_close(made.std_before[row], norm_input.std(-1, correction=0), rtol=1e-3, atol=1e-4)
        torch.testing.assert_close(made.std_after[row], sublayer.norm.output.std(-1, correction=0))


def test_a_stack_without_layers_has_no_stream():
    encoder, _ = stacks("post")
    with pytest.raises(ValueError, match="without layers"):
        profile(StackTrace(encoder.tokens, encoder.embedding, encoder.positions, (), encoder.final))
