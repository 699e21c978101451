import numpy as np
import torch

from model.analysis.alignment import align
from model.analysis.output_difference import NextPiece, OutputDifference
from model.analysis.stream_difference import StreamDifference
from model.attention_view import AttentionView, Axis
from model.decoding.forcing import piece_label
from tests.small import tokenizer
from viz.attention_heatmap import attention_heatmap
from viz.attention_style import value_scale
from viz.comparison import change_marks, head_grid, next_piece_bars, output_grid, stream_grid
from viz.comparison_tables import output_table, stream_table
from viz.number_grid import number_grid
from viz.text import Text
from viz.theme import theme

EN, ZH = Text("en"), Text("zh")
LIGHT, DARK = theme("light"), theme("dark")
WORDS = align(["<b>it</b>", "was", "too", "tired"], ["<b>it</b>", "was", "wide"])


def output() -> OutputDifference:
    """Half of the probability moves at "<b>it</b>"; "too" is only on the first side."""
    size = len(tokenizer())
    first, second = torch.full((len(WORDS), size), -20.0), torch.full((len(WORDS), size), -20.0)
    first[:, 5] = 0.0
    second[:, 5] = 0.0
    second[0, 5] = second[0, 6] = np.log(0.5)
    second[2] = torch.nan
    return OutputDifference(WORDS, (tokenizer(), tokenizer()), (first, second))


def test_difference_of_a_head(valid_golden) -> None:
    axis = Axis(WORDS.labels, tuple(range(len(WORDS))))
    values = torch.linspace(-1, 1, len(WORDS) ** 2).reshape(1, 1, len(WORDS), len(WORDS))
    allowed = torch.ones(1, len(WORDS), len(WORDS), dtype=torch.bool)
    allowed[0, 2] = allowed[0, :, 2] = False
    view = AttentionView("encoder", "difference", "single", True, "show", values, allowed, axis, axis)
    figure = attention_heatmap(view, (0, 0), LIGHT.text, LIGHT, unit="2 − 1", focus=0, name="2 − 1")
    valid_golden(figure, "compare_difference")


def test_no_difference_has_the_colour_in_the_middle() -> None:
    axis = Axis(("a",), (0,))
    values, allowed = torch.zeros(1, 1, 1, 1), torch.ones(1, 1, 1, dtype=torch.bool)
    view = AttentionView("encoder", "difference", "single", True, "show", values, allowed, axis, axis)
    for each in (LIGHT, DARK):
        scale = value_scale(view, each)
        assert (scale.lowest, scale.highest) == (-1, 1)
        assert dict(scale.stops)[0.5] == each.diverging[len(each.diverging) // 2]
        places = [place for place, _ in scale.stops]
        assert places == sorted(places)
        assert [round(1 - place, 9) for place in reversed(places)] == [round(place, 9) for place in places]


def test_heads(valid_golden) -> None:
    valid_golden(head_grid(torch.tensor([[0.0, 0.5], [1.0, torch.nan]]), (1, 0), EN, LIGHT), "compare_heads")


def test_stream(valid_golden) -> None:
    values = torch.tensor([[0.0, 0.001, torch.nan, 0.5], [0.25, 0.0, torch.nan, 1.5]])
    valid_golden(stream_grid(WORDS, values, "cosine", ZH, DARK), "compare_stream")


def test_output(valid_golden) -> None:
    valid_golden(output_grid(output(), 0, EN, LIGHT), "compare_output")


def test_next_pieces(valid_golden) -> None:
    pieces = [NextPiece("<b>", (0.75, 0.00001)), NextPiece("+elle", (None, 0.5))]
    valid_golden(next_piece_bars(pieces, ("A & B", "<i>"), EN, LIGHT), "compare_next_pieces")


def test_cells_without_a_value_cannot_be_clicked_and_show_no_number() -> None:
    figure = number_grid(np.array([[0.5, np.nan]]), ["a"], ["b", "c"], highest=1, unit="", theme=LIGHT)
    cells, hatched, clicks = figure.data
    assert [list(line) for line in cells.text] == [[".50", ""]]
    assert [place for place in hatched.x if place is not None] == [0.5, 1.5, 1.5, 0.5]
    assert [list(place) for place in clicks.customdata] == [[0, 0]]


def test_words_that_are_not_the_same_are_marked_on_their_side() -> None:
    assert set(change_marks(WORDS, 0, LIGHT)) == {2, 3}
    assert set(change_marks(WORDS, 1, LIGHT)) == {2}
    assert all("**" in mark for mark in change_marks(WORDS, 0, LIGHT).values()), "not by colour alone"


def test_tables_leave_empty_what_a_side_does_not_have() -> None:
    table = output_table(output(), EN)
    assert table.iloc[:, 3].tolist() == ["same", "same", "only in 1", "replaced"]
    assert table.iloc[0, 4] == 0.5
    assert np.isnan(table.iloc[2, 4])
    assert table.iloc[2, [6, 8]].tolist() == [piece_label(tokenizer().piece(5)), ""]
    assert table.iloc[2, 7] == 1
    assert np.isnan(table.iloc[2, 9])
    values = torch.tensor([[0.0, 0.5, torch.nan, 1.0]])
    streams = stream_table(StreamDifference(WORDS, values, 2 * values), ZH)
    assert streams.iloc[:, 5].tolist()[:2] == [0.0, 0.5]
    assert streams.iloc[3].tolist() == [0, 4, "tired", "wide", "换了", 1.0, 2.0]
