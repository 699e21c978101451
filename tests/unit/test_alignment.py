"""Two sentences aligned word by word."""

import pytest
import torch

from model.analysis.alignment import Alignment, align


def labels(first: str, second: str) -> tuple[str, ...]:
    return align(first.split(), second.split()).labels


@pytest.mark.parametrize(
    ("first", "second", "expected"),
    [
        ("it was tired .", "it was tired .", "it was tired ."),
        ("it was too tired .", "it was too wide .", "it was too tired→wide ."),
        ("it was tired", "it was very tired", "it was +very tired"),
        ("it was too tired", "it was tired", "it was −too tired"),
        ("was it tired", "it was tired", "+it was −it tired"),
        ("the cat and the dog", "the dog", "−the −cat −and the dog"),
        ("the the cat", "the cat", "−the the cat"),
        ("a b c", "b c d", "−a b c +d"),
        ("one two", "three four", "one→three two→four"),
        ("one", "two three four", "+two +three one→four"),
        ("The cat", "the cat", "The→the cat"),
        (
            "The animal didn't cross the street because",
            "The old animal did not cross because",
            "The +old animal +did didn't→not cross −the −street because",
        ),
    ],
)
def test_words_find_each_other(first: str, second: str, expected: str) -> None:
    assert " ".join(labels(first, second)) == expected


@pytest.mark.parametrize(
    ("before", "after", "gone", "new"),
    [
        ("il est grand .", "il est grand .", (), ()),
        ("il est grand .", "elle est grande .", (0, 2), (0, 2)),
        ("la rue", "la très grande rue", (), (1, 2)),
        ("parce qu' il dort", "il dort", (0, 1), ()),
    ],
)
def test_words_that_an_intervention_changed(before: str, after: str, gone: tuple[int], new: tuple[int]) -> None:
    words = align(before.split(), after.split())
    assert (words.changed(0), words.changed(1)) == (gone, new)


def test_what_became_of_each_word() -> None:
    words = align("so it was tired".split(), "it was very wide".split())
    assert words.pairs == ((0, None), (1, 0), (2, 1), (None, 2), (3, 3))
    assert [words.change(place) for place in range(len(words))] == ["removed", "same", "same", "added", "replaced"]
    assert words.shared == (1, 2, 4)
    assert (words.changed(0), words.changed(1)) == ((0, 3), (2, 3))
    assert (words.word(0, 0), words.word(0, 1), words.word(4, 1)) == ("so", None, "wide")


@pytest.mark.parametrize(("first", "second"), [("a b c a b", "b a c b"), ("x", "a b x c"), ("a a a", "a a a a a")])
def test_every_word_of_both_has_one_place_in_order(first: str, second: str) -> None:
    words = align(first.split(), second.split())
    for side, sentence in enumerate((first.split(), second.split())):
        assert [pair[side] for pair in words.pairs if pair[side] is not None] == list(range(len(sentence)))


@pytest.mark.parametrize(("first", "second"), [([], ["a"]), (["a"], []), ([], [])])
def test_without_words_there_is_nothing_to_align(first: list[str], second: list[str]) -> None:
    with pytest.raises(ValueError, match="without words"):
        align(first, second)


def test_what_a_side_does_not_have_is_nan_and_not_zero() -> None:
    words = Alignment((("a", "b"), ("b", "c")), ((0, None), (1, 0), (None, 1)))
    values = torch.tensor([[1.0, 2.0], [3.0, 4.0]])
    torch.testing.assert_close(
        words.spread(values, 0, 1), torch.tensor([[1.0, 2.0, torch.nan], [3.0, 4.0, torch.nan]]), equal_nan=True
    )
    torch.testing.assert_close(
        words.spread(values, 1, 0), torch.tensor([[torch.nan, torch.nan], [1.0, 2.0], [3.0, 4.0]]), equal_nan=True
    )
