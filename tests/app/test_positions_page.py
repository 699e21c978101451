"""The page of positions, with a small random model."""

import math
import re

import pytest
from streamlit.testing.v1 import AppTest

from tests.app.conftest import Open
from viz.positions_table import KINDS
from viz.text import Text

FIGURES = {
    "sinusoidal": {"table", "waves", "similarity"},
    "learned": {"learned", "cosines"},
    "rotary": {"circle", "scores"},
    "alibi": {"slopes", "bias"},
    "plain": {"plain"},
}
SHORT = "The cat."


def words(test: AppTest) -> str:
    return "\n".join(element.value for element in [*test.caption, *test.markdown])


def figures(test: AppTest) -> set[str]:
    return {element.proto.id.rpartition("-")[2] for element in test.get("plotly_chart")}


@pytest.mark.parametrize("language", ["en", "zh"])
@pytest.mark.parametrize("kind", KINDS)
def test_every_kind_opens_from_its_link(open_page: Open, language, kind) -> None:
    test = open_page("positions", lang=language, encoding=kind, sentence=SHORT)
    text = Text(language)
    assert not test.exception
    assert test.title[0].value == text("positions.title")
    assert text(f"positions.about_{kind}") in words(test)
    assert figures(test) == FIGURES[kind]
    assert len(test.table[0].value) == len(KINDS)
    marked = text("positions.this_model", kind=text("positions.kind_sinusoidal"))
    assert test.table[0].value.iloc[0, 0] == marked


def test_the_numbers_can_be_read(open_page: Open) -> None:
    table = open_page("positions", sentence=SHORT, positions="5", size="6", numbers="true").dataframe[0].value
    assert table.shape == (5, 7)
    assert table.iloc[0].tolist() == [0, 0, 1, 0, 1, 0, 1]
    assert table.iloc[2, 1] == pytest.approx(math.sin(2), abs=1e-6)


def test_a_link_restores_the_controls(open_page: Open) -> None:
    test = open_page("positions", sentence=SHORT, positions="17", size="12", wave="4", offset="9")
    assert [slider.value for slider in test.slider] == [17, 12, 4, 9]
    assert Text("en")("positions.not_used") in words(test), "the model has another size"
    assert r"\cos 9\omega_{4}" in test.latex[0].value


def test_a_pair_that_no_longer_exists_moves_to_the_last_one(open_page: Open) -> None:
    test = open_page("positions", sentence=SHORT, size="30", wave="14")
    test.slider(key="size").set_value(8).run()
    assert not test.exception
    assert test.slider(key="wave").value == 3
    test.slider(key="size").set_value(2).run()
    assert not test.exception
    assert [slider.key for slider in test.slider] == ["positions", "size", "offset"]


@pytest.mark.parametrize("value", ["-3", "100000", "abc", ""])
def test_values_beyond_the_limits_fall_back_quietly(open_page: Open, value) -> None:
    test = open_page("positions", sentence=SHORT, positions=value, encoding="rotary")
    assert not test.exception
    assert not test.error
    assert figures(test) == FIGURES["rotary"]


@pytest.mark.parametrize("language", ["en", "zh"])
@pytest.mark.parametrize(
    ("sentence", "error"),
    [
        ("", "empty"),
        (" \u3000 ", "empty"),
        ("it " * 200, "too_long"),
        ("it\x1b is", "control_characters"),
        ("הוא גדול", None),
        ("The 😀 👩‍🚀.", None),
        ("</script><script>alert(1)</script>", None),
    ],
)
def test_odd_sentences_get_a_message_and_the_function_is_still_shown(
    open_page: Open, language, sentence, error
) -> None:
    test = open_page("positions", lang=language, sentence=sentence)
    assert not test.exception
    assert test.text_input(key="sentence").value == sentence
    assert figures(test) == FIGURES["sinusoidal"]
    if error:
        start = Text(language)(f"errors.{error}", tokens="", limit="", characters="")[:4]
        assert [message.value.startswith(start) for message in test.error] == [True]
    else:
        assert not test.error
    assert not re.search(r"(?<!\\)<", words(test)), "typed text would be read as HTML"
