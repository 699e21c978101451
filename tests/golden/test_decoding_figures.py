"""The figures of the decoding page, from hand-made numbers; each is also checked against plotly's own schema."""

import plotly.graph_objects as go
import pytest
import torch

from model.decoding import Decoding, Node, Step
from model.decoding.candidates import Candidate
from model.decoding.step_attention import StepAttention
from tests.golden.golden import Golden
from viz.causal_mask import causal_mask
from viz.hypothesis_tree import hypothesis_tree
from viz.next_tokens import next_tokens, percent
from viz.step_attention import step_heatmap
from viz.text import Text
from viz.theme import theme

EN, ZH = Text("en"), Text("zh")
LIGHT, DARK = theme("light"), theme("dark")
WORDS = ["</s>", "il", "elle", "<b>était</b>", "+é"]


def spell(token: int) -> str:
    return WORDS[token]


def beam() -> Decoding:
    """Two steps of a beam of two: "il" was ahead, "elle" ended first and won."""
    il = Node(1, None, 0, 0, -0.5, -0.5, "kept")
    elle = Node(2, None, 0, 0, -1.0, -1.0, "kept")
    lost = Node(3, None, 0, 0, -3.0, -3.0, "dropped")
    ended = Node(0, elle, 1, 1, -0.25, -1.25, "finished")
    other = Node(3, il, 1, 0, -1.0, -1.5, "finished")
    step = Step(torch.zeros(2, 5), {})
    return Decoding((step, step), (il, elle, lost, ended, other), ((ended, -0.625), (other, -0.75)))


HEATMAP = StepAttention(torch.tensor([[0.25, 0.75, 0.0], [0.5, 0.125, 0.375]]), ("animal", "<b>", "</s>"))
OWN = (Candidate(3, 1, 0.75, None), Candidate(1, 2, 0.2, None), Candidate(2, 40, 0.00001, None))
DRAWN = (Candidate(3, 1, 0.75, 0.9375), Candidate(1, 2, 0.2, 0.0625), Candidate(4, 3, 0.05, 0.0))
FIGURES = {
    "step_heatmap": lambda: step_heatmap(HEATMAP, text=EN, theme=LIGHT),
    "next_tokens": lambda: next_tokens(OWN, spell, chosen=2, why="forced", text=EN, theme=LIGHT),
    "next_tokens_sampled": lambda: next_tokens(DRAWN, spell, chosen=3, why="chosen", text=ZH, theme=DARK),
    "causal_mask": lambda: causal_mask(WORDS, 3, text=EN, theme=LIGHT),
    "hypothesis_tree": lambda: hypothesis_tree(beam(), spell, step=2, start="</s>", text=EN, theme=LIGHT),
}


@pytest.mark.parametrize("name", FIGURES)
def test_figures(golden: Golden, name: str) -> None:
    golden(FIGURES[name](), name)


@pytest.mark.parametrize("name", FIGURES)
def test_plotly_knows_every_property(name: str) -> None:
    go.Figure(FIGURES[name]().to_dict())  # raises ValueError otherwise


@pytest.mark.parametrize("name", FIGURES)
def test_words_are_never_markup(name: str) -> None:
    assert "<b>était" not in FIGURES[name]().to_json()
    assert "</s>" not in FIGURES[name]().to_json()


def test_a_long_mask_labels_only_some_rows_and_the_one_at_work() -> None:
    axis = causal_mask([str(n) for n in range(100)], 52, text=EN, theme=LIGHT).layout.xaxis
    assert 51 in axis.tickvals
    assert axis.labelalias["51"] == "<b>51</b>"
    assert len(axis.tickvals) < 14
    assert axis.labelalias["50"] == "50"


def test_the_mask_shows_nothing_right_of_the_diagonal() -> None:
    cells = torch.tensor(causal_mask(WORDS, 3, text=EN, theme=LIGHT).data[1].z)
    assert torch.equal(cells.isnan(), torch.ones(5, 5, dtype=torch.bool).triu(1))
    assert cells.nan_to_num().nonzero().tolist() == [[2, 0], [2, 1], [2, 2]]


@pytest.mark.parametrize(
    ("probability", "shown"),
    [(1.0, "100.0%"), (0.621, "62.1%"), (0.01, "1.0%"), (0.0004, "0.04%"), (0.00001, "&lt;0.01%"), (0.0, "&lt;0.01%")],
)
def test_percent(probability: float, shown: str) -> None:
    assert percent(probability) == shown


def test_what_is_given_is_named_so_and_invites_no_click() -> None:
    given, forced = (
        next_tokens(OWN, spell, chosen=2, why=why, text=EN, theme=LIGHT).to_plotly_json()["data"]
        for why in ("given", "forced")
    )
    click = EN("decoding.click_to_force")
    assert EN("decoding.why_given") in given[2]["text"][-1]
    assert EN("decoding.why_forced") in forced[2]["text"][-1]
    assert not any(click in hover for hover in given[3]["hovertext"])
    assert all(click in hover for hover in forced[3]["hovertext"])
