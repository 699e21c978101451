"""The map of all heads, with a small random model. What the canvas draws, tests/browser/test_canvas.py sees."""

import json
from typing import Any
from urllib.parse import parse_qsl, urlsplit

import pytest
from streamlit.testing.v1 import AppTest

from model.translator import Translator
from pages import _results as results
from tests import small
from tests.app.conftest import Open
from tests.canvas_messages import unpack
from viz.canvas.transport import HEADER, digest
from viz.text import LANGUAGES, Text


@pytest.fixture(autouse=True)
def dictated(small_model: Translator, monkeypatch: pytest.MonkeyPatch) -> None:
    """Whatever the sentence, the model writes the French one of the famous sentence."""
    ids = small_model.tokenizer.encode(small.SENTENCES[1], "fr").ids

    def translation(sentence: str, name: str = "", intervene: str = ""):
        return small_model.translate(sentence, prefix=[*ids, small_model.tokenizer.end_id])

    monkeypatch.setattr(results, "translation", translation)


def messages(test: AppTest) -> tuple[bytes, ...]:
    """The overview and whole heads."""
    *shown, _ = (element.proto.bytes for element in test.get("bidi_component"))
    return tuple(shown)


def choices(test: AppTest) -> dict[str, Any]:
    """What the canvas is told of what is chosen."""
    return json.loads(test.get("bidi_component")[-1].proto.json)


def head_of(message: bytes) -> tuple[int, int]:
    return HEADER.unpack_from(message)[9:11]


@pytest.mark.parametrize("language", LANGUAGES)
def test_the_famous_sentence(open_page: Open, language) -> None:
    text = Text(language)
    test = open_page("map", lang=language)
    assert not test.exception
    assert not test.error
    assert test.title[0].value == text("map.title")
    shown, whole = messages(test)
    assert text("canvas.readout_nothing").encode() in shown
    assert digest(shown).encode() in whole
    assert choices(test)["of"] == digest(shown)
    assert not choices(test)["asked"]
    assert "at" not in test.query_params
    pairs = test.dataframe[0].value
    assert list(pairs["value"]) == sorted(pairs["value"], reverse=True)
    assert 1 <= len(pairs) <= 12


@pytest.mark.parametrize("language", LANGUAGES)
def test_a_link_leads_into_a_head(open_page: Open, language) -> None:
    test = open_page("map", lang=language, kind="decoder", at="dec.1.h2", unit="subwords")
    assert not test.exception
    shown, whole = messages(test)
    assert head_of(whole) == (0, 1)
    assert choices(test)["asked"]
    assert choices(test)["at"] == "dec.1.h2"
    assert b"dec.1.h2" in shown
    assert test.query_params["at"] == "dec.1.h2"
    assert test.subheader[-1].value == Text(language)("map.strongest", head="L1·H2")


def test_choosing_a_head_sends_that_head_alone(open_page: Open) -> None:
    test = open_page("map", at="enc.1.h1")
    before, _ = messages(test)
    test.selectbox(key="at").set_value("enc.1.h2").run()
    after, whole = messages(test)
    assert after == before
    assert head_of(whole) == (0, 1)


def test_pairs_that_are_masked_are_not_among_the_strongest(open_page: Open) -> None:
    test = open_page("map", kind="decoder", at="dec.1.h1")
    pairs = test.dataframe[0].value
    assert (pairs["key_position"] <= pairs["query_position"]).all()


@pytest.mark.parametrize(
    "query", [{"at": "enc.9.h9"}, {"at": "cross.1.h1"}, {"at": "</script>"}, {"kind": "sideways"}, {"unit": "letters"}]
)
def test_an_invalid_value_in_a_link_falls_back_quietly(open_page: Open, query) -> None:
    test = open_page("map", **query)
    assert not test.exception
    assert not test.error
    assert not choices(test)["asked"]


@pytest.mark.parametrize("sentence", ["", "</script><script>alert(1)</script>", "שלום 🚀 我爱", "a " * 400])
def test_any_sentence_gives_a_map_or_a_message(open_page: Open, sentence) -> None:
    test = open_page("map", sentence=sentence)
    assert not test.exception


def test_a_link_opens_the_head_on_the_attention_page(open_page: Open) -> None:
    test = open_page("map", lang="zh", kind="decoder", at="dec.1.h2", unit="subwords", sentence="It was, & is.")
    (link,) = test.get("link_button")
    there = dict(parse_qsl(urlsplit(link.proto.url).query))
    assert there["sentence"] == "It was, & is."
    attention = open_page("attention", **there)
    assert not attention.exception
    assert attention.multiselect(key="heads").value == ["L1H2"]
    assert [attention.session_state[key] for key in ("kind", "unit", "lang")] == ["decoder", "subwords", "zh"]


def test_all_kinds_stand_in_one_matrix(open_page: Open) -> None:
    test = open_page("map", kind="all", at="all.2.h3")
    assert not test.exception
    shown = unpack(messages(test)[0])
    assert shown.names["second_text"] == list(shown.names["keys"]).index("</s>") + 1
    assert choices(test)["at"] == "all.2.h3"
    assert not test.get("link_button"), "the attention page knows no such view"


def test_two_sentences_are_compared_head_by_head(open_page: Open) -> None:
    test = open_page("map", against="sentence", order="changed")
    assert not test.exception
    assert not test.error
    shown = unpack(messages(test)[0])
    assert [order["code"] for order in shown.names["orders"]] == ["changed"]
    assert shown.values.min() < 0 < shown.values.max()
    assert choices(test)["order"] == "changed"
    assert test.selectbox(key="at").options[0].endswith(Text("en")("map.found_changed", head=""))


def test_pinned_words_choose_the_pairs_below(open_page: Open) -> None:
    test = open_page("map", at="enc.1.h1", beside="enc.2.h2", rows="3", columns="1-2")
    assert not test.exception
    pairs = test.dataframe[0].value
    assert set(pairs["query_position"]) == {3}
    assert set(pairs["key_position"]) <= {1, 2}
    assert choices(test)["queries"] == [2]
    assert [head_of(message) for message in messages(test)[1:]] == [(0, 0), (1, 1)]
    assert test.query_params["rows"] == "3"
