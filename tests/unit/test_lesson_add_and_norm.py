"""What the lesson on add and norm says and measures."""

import numpy as np
import pytest
import torch
from torch import nn

import model
from model.layer_norm_by_hand import by_hand
from model.lessons import add_and_norm as lesson
from model.tap import UNTAPPED
from pages.lessons.add_and_norm.norming import EVEN, TINY
from tests.lessons import SENTENCES, reader
from viz.lesson.curves import Level, curves
from viz.lesson.four_ways import four_ways_table, scientific
from viz.lesson.norm_cube import norm_cube
from viz.text import Text
from viz.theme import theme

EN = Text("en")


@pytest.fixture(scope="module")
def translator():
    return model.load("en-fr")


def test_the_layer_norm_by_hand() -> None:
    found = by_hand((1.0, 2.0, 3.0, 4.0), 1.5, 0.5)
    assert (found.steps.mean, found.steps.variance, found.steps.epsilon) == (2.5, 1.25, 1e-5)
    assert list(map(str, found.normalised)) == ["-1.34", "-0.45", "0.45", "1.34"]
    assert list(map(str, found.rounded_last)) == ["-1.51", "-0.17", "1.17", "2.51"]
    assert list(map(str, found.rounded_first)) == ["-1.51", "-0.18", "1.18", "2.51"]
    assert float(found.steps.output[1]) == pytest.approx(-0.1708, abs=5e-5)
    assert float(found.steps.normalised[1]) == pytest.approx(-0.4472, abs=5e-5)


@pytest.mark.parametrize("sentence", SENTENCES["en-fr"])
def test_the_gradient_needs_the_residual_connections(sentence: str) -> None:
    flow = lesson.gradient_flow(reader("add_and_norm", sentence=sentence).translation)
    assert len(flow.sites) == 12
    assert 0.1 < float(flow.open[0] / flow.open[-1]) < 10, "about as strong at the first layer as at the last"
    assert flow.remaining < 1e-4
    assert (flow.closed.diff()[:-1] > 0).all(), "every sublayer takes its part"


def test_closing_the_highway_changes_the_gradient_only(translator) -> None:
    sentence = torch.tensor([translator.read("I like cats.").ids])
    states, _ = translator.transformer.encode(sentence)
    closed, _ = translator.transformer.encode(sentence, tap=lesson._ClosedHighway())
    assert torch.allclose(states, closed, atol=1e-4)


def test_the_gradient_is_that_of_a_small_step(translator) -> None:
    """Along the gradient at the first sublayer the loss rises by ‖g‖ per unit of length."""
    translation = reader("add_and_norm", sentence="I like cats.").translation
    flow = lesson.gradient_flow(translation)
    target = torch.tensor([[2, *translation.decoding.token_ids]])

    def loss_and_gradient(x: torch.Tensor) -> torch.Tensor:
        def enter(site: str, tensor: torch.Tensor) -> torch.Tensor:
            return x if site == "encoder.0.self_attention.residual_before" else tensor

        logits = translator.transformer(torch.tensor([translation.typed.ids]), target[:, :-1], tap=enter)
        return nn.functional.cross_entropy(logits[0], target[0, 1:])

    x = translation.trace.encoder.layers[0].sublayers[0].residual_before[None].clone().requires_grad_()
    with torch.enable_grad():
        (gradient,) = torch.autograd.grad(loss_and_gradient(x), x)
    assert float(gradient.norm()) == pytest.approx(float(flow.open[0]), rel=1e-3)
    step = 0.05 * gradient / gradient.norm()
    with torch.no_grad():
        rise = float(loss_and_gradient(x + step) - loss_and_gradient(x - step)) / 0.1
    assert rise == pytest.approx(float(flow.open[0]), rel=0.05)


def test_what_add_and_norm_do_alone_and_together() -> None:
    both, add, norm, neither = (
        lesson.untrained(12, residual=residual, norm=normed) for residual in (True, False) for normed in (True, False)
    )
    ratios = [float(one.gradients[0] / one.gradients[-1]) for one in (both, add, norm, neither)]
    assert 0.1 < ratios[0] < 10
    assert ratios[1] > 1e5, "add alone: the gradient explodes"
    assert 0.1 < ratios[2] < 10, "norm alone keeps it"
    assert ratios[3] < 0.01, "neither: it dies away"
    assert both.apart > 0.01
    assert max(norm.apart, neither.apart) < 1e-5, "without the sum all tokens become the same"
    assert add.sizes[-1] > 100 * add.sizes[0]


@pytest.mark.parametrize("depth", [6, 12, 24])
def test_pre_norm_and_post_norm(depth: int) -> None:
    post, pre = (lesson.untrained(depth, placement) for placement in ("post", "pre"))
    assert float(post.sizes[1:].std()) < 1e-3, "post-norm keeps the stream at one length"
    assert pre.sizes[depth // 2] > 1.5 * pre.sizes[0], "in pre-norm it grows"
    assert pre.sizes[-1] > 1.2 * pre.sizes[depth // 2]
    assert post.gradients[-1] > pre.gradients[-1], "near the end, gradients of post-norm are the larger ones"


def test_post_norm_is_the_worse_the_deeper_the_stack() -> None:
    ratios = [
        float(lesson.untrained(depth, "post").gradients[-1] / lesson.untrained(depth, "pre").gradients[-1])
        for depth in (6, 12, 24)
    ]
    assert ratios == sorted(ratios)


def test_the_shipped_models_are_post_norm_and_pre_norm(translator) -> None:
    assert not translator.config.norm_first
    assert model.load("en-lm").config.norm_first


@pytest.mark.parametrize(
    ("over", "module"),
    [
        ("layer", nn.LayerNorm(4, elementwise_affine=False)),
        ("batch", nn.BatchNorm1d(4, affine=False)),
        ("instance", nn.InstanceNorm1d(4)),
        ("group", nn.GroupNorm(lesson.GROUPS, 4, affine=False)),
    ],
)
def test_each_norm_is_that_of_torch(over, module) -> None:
    index = lesson.sets([3, 3], 4, over)
    found = lesson.normed(lesson.CUBE.flatten(0, 1), index).values.view(2, 3, 4)
    # all but the layer norm want [batch, feature, position]
    expected = module(lesson.CUBE) if over == "layer" else module(lesson.CUBE.mT).mT
    assert torch.allclose(found.float(), expected, atol=1e-5)


def test_how_many_numbers_share_a_mean() -> None:
    counts = {over: int(lesson.sets([3, 3], 4, over).flatten().bincount().max()) for over in lesson.NORMS}
    assert counts == {"layer": 4, "batch": 6, "instance": 3, "group": 6}


@pytest.mark.parametrize("sentence", SENTENCES["en-fr"][:3])
def test_layer_norm_alone_depends_on_nothing_but_the_word(translator, sentence: str) -> None:
    found = {over: lesson.dependence(translator, sentence, over) for over in lesson.NORMS}
    assert (found["layer"].neighbour, found["layer"].longer) == (0, 0)
    assert found["batch"].neighbour > 0.01
    assert found["instance"].neighbour == found["group"].neighbour == 0
    assert min(found[over].longer for over in ("batch", "instance", "group")) > 0.01


def test_the_code_with_the_mistake_does_what_is_said_of_it() -> None:
    x, gamma, beta, eps = torch.tensor([EVEN]), torch.tensor(1.5), torch.tensor(0.5), 1e-5
    scope = {"torch": torch, "x": x, "gamma": gamma, "beta": beta, "eps": eps}

    def run(code: str) -> torch.Tensor:
        exec(code.replace("return ", "result = "), scope)
        return scope["result"][0]

    assert run(lesson.AFFINE_ONLY).tolist() == [2.0, 3.5, 5.0, 6.5]
    right = run(lesson.AFFINE_ONLY.replace("gamma * x +", "gamma * x_hat +"))
    assert torch.allclose(right, by_hand(EVEN, 1.5, 0.5).steps.output.float(), atol=1e-6)


def test_a_model_whose_norms_do_not_normalise_translates_badly(translator) -> None:
    sentence = SENTENCES["en-fr"][0]
    assert translator.translate(sentence, tap=lesson.affine_only()).text != translator.translate(sentence).text
    tapped = translator.trace(sentence, tap=lesson.affine_only()).encoder.layers[0].sublayers[0]
    expected = tapped.norm.gain * tapped.residual_after + tapped.norm.bias
    assert torch.allclose(tapped.norm.output, expected)


def test_where_epsilon_belongs() -> None:
    even, tiny = lesson.epsilon_forms(EVEN), lesson.epsilon_forms(TINY)
    assert (even.under_root - even.beside_std).abs().max() < 1e-5
    assert tiny.under_root[-1] == pytest.approx(0.4472, abs=1e-4)
    assert tiny.beside_std[-1] == pytest.approx(1.3297, abs=1e-4)
    assert tiny.gradient_under_root
    assert not tiny.gradient_beside_std


def test_the_direction_that_a_token_keeps(translator) -> None:
    encoder = translator.trace("I like cats.").encoder
    kept = lesson.kept_direction(encoder)
    start = encoder.embedding + encoder.positions
    expected = (start * encoder.final).sum(-1) / start.norm(dim=-1) / encoder.final.norm(dim=-1)
    assert torch.allclose(kept, expected, atol=1e-5)


def test_curves_can_be_told_apart_without_colour() -> None:
    level = Level("chance", 0.5)
    figure = curves(
        [("a", [1.0, 0.01]), ("<b>", [2.0, 3e-9])],
        ["L1", "L2"],
        up="g",
        log=True,
        level=level,
        at=1,
        theme=theme("light"),
    )
    figure.to_dict()
    first, second = figure.data
    assert (first.line.dash, first.marker.symbol) != (second.line.dash, second.marker.symbol)
    assert second.name == "&lt;b&gt;"
    assert list(second.y) == [2.0, 3e-9]
    assert list(figure.layout.xaxis.ticktext) == ["L1", "L2"]
    assert figure.layout.yaxis.type == "log"
    assert [shape.y0 for shape in figure.layout.shapes] == [0.5, 0]


def test_cells_of_a_set_have_its_letter_and_the_chosen_set_a_frame() -> None:
    index = lesson.sets([3, 3], 4, "batch").view(lesson.CUBE.shape).numpy()
    words, features = [f"w{n}" for n in range(6)], [f"f{n}" for n in range(4)]
    figure = norm_cube(lesson.CUBE.numpy(), index, (1, 0, 2), words=words, features=features, theme=theme("light"))
    figure.to_dict()
    letters = [note.text for note in figure.layout.annotations][1::2]
    assert letters == list("ABCD") * 6
    numbers = [note.text for note in figure.layout.annotations][::2]
    assert [text for text in numbers if text.startswith("<b>")] == [f"<b>{n}</b>" for n in (2, 8, 5, 4, 3, 2)]
    assert figure.data[0].customdata[-1] == [1, 2, 3]
    assert np.isclose(float(lesson.CUBE[:, :, 2].mean()), 4.0)


@pytest.mark.parametrize(
    ("value", "shown"),
    [(0.097, "0.097"), (142.0, "140"), (5.4e13, r"$5.4 \times 10^{13}$"), (2e-7, r"$2.0 \times 10^{-7}$")],
)
def test_large_and_small_numbers(value: float, shown: str) -> None:
    assert scientific(value) == shown


def test_four_ways_as_a_table() -> None:
    ways = {(residual, True): lesson.untrained(6, residual=residual) for residual in (True, False)}
    table = four_ways_table(ways, EN)
    assert table.index.tolist() == ["add ✓ · norm ✓", "add – · norm ✓"]


def test_an_untapped_stack_is_that_of_the_model() -> None:
    assert lesson.untrained(6).gradients.tolist() == lesson.untrained(6).gradients.tolist()
    tap = lesson._Without(residual=True, norm=True)
    tensor = torch.ones(2)
    assert tap("encoder.0.self_attention.residual_after", tensor) is UNTAPPED("x", tensor)
