import pytest
import torch

from model.analysis.attribution import Agreement, Attribution, Inputs, LogitLens, Method
from model.residual import Site
from viz.attribution_agreement import agreement_figure, agreement_in_words, with_measured
from viz.attribution_credit import credit_description, credit_figure
from viz.attribution_tables import agreement_table, credit_table, lens_table
from viz.logit_lens import lens_description, lens_figure
from viz.text import Text
from viz.theme import theme

EN, ZH = Text("en"), Text("zh")
INPUTS = Inputs(
    labels=("The", "<b>cat</b>", "</s>", "</s>", "la"),
    groups=((0,), (1, 2), (3,), (4,), (5,)),
    specials=frozenset({2, 3}),
    n_source=3,
)
WITHOUT_SOURCE = Inputs(("</s>", "The", "cat"), ((0,), (1,), (2,)), frozenset({0}), 0)


def attribution(method: Method, *scores: float, inputs: Inputs = INPUTS) -> Attribution:
    return Attribution(method, inputs, torch.tensor(scores))


FOUND = (
    attribution("leave_one_out", -0.5, 2.0, 0.1, 0.0, 1.0),
    attribution("attention", 0.1, 0.1, 0.8, 0.75, 0.25),
    attribution("integrated_gradients", 0.25, 1.0, -4.0, 0.0, 0.5),
)
AGREEMENT = Agreement(
    ("leave_one_out", "rollout", "saliency"),
    5,
    torch.tensor([[1.0, -0.39, 0.9], [-0.39, 1.0, torch.nan], [0.9, torch.nan, 1.0]]),
    torch.tensor([[1.0, -0.2, 0.8], [-0.2, 1.0, torch.nan], [0.8, torch.nan, 1.0]]),
)
LENS = LogitLens(
    stages=(None, Site(0, "self_attention"), Site(0, "feed_forward")),
    top=torch.tensor([[5, 6, 7, 8], [6, 5, 7, 8], [4, 6, 5, 7]]),
    probability=torch.tensor([[0.9, 0.05, 0.02, 0.01], [0.5, 0.3, 0.1, 0.05], [0.6, 0.2, 0.1, 0.01]]),
    asked=(4, 6),
    asked_probability=torch.tensor([[0.001, 0.05], [0.02, 0.5], [0.6, 0.2]]),
    asked_rank=torch.tensor([[9, 2], [5, 1], [1, 2]]),
)


def spell(token: int) -> str:
    return f"<{token}>"


def test_credit(valid_golden) -> None:
    valid_golden(credit_figure(FOUND, EN, theme("light")), "attribution_credit")


def test_credit_of_a_language_model(valid_golden) -> None:
    found = [attribution("leave_one_out", 0.0, 1.0, -2.0, inputs=WITHOUT_SOURCE)]
    found.append(attribution("rollout", 0.5, 0.25, 0.25, inputs=WITHOUT_SOURCE))
    valid_golden(credit_figure(found, ZH, theme("dark")), "attribution_credit_prefix")


def test_agreement(valid_golden) -> None:
    valid_golden(agreement_figure(AGREEMENT, EN, theme("light")), "attribution_agreement")


def test_lens(valid_golden) -> None:
    valid_golden(lens_figure(LENS, spell, EN, theme("light")), "logit_lens")


def test_special_tokens_end_at_one_and_words_are_divided_by_the_largest_word() -> None:
    assert FOUND[1].relative.tolist() == [1, 1, 1, 1, 1]
    assert FOUND[2].relative.tolist() == [0.25, 1, -1, 0, 0.5]
    nothing = attribution("saliency", 0.0, 0.0, 0.0, 0.0, 0.0)
    assert nothing.relative.tolist() == [0] * 5


def test_figures_in_words() -> None:
    assert credit_description(FOUND[:1], EN) == "Leave one out: most for <b>cat</b>, The."
    assert [method for method, _ in with_measured(AGREEMENT)] == ["saliency", "rollout"]
    says = agreement_in_words(AGREEMENT, EN)
    assert says.index("Saliency") < says.index("0.90") < says.index("Rollout") < says.index("-0.39")
    few = Agreement(AGREEMENT.methods, 2, torch.full((3, 3), torch.nan), torch.full((3, 3), torch.nan))
    assert agreement_in_words(few, EN) == EN("methods.agreement_none")
    assert lens_description(LENS, spell, EN).endswith("at L1 feed-forward.")


def test_tables_hold_the_raw_numbers() -> None:
    credit = credit_table(FOUND, EN)
    assert credit["Leave one out (nats)"].tolist() == pytest.approx([-0.5, 2, 0.1, 0, 1])
    assert credit["input"].tolist() == ["source"] * 3 + ["read by the decoder"] * 2
    assert agreement_table(AGREEMENT, EN)["Kendall τ-b"].tolist()[:2] == pytest.approx([-0.2, 0.8])
    lens = lens_table(LENS, spell, EN)
    assert lens["rank of <4>"].tolist() == [9, 5, 1]
    assert lens["P(<6>)"].tolist() == pytest.approx([0.05, 0.5, 0.2])
    assert lens["4."].tolist() == ["<8>", "<8>", "<7>"]
