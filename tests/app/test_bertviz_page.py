"""The page of BertViz's views, with a small random model."""

import html
import re
from urllib.parse import parse_qs, urlsplit

import pytest
from streamlit.testing.v1 import AppTest

import model
from model.hub.description import Description
from model.hub.policy import Source
from model.hub.shelf import Brought
from model.hub.weights import Weights
from pages import _loaded as loaded
from tests import small, tiny_hub
from tests.app.conftest import Open, Remembering
from viz.text import Text

SHORT = "The cat."


def captions(test: AppTest) -> str:
    return "\n".join(element.value for element in [*test.caption, *test.markdown])


def frames(test: AppTest) -> list[str]:
    """The documents inside the frames of the page."""
    return [html.unescape(element.proto.srcdoc) for element in test.get("iframe")]


@pytest.mark.parametrize("language", ["en", "zh"])
@pytest.mark.parametrize("view", ["head", "model", "neuron"])
def test_every_view_opens_from_its_link(open_page: Open, language, view) -> None:
    test = open_page("bertviz", lang=language, sentence=SHORT, view=view, kind="cross", numbers="true")
    text = Text(language)
    assert not test.exception
    assert test.title[0].value == text("bertviz.title")
    (frame,) = frames(test)
    assert f'<body class="{view} light">' in frame
    assert f'<html lang="{language}">' in frame
    assert text(f"bertviz.about_{view}") in captions(test)
    assert text(f"bertviz.cannot_{view}") in captions(test)
    title = test.get("iframe")[0].proto.alt
    assert text(f"bertviz.view_{view}") in title
    assert text("attention.kind_cross") in title
    table = test.dataframe[0].value
    assert set(table["head"]) == {f"L{layer}·H{head}" for layer in (1, 2, 3) for head in range(1, 6)}


def test_a_language_model_has_one_kind(open_page: Open, monkeypatch: pytest.MonkeyPatch) -> None:
    made = Remembering.like(small.translator(**small.DECODER_ONLY))
    monkeypatch.setattr(model, "load", lambda name: made)
    test = open_page("bertviz", model="en-lm", beginning=SHORT, view="neuron")
    assert not test.exception
    assert not test.error
    assert len(frames(test)) == 1
    assert "kind" not in test.session_state


@pytest.mark.parametrize(
    ("family", "noted"), [("T5", ("bias", "unscaled")), ("Gemma2", ("softcap", "rotary")), ("Bert", ())]
)
def test_the_neuron_view_says_what_it_does_not_draw_of_a_model(
    open_page: Open, monkeypatch: pytest.MonkeyPatch, family: str, noted: tuple[str, ...]
) -> None:
    made = model.adapt(tiny_hub.model(family), tiny_hub.tokenizer(), name="brought")
    description = Description(Source("brought"), family, frozenset(), (), None, Weights(0, (), 0), at_hand=True)
    shelf = loaded.shelf()
    monkeypatch.setitem(shelf._models, "brought", Brought(made, description, "cpu", "float32", 0))
    test = open_page("bertviz", model="brought", view="neuron", text=SHORT)
    assert not test.exception
    assert not test.error
    assert len(frames(test)) == 1
    assert all(Text("en")(f"model.peculiar_{one}") in captions(test) for one in noted)
    assert (Text("en")("bertviz.peculiar") in captions(test)) == bool(noted)


def test_a_layer_that_is_none_leaves_the_address(open_page: Open) -> None:
    for layer, stays in (("2", True), ("3", False), ("²", False)):
        test = open_page("bertviz", sentence=SHORT, layer=layer)
        assert not test.exception
        assert ("layer" in test.query_params) == stays


@pytest.mark.parametrize("language", ["en", "zh"])
def test_above_its_length_a_view_is_drawn_only_when_asked_for(open_page: Open, language) -> None:
    long = "The cat & the cat. " * 7
    test = open_page("bertviz", lang=language, sentence=long, view="model", kind="encoder")
    assert not test.exception
    assert not frames(test)
    (warning,) = test.warning
    tokens = re.search(r"\d+", warning.value)
    assert tokens
    assert int(tokens[0]) > 64
    link = re.search(r"\]\(\./(\?[^)]*)\)", warning.value)
    assert link
    assert parse_qs(urlsplit(link[1]).query) == {
        "lang": [language],
        "model": ["en-fr"],
        "sentence": [long],
        "kind": ["encoder"],
    }
    assert len(frames(test.toggle(key="draw").set_value(True).run())) == 1
    assert len(frames(open_page("bertviz", sentence=long, view="head"))) == 1, "the head view bears more"


@pytest.mark.parametrize("language", ["en", "zh"])
@pytest.mark.parametrize(
    ("sentence", "error"),
    [
        ("", "empty"),
        ("it " * 200, "too_long"),
        ("</script><script>alert(1)</script>", None),
    ],
)
def test_odd_sentences_get_a_message_or_are_shown_as_they_are(open_page: Open, language, sentence, error) -> None:
    test = open_page("bertviz", lang=language, sentence=sentence, view="neuron")
    assert not test.exception
    assert test.text_input(key="sentence").value == sentence
    if error:
        start = Text(language)(f"errors.{error}", tokens="", limit="", characters="")[:4]
        assert [message.value.startswith(start) for message in test.error] == [True]
        assert not frames(test)
    else:
        assert not test.error
        assert ["<script>alert" in frame for frame in frames(test)] == [False]
    assert not re.search(r"(?<!\\)<", captions(test)), "typed text would be read as HTML"
