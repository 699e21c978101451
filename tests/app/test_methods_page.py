"""The page of attribution methods, with a small random model whose translations are dictated."""

import re

import pytest
from streamlit.testing.v1 import AppTest

from model.analysis.attribution import METHODS, MOST_TOKENS
from model.translator import Translation, Translator
from pages import _results as results
from tests import planted
from tests.app.conftest import Open
from viz.attribution import method_name
from viz.text import Text

SHORT = "The animal didn't"
FRENCH = "qu'il était"


@pytest.fixture(autouse=True)
def dictated(small_model: Translator, monkeypatch: pytest.MonkeyPatch) -> dict[str, str]:
    """Translations by English sentence; the model is made to write them, and `FRENCH` for any other sentence."""
    french: dict[str, str] = {}

    def translation(sentence: str, name: str) -> Translation:
        ids = small_model.tokenizer.encode(french.get(sentence, FRENCH), "fr").ids
        return small_model.translate(sentence, prefix=[*ids, small_model.tokenizer.end_id])

    monkeypatch.setattr(results, "translation", translation)
    return french


def words(test: AppTest) -> str:
    return "\n".join(element.value for element in [*test.markdown, *test.caption])


def figures(test: AppTest) -> set[str]:
    return {element.proto.id.rpartition("-")[2] for element in test.get("plotly_chart")}


@pytest.mark.parametrize("language", ["en", "zh"])
def test_the_page_answers_for_the_pronoun_with_every_method(open_page: Open, language) -> None:
    text = Text(language)
    opened = {"numbers": "true", "agreement_numbers": "true", "lens_numbers": "true"}
    test = open_page("methods", lang=language, sentence=SHORT, **opened)
    assert not test.exception
    assert not test.error
    assert test.title[0].value == text("methods.title")
    assert figures(test) == {"credit", "agreement", "lens"}
    shown = words(test)
    assert "**il**" in shown
    for method in METHODS:
        assert f"**{method_name(method, text)}**" in shown
        assert text("methods.cannot", words=text(f"methods.cannot_{method}")) in shown
    credit, agreement, lens = (frame.value for frame in test.dataframe)
    assert set(credit[text("methods.column_input")]) == {text("methods.in_source"), text("methods.in_prefix")}
    assert credit[text("methods.column_word")].tolist()[:3] == ["The", "animal", "didn't"]
    assert credit.shape[1] == 3 + len(METHODS)
    assert len(agreement) == len(METHODS) * (len(METHODS) - 1) / 2
    assert lens[text("methods.column_stage")].tolist()[0] == text("methods.lens_input")
    assert len(lens) == 1 + 3 * 3


def test_a_link_restores_the_word_the_measure_and_the_pieces(open_page: Open) -> None:
    test = open_page("methods", sentence=SHORT)
    word = test.selectbox(key="explain").options[-1].replace(" · ", "-")
    again = open_page("methods", sentence=SHORT, explain=word)
    assert again.selectbox(key="explain").value == word
    pieces = open_page("methods", sentence=SHORT, explain_pieces="true", numbers="true")
    assert not pieces.exception
    assert pieces.toggle(key="explain_pieces").value
    whole = open_page("methods", sentence=SHORT, numbers="true")
    assert len(pieces.dataframe[0].value) > len(whole.dataframe[0].value)
    assert whole.selectbox(key="explain").options[0] == "2 · il"
    assert pieces.selectbox(key="explain").options[0] == "2 · +il"


def test_a_pronoun_is_held_against_its_counterpart_where_the_reader_does_not_choose_otherwise(
    open_page: Open, monkeypatch: pytest.MonkeyPatch
) -> None:
    translator = planted.translator()
    monkeypatch.setattr(results, "translation", lambda sentence, name: translator.translate(sentence))
    sentence = planted.SENTENCES[0]
    test = open_page("methods", sentence=sentence, numbers="true")
    assert not test.exception
    assert test.selectbox(key="measure").options == ["log P(il) − log P(elle)", "log P(il)"]
    assert "**elle**" in words(test)
    table = test.dataframe[0].value
    fell = table[table["Leave one out (nats)"] > 1]["word"].tolist()
    assert fell == ["animal", "it", "tired"]
    alone = test.selectbox(key="measure").set_value("alone").run()
    assert not alone.exception
    assert alone.query_params["measure"] == "alone"
    assert "**elle**" not in words(alone)
    end = alone.selectbox(key="explain").set_value("2-</s>").run()
    assert not end.exception
    assert "measure" not in {box.key for box in end.selectbox}, "</s> has no counterpart"


def test_an_unknown_word_in_a_link_falls_back(open_page: Open) -> None:
    test = open_page("methods", sentence=SHORT, explain="99-<script>", measure="x")
    assert not test.exception
    assert test.selectbox(key="explain").value.endswith("il")


def test_a_long_sentence_goes_without_flow_and_says_so(open_page: Open) -> None:
    test = open_page("methods", sentence="it is " * 20)
    assert not test.exception
    assert Text("en")("methods.no_flow", most=MOST_TOKENS) in words(test)


@pytest.mark.parametrize("language", ["en", "zh"])
@pytest.mark.parametrize(
    ("sentence", "error"),
    [
        ("", "empty"),
        ("it " * 200, "too_long"),
        ("it\x00 is", "control_characters"),
        ("הוא 😀", None),
        ("</script><script>alert(1)</script> *it* $it$", None),
    ],
)
def test_odd_sentences_get_a_message_or_are_shown(open_page: Open, language, sentence, error) -> None:
    test = open_page("methods", lang=language, sentence=sentence)
    assert not test.exception
    assert test.text_input(key="sentence").value == sentence
    if error:
        start = Text(language)(f"errors.{error}", tokens="", limit="", characters="")[:4]
        assert [message.value.startswith(start) for message in test.error] == [True]
    else:
        assert not test.error
        assert figures(test) == {"credit", "agreement", "lens"}
    assert Text(language)("methods.cards_title") in [header.value for header in test.subheader]
    assert not re.search(r"(?<!\\)<script", words(test)), "typed text would be read as HTML"
