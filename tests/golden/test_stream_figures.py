import pytest
import torch
from plotly import graph_objects as go

from model.layer_norm_by_hand import by_hand
from model.residual import Site, StreamProfile, normalise
from tests.golden.golden import Golden
from tests.small import tokenizer
from viz.layer_norm_equations import equations
from viz.norm_figures import gains_and_biases, norm_histograms, token_through_depth
from viz.stream_map import QUANTITIES, scale, stream_description, stream_map
from viz.stream_table import stream_table
from viz.text import Text
from viz.theme import theme

EN, ZH = Text("en"), Text("zh")
TOKENS = tokenizer().encode("<b>")
SITES = (Site(0, "self_attention"), Site(0, "feed_forward"))


def profile() -> StreamProfile:
    n = len(TOKENS)
    numbers = torch.arange(2.0 * n).reshape(2, n) / 8
    parameters = torch.tensor([[1.0, 2.0, 3.0, 4.0, 5.0], [0.0, -1.0, 1.0, 0.5, 0.25]])
    names = ("std_before", "std_after", "size_before", "size_output", "size_sum")
    return StreamProfile(
        tokens=TOKENS,
        sites=SITES,
        norm_first=False,
        norm_kind="layer",
        mean_before=numbers - 0.5,
        mean_after=-numbers,
        share=numbers / 10,
        cosine=numbers / 10 - 0.5,
        size_final=numbers[0],
        gain=parameters,
        bias=-parameters,
        **dict.fromkeys(names, numbers),
    )


@pytest.mark.parametrize("quantity", ["share", "mean_before"])
def test_map_of_the_stream(golden: Golden, quantity) -> None:
    figure = stream_map(profile(), quantity, 1, 2, text=EN, theme=theme("light"))
    go.Figure(figure.to_dict())
    golden(figure, f"stream_map_{quantity}")


def test_scales_fit_their_quantity() -> None:
    ranges = {name: scale(profile(), name) for name in QUANTITIES}
    assert (ranges["share"].lowest, ranges["share"].highest) == (0, 1)
    assert (ranges["cosine"].lowest, ranges["cosine"].highest) == (-1, 1)
    for name in ("mean_before", "mean_after"):
        assert ranges[name].lowest == -ranges[name].highest
        assert ranges[name].diverging
    for name in ("std_before", "std_after", "size_sum"):
        assert ranges[name].lowest == 0
        assert not ranges[name].diverging


def test_histograms_of_a_norm(golden: Golden) -> None:
    figure = norm_histograms(normalise(torch.tensor([1.0, 2.0, 3.0, 4.0]), 1.5, 0.5, 1e-5), EN, theme("light"))
    go.Figure(figure.to_dict())
    golden(figure, "norm_histograms")


def test_a_token_through_the_depth(golden: Golden) -> None:
    figure = token_through_depth(profile(), 1, ZH, theme("dark"))
    go.Figure(figure.to_dict())
    golden(figure, "token_through_depth")


def test_gains_and_biases(golden: Golden) -> None:
    figure = gains_and_biases(profile(), 1, EN, theme("light"))
    go.Figure(figure.to_dict())
    golden(figure, "gains_and_biases")


def test_map_in_words() -> None:
    assert "largest at L1 feed-forward, token" in stream_description(profile(), "share", EN)


def test_table_has_every_number() -> None:
    table = stream_table(profile())
    assert len(table) == 2 * len(TOKENS)
    assert table["layer"].tolist() == [1] * len(table)
    assert table["sublayer"].tolist()[len(TOKENS)] == "feed_forward"
    assert table["size_sum"].tolist() == [index / 8 for index in range(len(table))]


def test_equations_of_the_worked_example() -> None:
    mean, variance, normalised, output = equations(by_hand((1.0, 2.0, 3.0, 4.0), 1.5, 0.5))
    assert mean == r"\mu = \frac{1 + 2 + 3 + 4}{4} = 2.5"
    assert variance.endswith("= 1.25")
    assert normalised.endswith(r"\sqrt{1.25 + 10^{-5}}} = [-1.34,\ -0.45,\ 0.45,\ 1.34]")
    assert output == r"y = \gamma \hat x + \beta = 1.5\,\hat x + 0.5 = [-1.51,\ -0.17,\ 1.17,\ 2.51]"


def test_equations_bracket_what_is_negative() -> None:
    mean, variance, normalised, output = equations(by_hand((-1.0, -2.0, -3.0, -4.0), 1.0, -0.5))
    assert mean == r"\mu = \frac{(-1) + (-2) + (-3) + (-4)}{4} = -2.5"
    assert "(-1 - (-2.5))^2" in variance
    assert "x - (-2.5)" in normalised
    assert r"1\,\hat x - 0.5" in output
