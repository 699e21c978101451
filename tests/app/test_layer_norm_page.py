"""The page of layer norms and the residual stream, with a small random model."""

import re

import pytest
from streamlit.testing.v1 import AppTest

from tests.app.conftest import Open
from viz.stream_map import QUANTITIES
from viz.text import Text

SHORT = "The cat."


def captions(test: AppTest) -> str:
    return "\n".join(element.value for element in [*test.caption, *test.markdown])


def figures(test: AppTest) -> set[str]:
    return {element.proto.id.rpartition("-")[2] for element in test.get("plotly_chart")}


@pytest.mark.parametrize("language", ["en", "zh"])
def test_the_page_shows_stream_norm_depth_and_parameters(open_page: Open, language) -> None:
    test = open_page("layer_norm", lang=language, numbers="true")
    assert not test.exception
    assert test.title[0].value == Text(language)("layer_norm.title")
    assert figures(test) == {"stream", "histograms", "depth", "parameters"}
    assert Text(language)("layer_norm.post") in captions(test)
    assert len(test.dataframe[0].value) == 4 * (len(set(test.dataframe[0].value["position"])))


@pytest.mark.parametrize("quantity", QUANTITIES)
def test_every_quantity_opens_from_its_link(open_page: Open, quantity) -> None:
    test = open_page("layer_norm", sentence=SHORT, quantity_norm=quantity, stack="decoder")
    assert not test.exception
    assert test.selectbox(key="quantity_norm").value == quantity
    assert Text("en")(f"layer_norm.about_{quantity}") in captions(test)


def test_a_link_restores_token_and_norm(open_page: Open) -> None:
    test = open_page("layer_norm", sentence=SHORT, token="2-</s>", norm="2-feed_forward")
    assert test.selectbox(key="norm").value == "2-feed_forward"
    assert test.selectbox(key="token").value.startswith("1-"), "no such token: the first one"
    last = test.selectbox(key="token").options[-1]
    position = last.partition(" ")[0]
    again = open_page("layer_norm", sentence=SHORT, token=f"{position}-</s>")
    assert again.selectbox(key="token").value == f"{position}-</s>"


def test_the_worked_example_can_be_changed(open_page: Open) -> None:
    test = open_page("layer_norm", sentence=SHORT, by_hand="true")
    latex = [element.value for element in test.latex]
    assert latex[-1].strip("$\n ").endswith(r"[-1.51,\ -0.17,\ 1.17,\ 2.51]")
    assert "−1.51, −0.18, 1.18, 2.51" in captions(test)
    test = open_page("layer_norm", sentence=SHORT, by_hand="true", x1="4", x2="4", x3="4", x4="4")
    assert Text("en")("layer_norm.hand_spread") in captions(test)


@pytest.mark.parametrize("language", ["en", "zh"])
@pytest.mark.parametrize(
    ("sentence", "error"),
    [
        ("", "empty"),
        (" \n ", "empty"),
        ("it " * 200, "too_long"),
        ("it\x07 is", "control_characters"),
        ("הוא גדול", None),
        ("The 😀 👩‍🚀.", None),
        ("</script><script>alert(1)</script>", None),
    ],
)
def test_odd_sentences_get_a_message_or_are_shown_as_they_are(open_page: Open, language, sentence, error) -> None:
    test = open_page("layer_norm", lang=language, sentence=sentence, by_hand="true")
    assert not test.exception
    assert test.text_input(key="sentence").value == sentence
    if error:
        start = Text(language)(f"errors.{error}", tokens="", limit="", characters="")[:4]
        assert [message.value.startswith(start) for message in test.error] == [True]
        assert test.latex, "the example by hand needs no sentence"
    else:
        assert not test.error
        assert "stream" in figures(test)
    assert not re.search(r"(?<!\\)<", captions(test)), "typed text would be read as HTML"
