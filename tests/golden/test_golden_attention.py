"""The figures of attention, on a sentence of three words with a word said twice and one that looks like markup."""

import pytest
import torch

from model.attention_view import AttentionView, Axis
from viz.attention_arcs import attention_arcs
from viz.attention_bars import attention_bars
from viz.attention_grid import attention_grid
from viz.attention_heatmap import attention_heatmap
from viz.theme import theme

LIGHT, DARK = theme("light"), theme("dark")
AXIS = Axis(("go", "<b>", "go"), (0, 1, 2))


def view(layers: int, heads: int, *, causal: bool = False, quantity: str = "weights") -> AttentionView:
    allowed = torch.ones(layers, 3, 3, dtype=torch.bool)
    if causal:
        allowed = allowed.tril()
    values = torch.arange(layers * heads * 9).reshape(layers, heads, 3, 3) * 37 % 11 + 1.0
    values = values * allowed[:, None]
    values = values / values.sum(-1, keepdim=True) if quantity == "weights" else values - 6
    return AttentionView(
        kind="decoder" if causal else "encoder",
        quantity=quantity,
        together="single",
        by_word=True,
        specials="show",
        values=values,
        allowed=allowed,
        queries=AXIS,
        keys=AXIS,
    )


@pytest.mark.parametrize("name", ["light", "dark"])
def test_grid(golden, name):
    golden(attention_grid(view(2, 3), ((0, 1), (1, 2)), theme(name)), f"attention_grid_{name}")


def test_grid_of_one_layer(golden):
    golden(attention_grid(view(1, 5, causal=True), ((0, 4),), LIGHT), "attention_grid_one_layer")


def test_heatmap(golden):
    figure = attention_heatmap(view(1, 2, causal=True), (0, 1), "#3759D1", LIGHT, unit="weight", focus=1)
    golden(figure, "attention_heatmap")


def test_heatmap_of_scores(golden):
    figure = attention_heatmap(view(1, 2, quantity="scores"), (0, 1), "#3759D1", DARK, unit="score")
    golden(figure, "attention_heatmap_scores")


def test_arcs(golden):
    golden(attention_arcs(view(2, 2), ((0, 0), (1, 1)), LIGHT), "attention_arcs")


def test_arcs_with_a_word_in_focus(golden):
    golden(attention_arcs(view(2, 2, causal=True), ((0, 0),), DARK, focus=2), "attention_arcs_focus")


def test_bars(golden):
    golden(attention_bars(view(2, 2), ((0, 0), (1, 1)), 1, LIGHT, unit="weight"), "attention_bars")
