"""The choice of a model on every page, and the pages with a model of each kind, small and random."""

import functools
from collections.abc import Callable
from pathlib import Path

import pytest
import streamlit as st
from streamlit.testing.v1 import AppTest

import model
from model import checkpoint
from model.decoding import Beam, Greedy, Sample
from model.decoding.forcing import ForcedToken
from model.tokenizer import Tokenizer
from model.translator import Translator
from pages._models import SHIPPED, TO_FRENCH
from tests import small
from tests.app.conftest import PAGES, Remembering
from viz.text import LANGUAGES, Text

CHINESE = ("我爱购物。", "我喜欢喝茶。", "The cat drinks tea.", "I love shopping.")
WITH_A_CHOICE = ("attention", "decoding", "laboratory", "methods", "layer_norm", "positions")
EN = Text("en")

Ship = Callable[..., None]
Visit = Callable[..., AppTest]


@functools.cache
def translators() -> dict[str, Translator]:
    """A small model under each shipped name; their widths and depths differ."""
    chinese = Tokenizer.train(CHINESE * 5, size=90)
    shape = {"vocabulary_size": len(chinese), "max_length": 101, "d_model": 20, "n_decoder_layers": 2}
    languages = {"source_language": "zh", "target_language": "en"}
    made = {
        "en-fr": small.translator(),
        "zh-en": Translator("zh-en", chinese, small.transformer(**shape, **languages)),
        "en-lm": small.translator(**small.DECODER_ONLY, n_decoder_layers=4, norm_placement="pre"),
        "en-fr-plain": small.translator(seed=1),
    }
    return {name: Remembering.like(translator) for name, translator in made.items()}


@pytest.fixture
def ship(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> Ship:
    """`ship("en-fr", "zh-en")`: these models, and no others, have weights."""

    def shipped(*names: str) -> None:
        for name in names:
            (tmp_path / name).mkdir()
            (tmp_path / name / checkpoint.TENSORS).touch()

    monkeypatch.setattr(checkpoint, "WEIGHTS", tmp_path)
    monkeypatch.setattr(model, "load", lambda name: translators()[name])
    return shipped


@pytest.fixture
def visit(ship: Ship):
    """`visit("decoding", lang="zh", model="en-lm")`: the page at that address, with all models shipped."""
    ship(*SHIPPED)
    st.cache_resource.clear()
    yield open_page
    st.cache_resource.clear()


def open_page(name: str, *, lang: str = "en", **query: str) -> AppTest:
    test = AppTest.from_file(str(PAGES / f"{name}.py"), default_timeout=120)
    test.session_state["lang"] = lang
    test.query_params.update(query)
    return test.run()


def words(test: AppTest) -> str:
    return "\n".join(element.value for element in [*test.markdown, *test.caption])


def figures(test: AppTest) -> set[str]:
    return {element.proto.id.rpartition("-")[2] for element in test.get("plotly_chart")}


def choose(test: AppTest, name: str) -> AppTest:
    return test.selectbox(key="model").set_value(name).run()


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize("name", SHIPPED)
@pytest.mark.parametrize("page", WITH_A_CHOICE)
def test_every_page_shows_every_model(visit: Visit, page: str, name: str, language) -> None:
    text = Text(language)
    test = visit(page, lang=language, model=name)
    assert not test.exception
    assert not test.error
    assert test.selectbox(key="model").value == name
    box = test.text_input(key=SHIPPED[name].key)
    assert box.label == text(f"app.{SHIPPED[name].key}")
    assert box.value == SHIPPED[name].sentence
    assert (
        figures(test)
        >= {
            "attention": {"grid", "ribbons"},
            "decoding": {"step_attention", "next_tokens", "causal_mask"},
            "laboratory": {"switchboard", "shift"},
            "methods": {"credit", "agreement", "lens"},
            "layer_norm": {"stream", "histograms", "depth", "parameters"},
            "positions": {"table", "waves", "similarity"},
        }[page]
    )


def test_a_model_stands_in_the_address_by_its_code(visit: Visit) -> None:
    test = visit("attention")
    assert test.selectbox(key="model").options == [EN(f"models.{name}") for name in SHIPPED]
    assert "model" not in test.query_params
    choose(test, "zh-en")
    assert test.query_params["model"] == "zh-en"


@pytest.mark.parametrize("name", ["en-fr-film", "<script>", "", "../en-fr"])
def test_another_model_in_a_link_falls_back_to_the_first(visit: Visit, name: str) -> None:
    test = visit("attention", model=name)
    assert not test.exception
    assert not test.error
    assert test.selectbox(key="model").value == "en-fr"
    assert "model" not in test.query_params


def test_only_models_with_weights_are_offered(ship: Ship) -> None:
    ship("en-fr", "en-lm")
    test = open_page("positions", model="zh-en")
    assert test.selectbox(key="model").options == [EN("models.en-fr"), EN("models.en-lm")]


@pytest.mark.parametrize("names", [(), ("en-fr",)])
def test_one_model_alone_is_no_choice(ship: Ship, names: tuple[str, ...]) -> None:
    ship(*names)
    test = open_page("positions", model="zh-en")
    assert not test.exception
    assert "model" not in {box.key for box in test.selectbox}
    assert test.text_input[0].key == "sentence"


def test_each_model_keeps_what_was_typed_for_it(visit: Visit) -> None:
    test = visit("layer_norm")
    test.text_input(key="sentence").set_value("The cat.").run()
    choose(test, "zh-en")
    assert test.text_input[0].value == SHIPPED["zh-en"].sentence
    test.text_input(key="sentence_zh").set_value("我喜欢茶").run()
    choose(test, "en-lm")
    assert test.text_input[0].value == SHIPPED["en-lm"].sentence
    choose(test, "en-fr-plain")
    assert test.text_input[0].value == "The cat.", "both read English"
    choose(test, "zh-en")
    assert test.text_input[0].value == "我喜欢茶"


def test_a_link_with_a_sentence_means_the_first_model(visit: Visit) -> None:
    test = visit("attention", sentence="The street was tired.")
    assert test.selectbox(key="model").value == "en-fr"
    assert test.text_input[0].value == "The street was tired."


@pytest.mark.parametrize("page", WITH_A_CHOICE)
@pytest.mark.parametrize(
    ("name", "typed"),
    [
        ("zh-en", ""),
        ("zh-en", "</script><script>alert(1)</script>"),
        ("en-lm", "קול 😀"),
        ("en-lm", "word " * 200),
    ],
)
def test_whatever_is_typed_the_page_goes_on(visit: Visit, page: str, name: str, typed: str) -> None:
    test = visit(page, model=name)
    test.text_input(key=SHIPPED[name].key).set_value(typed).run()
    assert not test.exception
    message = "empty" if not typed else "too_long" if len(typed) > 200 else None
    start = EN(f"errors.{message}", tokens="§", limit="§").partition("§")[0] if message else ""
    assert [error.value.startswith(start) for error in test.error] == ([True] if message else [])
    assert message or EN("errors.unknown_characters", characters="") in test.info[0].value
    assert "<script>" not in words(test)


def test_heads_belong_to_their_model(visit: Visit) -> None:
    test = visit("attention", heads="L1H4.L2H2")
    assert test.multiselect(key="heads").value == ["L1H4", "L2H2"]
    choose(test, "en-lm")
    first = visit("attention", model="en-lm").multiselect(key="heads").value
    assert test.multiselect(key="heads").value == first != ["L1H4", "L2H2"]


@pytest.mark.parametrize("language", LANGUAGES)
def test_attention_of_a_language_model_is_that_of_its_decoder(visit: Visit, language) -> None:
    text = Text(language)
    test = visit("attention", lang=language, model="en-lm", kind="cross")
    assert not test.exception
    assert "kind" not in {group.key for group in test.button_group}
    english = text("models.language_en")
    assert text("attention.read_decoder", source=english, target=english) in words(test)
    assert text("attention.continuation") in words(test)
    assert test.subheader[0].value.startswith("The cat sat on the")


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize("kind", ["encoder", "cross"])
def test_chinese_is_read_by_characters(visit: Visit, language, kind: str) -> None:
    text = Text(language)
    names = {"source": text("models.language_zh"), "target": text("models.language_en")}
    test = visit("attention", lang=language, model="zh-en", kind=kind, picture="table", unit="subwords", focus="all")
    assert text(f"attention.read_{kind}", **names) in words(test)
    assert text("attention.translation", **names) in words(test)
    assert list(dict.fromkeys(test.dataframe[0].value["key"])) == ["我", "爱", "购", "物", "</s>"]


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize("search", [Greedy(), Beam(), Sample()])
def test_a_language_model_goes_on_after_what_is_given(visit: Visit, language, search) -> None:
    text, continued = Text(language), translators()["en-lm"].translate(SHIPPED["en-lm"].sentence, search)
    kind = {Greedy: "greedy", Beam: "beam", Sample: "sample"}[type(search)]
    test = visit("decoding", lang=language, model="en-lm", search=kind)
    assert not test.exception
    assert test.title[0].value == text("decoding.title_continuing")
    assert test.select_slider(key="step").value == continued.given + 1
    assert test.select_slider(key="step").options[-1] == str(len(continued.decoding.best))
    assert "step" not in test.query_params
    assert f"**{text('decoding.source_title')}**" not in words(test)
    assert "look" not in {group.key for group in test.button_group}
    assert len(test.multiselect(key="forced").options) == 50


def test_playing_starts_after_what_is_given_and_a_new_beginning_too(visit: Visit) -> None:
    test = visit("decoding", model="en-lm", step="9")
    assert test.select_slider(key="step").value == 9
    test.text_input(key="beginning").set_value("The").run()
    assert test.select_slider(key="step").value == translators()["en-lm"].translate("The").given + 1
    last = int(test.select_slider(key="step").options[-1])
    test.select_slider(key="step").set_value(last).run()
    test.button(key="play").click().run()
    assert test.select_slider(key="step").value == translators()["en-lm"].translate("The").given + 1


def test_only_what_is_written_can_be_forced(visit: Visit) -> None:
    lm = translators()["en-lm"]
    given = lm.translate(SHIPPED["en-lm"].sentence).given
    labels = [ForcedToken(step, 12).label(lm.tokenizer) for step in (given, given + 2)]
    test = visit("decoding", model="en-lm", forced=labels[0])
    assert test.multiselect(key="forced").value == []
    test = visit("decoding", model="en-lm", forced=labels[1], step="2")
    assert test.multiselect(key="forced").value == [labels[1]]
    assert test.multiselect(key="forced").options == [labels[1]], "nothing can be forced at a given step"
    assert test.multiselect(key="forced").placeholder == EN("decoding.force_given", step=2)


def test_another_model_starts_its_own_sentence_at_its_first_step(visit: Visit) -> None:
    test = visit("decoding", step="4")
    assert test.session_state["decoder_layer"] == 3
    choose(test, "en-lm")
    assert not test.exception
    given = translators()["en-lm"].translate(SHIPPED["en-lm"].sentence).given
    assert test.select_slider(key="step").value == given + 1
    assert test.session_state["decoder_layer"] == 4
    choose(test, "zh-en")
    assert not test.exception
    assert test.session_state["decoder_layer"] == 2
    assert test.select_slider(key="step").value == 1
    assert test.title[0].value == EN("decoding.title")


def test_the_size_of_positions_follows_the_model(visit: Visit) -> None:
    test = visit("positions")
    assert test.slider(key="size").value == 30
    choose(test, "zh-en")
    assert test.slider(key="size").value == 20
    assert EN("positions.not_used") not in words(test)


@pytest.mark.parametrize("language", LANGUAGES)
def test_coreference_is_for_english_to_french(visit: Visit, language) -> None:
    text = Text(language)
    test = visit("coreference", lang=language, model="zh-en")
    assert not test.exception
    assert test.selectbox(key="model").options == [text(f"models.{name}") for name in TO_FRENCH]
    assert text("coreference.training_glossed") in words(test)
    first = words(test)
    choose(test, "en-fr-plain")
    assert not test.exception
    assert text("coreference.training_plain") in words(test)
    assert text("coreference.training_glossed") not in words(test)
    assert words(test).replace(text("coreference.training_plain"), text("coreference.training_glossed")) != first


def test_coreference_has_no_choice_before_there_is_another_model(ship: Ship) -> None:
    ship("en-fr", "zh-en", "en-lm")
    test = open_page("coreference")
    assert not test.exception
    assert "model" not in {box.key for box in test.selectbox}
    assert EN("coreference.training_glossed") in words(test)


TRAINED = [name for name in SHIPPED if (checkpoint.WEIGHTS / name / checkpoint.TENSORS).is_file()]


def test_each_kind_of_model_ships() -> None:
    assert {"en-fr", "zh-en", "en-lm"} <= set(TRAINED)


@pytest.mark.parametrize("name", TRAINED)
def test_what_the_pages_know_of_a_model_is_true(name: str) -> None:
    config, tokenizer = checkpoint.load_settings(checkpoint.WEIGHTS / name)
    assert (SHIPPED[name].source, SHIPPED[name].target) == (config.source_language, config.target_language)
    assert tokenizer.encode(SHIPPED[name].sentence).unknown == ()
