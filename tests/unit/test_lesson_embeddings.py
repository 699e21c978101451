"""One-hot vectors, indices and rows by hand; trained vectors by what is claimed of them."""

import pytest
import torch

import model
from model.lessons import embeddings
from model.lessons.embeddings import CosineSteps
from pages.lessons.embeddings.exhibits import EXAMPLE, example_numbers
from pages.lessons.embeddings.trained import SEEDS, words_of
from tests.lessons import lesson, reader
from viz.lesson.embedding_numbers import cosine_latex, lookup_latex, one_hot_table, sum_latex
from viz.lesson.word_map import label_offsets, word_map
from viz.text import Text
from viz.theme import theme


def test_the_motherland_is_six_characters_of_which_five_are_different() -> None:
    """DESIGN.md: a 6×5 one-hot, indices 0 1 0 2 3 4."""
    indexed = embeddings.index(EXAMPLE)
    assert EXAMPLE == "我爱我的祖国"
    assert indexed.different == ("我", "爱", "的", "祖", "国")
    assert indexed.indices == (0, 1, 0, 2, 3, 4)
    assert indexed.one_hot.tolist() == [
        [1, 0, 0, 0, 0],
        [0, 1, 0, 0, 0],
        [1, 0, 0, 0, 0],
        [0, 0, 1, 0, 0],
        [0, 0, 0, 1, 0],
        [0, 0, 0, 0, 1],
    ]
    table = one_hot_table(indexed, Text("zh"))
    assert table.shape == (6, 7)
    assert table.iloc[2].tolist() == ["我", "**0**", "1", "0", "0", "0", "0"]


def test_nothing_cannot_be_indexed_and_spaces_do_not_count() -> None:
    assert embeddings.index(" a b a ").indices == (0, 1, 0)
    with pytest.raises(ValueError, match="nothing"):
        embeddings.index(" ")


def test_one_hot_times_matrix_is_the_row() -> None:
    indexed, chinese = embeddings.index(EXAMPLE), model.load("zh-en")
    tokens = embeddings.character_tokens(indexed.different, chinese.tokenizer)
    table = chinese.transformer.embeddings("encoder")[tokens]
    assert torch.equal(indexed.one_hot.float() @ table, table[list(indexed.indices)])
    assert chinese.tokenizer.unknown_id not in tokens
    assert embeddings.character_tokens("\U0001f984", chinese.tokenizer) == [chinese.tokenizer.unknown_id]


def test_products_are_written_with_the_numbers_of_the_table() -> None:
    table = torch.tensor([[0.5, -1.0], [0.25, 2.0]])
    assert lookup_latex([0, 1], table) == (
        r"\begin{aligned} & \begin{pmatrix} 0 & 1 \end{pmatrix} \cdot "
        r"\begin{pmatrix} 0.50 & -1.00 \\ \mathbf{0.25} & \mathbf{2.00} \end{pmatrix} \\ "
        r"& = \begin{pmatrix} \mathbf{0.25} & \mathbf{2.00} \end{pmatrix} \end{aligned}"
    )
    assert sum_latex([0, 1], table[:, 1]) == r"0 \cdot (-1.00) + 1 \cdot 2.00 = 2.00"


def test_a_cosine_by_hand() -> None:
    steps = CosineSteps(torch.tensor([3.0, 4.0]), torch.tensor([4.0, -3.0]))
    assert (steps.dot, steps.lengths, steps.cosine) == (0.0, (5.0, 5.0), 0.0)
    same = CosineSteps(torch.tensor([1.0, 2.0, 2.0]), torch.tensor([2.0, 4.0, 4.0]))
    assert (same.dot, same.lengths) == (18.0, (3.0, 6.0))
    assert same.cosine == pytest.approx(1)
    assert r"\frac{18.000}{3.000 \cdot 6.000} = 1.00" in cosine_latex(same)


def test_nearest_words_leave_the_word_itself_out() -> None:
    vectors = torch.tensor([[1.0, 0.0], [2.0, 0.1], [0.0, 1.0], [-1.0, 0.0]])
    near = embeddings.nearest(0, vectors, [0, 1, 2, 3], 3)
    assert [one.token for one in near] == [1, 2, 3]
    assert [round(one.cosine, 3) for one in near] == [0.999, 0.0, -1.0]


def test_the_plane_keeps_distances_of_points_that_lie_in_one() -> None:
    flat = torch.tensor([[0.0, 0.0, 1.0], [3.0, 0.0, 1.0], [0.0, 4.0, 1.0], [3.0, 4.0, 1.0]])
    plane = embeddings.principal_plane(flat)
    assert torch.allclose(torch.cdist(plane.points, plane.points), torch.cdist(flat, flat), atol=1e-5)
    assert plane.shares == (pytest.approx(0.64), pytest.approx(0.36))
    assert embeddings.principal_plane(flat[:1]).points.tolist() == [[0.0, 0.0]]


def test_what_the_lesson_says_of_the_trained_vectors_holds() -> None:
    translator = model.load("en-lm")
    known, vectors = embeddings.whole_words(translator.tokenizer), translator.transformer.embeddings("decoder")

    def around(word: str) -> list[str]:
        near = embeddings.nearest(known[word], vectors, list(known.values()), 6)
        return [translator.tokenizer.piece(one.token)[1:] for one in near]

    assert {"nine", "eight", "six"} <= set(around("seven"))
    assert {"white", "green", "blue"} <= set(around("red"))
    assert {"brother", "mother", "daughter"} <= set(around("sister"))
    assert {"dog", "lady", "knife"} <= set(around("cat"))  # animals, people and things
    groups = [[seed, *around(seed)] for seed in SEEDS.split()[:3]]
    plane = embeddings.principal_plane(vectors[[known[word] for group in groups for word in group]])
    points = plane.points.view(3, 7, 2)
    nearest_centre = torch.cdist(points.reshape(-1, 2), points.mean(1)).argmin(1)
    assert nearest_centre.tolist() == [group for group in range(3) for _ in range(7)]


def test_the_example_is_one_in_which_numbers_mislead() -> None:
    numbers = example_numbers(reader("embeddings"))
    cat, dog, other = (int(str(numbers[name])) for name in ("cat", "dog", "number"))
    assert 0 < other - cat < abs(dog - cat)


def test_words_without_a_vector_of_their_own_are_passed_over() -> None:
    assert words_of(reader("embeddings", sentence="The dog sat on the")) == ["sat", "dog", "on", "The", "the"]
    assert words_of(reader("embeddings", sentence="1 + 1")) == ["sat", "cat", "on", "The", "the"]  # of the example


@pytest.mark.parametrize("sentence", ["a", "1 + 1", "🦄"])
def test_questions_can_be_asked_of_any_beginning(sentence: str) -> None:
    for quiz in lesson("embeddings").quizzes:
        assert len(quiz.ask(reader("embeddings", sentence=sentence)).options) >= 2


def test_labels_of_a_map_do_not_overlap_while_there_is_room() -> None:
    points = [(0.5, 100.0), (0.52, 102.0), (0.49, 99.0), (0.55, 104.0)]
    offsets = label_offsets(points, [60.0] * 4)
    for screen in (320, 800):
        boxes = [
            (x * screen + (7 if side > 0 else -67), y + down)
            for (x, y), (side, down) in zip(points, offsets, strict=True)
        ]
        for place, (x, y) in enumerate(boxes):
            assert all(abs(x - left) >= 60 or abs(y - top) >= 15 for left, top in boxes[:place])


def test_the_map_marks_groups_by_colour_and_sign() -> None:
    plane = embeddings.principal_plane(torch.eye(4))
    figure = word_map(plane, ["a", "<b>", "c", "d"], [0, 0, 1, 1], text=Text("en"), theme=theme("light"))
    marker = figure.data[0].marker
    assert list(marker.symbol) == ["circle", "circle", "square", "square"]
    assert len(set(marker.color)) == 2
    assert [label.text for label in figure.layout.annotations] == ["<b>a</b>", "&lt;b&gt;", "<b>c</b>", "d"]
