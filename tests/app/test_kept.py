"""What is computed once for all sessions, and when it goes."""

from pages import _kept as kept
from pages._drawn import drawn
from viz.figure import unchecked


def test_what_is_kept_is_computed_once_until_a_brought_model_leaves() -> None:
    asked: list[object] = []

    @kept.kept(2)
    def of_a_value(value: int) -> object:
        asked.append(value)
        return object()

    @kept.known(2)
    def of_an_object(made: object) -> int:
        asked.append(made)
        return 1

    made = of_a_value(3)
    assert of_a_value(3) is made
    assert of_an_object(made) == of_an_object(made)
    assert asked == [3, made]
    kept.forget()
    assert of_a_value(3) is not made
    of_an_object(made)
    assert asked == [3, made, 3, made]


def test_only_the_last_results_are_kept() -> None:
    asked: list[int] = []

    @kept.kept(2)
    def double(value: int) -> int:
        asked.append(value)
        return 2 * value

    for value in (1, 2, 3, 3, 2, 1):
        assert double(value) == 2 * value
    assert asked == [1, 2, 3, 1]


def test_figures_go_with_a_brought_model() -> None:
    def figure(name: str):
        return unchecked([], {"title": {"text": name}})

    first = drawn(figure, "a")
    assert drawn(figure, "a") is first
    kept.forget()
    assert drawn(figure, "a") is not first
