"""What holds for the figures of attention whatever they show."""

import re

import numpy as np
import pytest
import torch

from model.attention_view import AttentionView, Axis, attention_view
from tests import small
from viz.attention_arcs import attention_arcs
from viz.attention_bars import attention_bars
from viz.attention_grid import attention_grid
from viz.attention_heatmap import attention_heatmap
from viz.attention_style import cell_colours, cell_name, value_scale
from viz.attention_table import attention_table, strongest_pairs
from viz.theme import HEAD_COLOURS, theme

LIGHT = theme("light")
NUMBERS = re.compile(r"-?\d*\.?\d+")


def view_of(values: torch.Tensor, labels: tuple[str, ...] | None = None, **changes: object) -> AttentionView:
    layers, _, queries, keys = values.shape
    settings = {
        "kind": "encoder",
        "quantity": "weights",
        "together": "single",
        "by_word": True,
        "specials": "show",
        "allowed": torch.ones(layers, queries, keys, dtype=torch.bool),
        "queries": Axis(labels or tuple(f"q{place}" for place in range(queries)), tuple(range(queries))),
        "keys": Axis(labels or tuple(f"k{place}" for place in range(keys)), tuple(range(keys))),
    }
    return AttentionView(values=values, **{**settings, **changes})


@pytest.fixture(scope="module")
def causal() -> AttentionView:
    trace = small.translator().trace(small.SENTENCES[0], small.SENTENCES[1])
    return attention_view(trace, "decoder", by_word=False)


def thumbnails(view: AttentionView) -> np.ndarray:
    return attention_grid(view, (), LIGHT).data[0].z


def ribbon_ends(figure) -> list[list[float]]:
    """The four corners of each ribbon: start, end, end below, start below."""
    ribbons = [shape.path for shape in figure.layout.shapes if "C" in shape.path]
    paths = [path for shape in ribbons for path in shape.split("Z") if path]
    corners = [[float(number) for number in NUMBERS.findall(path)] for path in paths]
    return [[numbers[1], numbers[7], numbers[8], numbers[14]] for numbers in corners]


def test_the_ribbons_of_a_row_fill_its_bar_exactly():
    figure = attention_arcs(view_of(torch.tensor([[[[0.7, 0.3], [0.25, 0.75]]]])), ((0, 0),), LIGHT)
    ends = sorted(ribbon_ends(figure))
    assert [round(below - above, 3) for above, _, _, below in ends] == [0.56, 0.24, 0.2, 0.6]
    assert ends[0][0] == pytest.approx(-0.4)
    assert ends[0][3] == pytest.approx(ends[1][0])
    assert ends[1][3] == pytest.approx(0.4)
    assert [round((above + below) / 2) for _, above, below, _ in ends] == [0, 1, 0, 1]


def test_rows_that_sum_to_more_than_one_keep_one_scale():
    wide = view_of(torch.tensor([[[[1.0, 1.0], [0.5, 0.0]]]]), together="max_heads")
    widths = [below - above for above, _, _, below in sorted(ribbon_ends(attention_arcs(wide, ((0, 0),), LIGHT)))]
    assert widths == pytest.approx([0.4, 0.4, 0.2])


def test_tiny_weights_have_no_ribbon():
    figure = attention_arcs(view_of(torch.tensor([[[[0.995, 0.005]]]])), ((0, 0),), LIGHT)
    assert len(ribbon_ends(figure)) == 1


def test_focus_leaves_other_rows_faint():
    view = view_of(torch.full((1, 1, 3, 3), 1 / 3))
    shapes = attention_arcs(view, ((0, 0),), LIGHT, focus=1).layout.shapes
    faint, strong = (len(shape.path.split("Z")) - 1 for shape in shapes if "C" in shape.path)
    assert (faint, strong) == (6, 3)


def test_scores_cannot_be_ribbons():
    view = view_of(torch.zeros(1, 1, 2, 2), quantity="scores")
    with pytest.raises(ValueError, match="only weights"):
        attention_arcs(view, ((0, 0),), LIGHT)


def test_a_long_sentence_gets_a_tall_figure_with_room_for_every_word():
    view = view_of(torch.full((1, 1, 100, 100), 0.01))
    figure = attention_arcs(view, ((0, 0),), LIGHT)
    assert figure.layout.height >= 100 * 15
    assert figure.layout.yaxis.dtick == 1


def test_a_long_heatmap_thins_out_its_labels_and_names_every_word_to_the_pointer():
    view = view_of(torch.full((1, 1, 100, 100), 0.01))
    figure = attention_heatmap(view, (0, 0), "#000000", LIGHT, unit="weight")
    assert figure.layout.xaxis.dtick > 1
    assert figure.layout.yaxis.dtick > 1
    assert len(figure.layout.xaxis.labelalias) == 100


def test_masked_cells_are_hatched_and_have_no_value(causal):
    figure = attention_heatmap(causal, (0, 0), "#000000", LIGHT, unit="weight")
    assert np.array_equal(np.isnan(figure.data[0].z), causal.masked[0].numpy())
    n_tokens = len(causal.queries)
    assert figure.data[1].x.count(None) == n_tokens - 1  # a rectangle for each row but the last
    assert figure.data[1].fillpattern.shape == "/"


def test_a_zero_weight_that_is_not_masked_is_drawn_as_zero():
    figure = attention_heatmap(view_of(torch.tensor([[[[1.0, 0.0]]]])), (0, 0), "#000000", LIGHT, unit="weight")
    assert figure.data[0].z.tolist() == [[1.0, 0.0]]
    assert not figure.data[1].x


def test_thumbnails_hold_values_masked_cells_and_gaps_apart(causal):
    codes = thumbnails(causal)
    cells = len(causal.cells)
    assert codes.dtype == np.uint8
    assert (codes == 254).sum() == cells * int(causal.masked[0].sum())
    assert (codes < 254).sum() == cells * int(causal.allowed[0].sum())


def test_a_thumbnail_of_a_long_sentence_keeps_its_sharpest_cell():
    values = torch.full((2, 2, 200, 150), 0.001)
    values[1, 0, 137, 61] = 1.0
    codes = thumbnails(view_of(values))
    assert max(codes.shape) < 2 * 60
    row, column = np.argwhere(codes == 253).mean(0) / codes.shape
    assert (row, column) == pytest.approx(((1 + 137.5 / 200) / 2, 61.5 / 150 / 2), abs=0.03)


def test_every_thumbnail_can_be_clicked():
    view = view_of(torch.full((3, 2, 4, 4), 0.25))
    targets = attention_grid(view, ((1, 1),), LIGHT).data[1]
    assert [tuple(cell) for cell in targets.customdata] == list(view.cells)
    assert list(targets.text) == ["L1·H1", "L1·H2", "L2·H1", "L2·H2", "L3·H1", "L3·H2"]
    assert (targets.x[3], targets.y[3]) == (1.5, 1.5)


@pytest.mark.parametrize(
    ("together", "name"),
    [("single", "L2·H3"), ("mean_heads", "L2"), ("max_heads", "L2"), ("mean_layers", "H3"), ("max_layers", "H3")],
)
def test_names_say_what_was_taken_together(together, name):
    assert cell_name(view_of(torch.ones(2, 3, 1, 1), together=together), (1, 2)) == name


def test_heads_keep_their_colours_unless_two_would_look_the_same():
    view = view_of(torch.ones(6, 8, 1, 1))
    colours = cell_colours(view, ((0, 3), (5, 3), (1, 4)))
    assert colours[0, 3] == HEAD_COLOURS[3]
    assert colours[5, 3] == HEAD_COLOURS[4]
    assert len(set(colours.values())) == 3


def test_one_scale_holds_for_all_heads():
    scores = view_of(torch.tensor([[[[1.0, -7.0]]], [[[2.0, 3.0]]]]), quantity="scores")
    scale = value_scale(scores, LIGHT)
    assert (scale.lowest, scale.highest) == (-7.0, 7.0)
    weights = value_scale(view_of(torch.tensor([[[[0.2, 0.1]]]])), LIGHT)
    assert (weights.lowest, weights.highest, weights.stops[8][0]) == (0.0, 1.0, 0.25)


def test_scores_of_zero_still_have_a_range():
    scale = value_scale(view_of(torch.zeros(1, 1, 1, 1), quantity="scores"), LIGHT)
    assert scale.lowest < scale.highest


def test_typed_markup_stays_text_in_every_figure():
    labels = ("<b>bold</b>", "$x$", "שלום")
    view = view_of(torch.full((1, 1, 3, 3), 1 / 3), labels)
    chosen = ((0, 0),)
    figures = [
        attention_arcs(view, chosen, LIGHT),
        attention_heatmap(view, (0, 0), "#000000", LIGHT, unit="weight"),
        attention_bars(view, chosen, 0, LIGHT, unit="weight"),
    ]
    for figure in figures:
        content = figure.to_json()
        assert "<b>bold" not in content
        assert "$x$" not in content
        assert "&lt;b&gt;bold" in content


def test_bars_list_the_largest_weights_and_tell_repeated_words_apart():
    weights = torch.tensor([[[[0.3, 0.001, 0.699]]], [[[0.1, 0.001, 0.899]]]])
    view = view_of(weights, queries=Axis(("it",), (0,)), keys=Axis(("cat", "a", "cat"), (0, 1, 2)))
    figure = attention_bars(view, ((0, 0), (1, 0)), 0, LIGHT, unit="weight")
    assert list(figure.layout.yaxis.ticktext) == ["cat (3)", "cat (1)"]
    assert [list(bar.text) for bar in figure.data] == [["0.70", "0.30"], ["0.90", "0.10"]]


def test_bars_of_a_word_in_pieces_are_the_mean_of_its_rows():
    view = view_of(torch.tensor([[[[1.0, 0.0], [0.5, 0.5]]]]), queries=Axis(("un", "til"), (0, 0)))
    assert list(attention_bars(view, ((0, 0),), 0, LIGHT, unit="weight").data[0].x) == [0.75, 0.25]


def test_the_table_has_every_number_of_the_chosen_heads(causal):
    table = attention_table(causal, ((2, 1), (0, 0)))
    n_tokens = len(causal.queries)
    assert len(table) == 2 * n_tokens**2
    assert list(table["head"].unique()) == ["L3·H2", "L1·H1"]
    row = table[(table["head"] == "L3·H2") & (table["query_position"] == 5) & (table["key_position"] == 2)].iloc[0]
    assert row["value"] == pytest.approx(float(causal.values[2, 1, 4, 1]), abs=1e-6)
    assert (row["query"], row["key"]) == (causal.queries.labels[4], causal.keys.labels[1])
    assert bool((table["masked"] == (table["key_position"] > table["query_position"])).all())


def test_the_table_of_a_word_in_focus_has_its_rows_only(causal):
    table = attention_table(causal, ((0, 0),), focus=1)
    assert set(table["query_position"] - 1) == set(causal.queries.of_word(1))


def test_the_strongest_pairs_come_first_and_none_is_masked() -> None:
    values = torch.tensor([[[[0.9, 0.1], [0.3, 0.7]], [[0.2, 0.8], [0.6, 0.4]]]])
    allowed = torch.tensor([[[True, False], [True, True]]])
    pairs = strongest_pairs(view_of(values, allowed=allowed), (0, 1), 2)
    assert pairs[["query", "key"]].to_numpy().tolist() == [["q1", "k0"], ["q1", "k1"]]
    assert pairs["value"].tolist() == pytest.approx([0.6, 0.4])
    assert len(strongest_pairs(view_of(values, allowed=allowed), (0, 0), 9)) == 3
