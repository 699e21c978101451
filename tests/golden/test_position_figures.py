from model.position_comparison import alibi_view, rotary_view, sinusoidal_view
from tests.small import tokenizer
from viz.positions_added import plain_lines, position_table, similarity_line, wave_lines
from viz.positions_relative import position_matrix, slope_bars, turning_pair
from viz.positions_table import KINDS, comparison_table, rotation_equation
from viz.text import Text
from viz.theme import theme

EN, ZH = Text("en"), Text("zh")
LIGHT, DARK = {"text": EN, "theme": theme("light")}, {"text": ZH, "theme": theme("dark")}
VIEW = sinusoidal_view(3, 4, pair=1, offset=2)
AXES = {"rows": "query position", "columns": "key position"}


def test_table_with_a_sentence(valid_golden) -> None:
    sentence = tokenizer().encode("<b>")
    valid_golden(position_table(VIEW.table, sentence, **LIGHT), "position_table")


def test_a_sentence_longer_than_the_table_takes_all_of_it() -> None:
    figure = position_table(VIEW.table, tokenizer().encode("The cat saw the dog."), **LIGHT)
    assert [shape.y1 for shape in figure.layout.shapes] == [2.5, 2.5]
    assert len(figure.layout.yaxis.ticktext) == 3


def test_where_words_would_overlap_the_end_of_the_sentence_is_named() -> None:
    figure = position_table(sinusoidal_view(60, 4, 0, 0).table, tokenizer().encode("cat"), **LIGHT)
    assert figure.layout.yaxis.ticktext is None
    assert "the sentence ends here" in figure.layout.annotations[0].text


def test_waves(valid_golden) -> None:
    valid_golden(wave_lines(VIEW, 1, **LIGHT), "wave_lines")


def test_similarity(valid_golden) -> None:
    valid_golden(similarity_line(VIEW.similarity, 2, **LIGHT), "similarity_line")
    assert len(similarity_line(VIEW.similarity, 3, **LIGHT).data) == 1, "a shift beyond the curve has no mark"


def test_plain_numbers(valid_golden) -> None:
    valid_golden(plain_lines(7, (5, 500), **DARK), "plain_lines")


def test_turning_pair(valid_golden) -> None:
    valid_golden(turning_pair(rotary_view(4, 4, 0).angle, 4, 0, **LIGHT), "turning_pair")
    assert turning_pair(1.0, 200, 0, **LIGHT).data[1].mode == "markers"


def test_matrix_of_biases(valid_golden) -> None:
    figure = position_matrix(alibi_view(3, 8, 0).bias, "bias", **AXES, diverging=False, theme=theme("light"))
    valid_golden(figure, "position_matrix_bias")


def test_matrix_of_scores(valid_golden) -> None:
    scores = alibi_view(3, 8, 1).bias + 0.5
    figure = position_matrix(scores, "score", **AXES, diverging=True, theme=theme("dark"))
    valid_golden(figure, "position_matrix_scores")


def test_slopes(valid_golden) -> None:
    valid_golden(slope_bars(alibi_view(2, 5, 0).slopes, 3, **LIGHT), "slope_bars")


def test_the_rotation_as_an_equation() -> None:
    latex = rotation_equation(((0.5, -0.25), (0.25, 0.5)), 7, 3)
    assert r"0.500 & -0.250 \\ 0.250 & 0.500" in latex
    assert latex.startswith(r"\begin{pmatrix} \cos 7\omega_{3} & \sin 7\omega_{3} \\ -\sin 7\omega_{3} & ")


def test_all_kinds_at_a_glance() -> None:
    table = comparison_table("alibi", EN)
    assert table.shape == (len(KINDS), 4)
    assert [kind for kind in table["kind"] if "this model" in kind] == ["ALiBi (this model)"]
