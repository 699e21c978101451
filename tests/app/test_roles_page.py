"""The roles page, with small random models that are measured on a few sentences."""

import functools

import pytest
from streamlit.testing.v1 import AppTest

import model
from model.errors import CheckpointError
from model.tokenizer import Tokenizer
from model.translator import Translator
from pages import _head_measures as measures
from pages import _loaded as loaded
from tests import small, small_roles
from tests.app.conftest import Open
from viz.text import LANGUAGES, Text, markdown_escape

EN = Text("en")


@pytest.fixture(autouse=True)
def few_sentences(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(measures, "ROLE_SENTENCES", 6)
    monkeypatch.setattr(measures, "IMPORTANCE_SENTENCES", 2)


@pytest.fixture
def measured(monkeypatch: pytest.MonkeyPatch) -> None:
    """Results made by hand, so that heads have roles."""
    monkeypatch.setattr(measures, "head_roles", lambda name: small_roles.roles())
    monkeypatch.setattr(measures, "head_importance", lambda name: small_roles.importance())
    monkeypatch.setattr(measures, "ablation", lambda name: small_roles.rises())


@functools.cache
def others() -> dict[str, Translator]:
    """A model that reads Chinese, and a language model."""
    chinese = Tokenizer.train(("我爱购物。", "I love shopping.") * 10, size=60)
    shape = {"vocabulary_size": len(chinese), "max_length": 101, "d_model": 20, "n_decoder_layers": 1}
    languages = {"source_language": "zh", "target_language": "en"}
    return {
        "zh-en": Translator("zh-en", chinese, small.transformer(**shape, **languages)),
        "en-lm": small.translator(**small.DECODER_ONLY),
    }


def shown(test: AppTest) -> str:
    return "\n".join(element.value for element in [*test.markdown, *test.caption])


def figures(test: AppTest) -> set[str]:
    return {element.proto.id.rpartition("-")[2] for element in test.get("plotly_chart")}


@pytest.mark.parametrize("language", LANGUAGES)
def test_every_head_is_on_the_map_and_the_clearest_is_explained(open_page: Open, measured, language) -> None:
    text = Text(language)
    test = open_page("roles", lang=language, numbers="true", score_numbers="true", method="true")
    assert not test.exception
    assert test.title[0].value == text("roles.title")
    assert figures(test) == {"role_map", "role_bars"}
    assert test.selectbox(key="head").value == "enc.1.h1"
    said = shown(test)
    assert text("roles.found", held=4, heads=6) in said
    assert (
        text("roles.says_previous", head=f"{text('roles.kind_encoder')} L1·H1", score=0.94, low=0.91, high=0.96) in said
    )
    assert text("roles.base_chance", baseline=0.08) in said
    assert text("roles.method", margin=0.1) in said
    assert [len(table.value) for table in test.dataframe] == [6, 12]


def test_a_link_restores_head_and_importance(open_page: Open, measured) -> None:
    test = open_page("roles", head="cross.1.h2", ablate="true")
    assert not test.exception
    assert test.selectbox(key="head").value == "cross.1.h2"
    assert figures(test) == {"role_map", "role_bars", "importance"}
    assert "The costliest head is Cross L1·H2" in shown(test)
    assert EN("roles.ablation_says", rise=0.2, low=0.195, high=0.205) in shown(test)
    test.selectbox(key="head").set_value("dec.1.h2").run()
    assert test.query_params["head"] == "dec.1.h2"
    assert "**Decoder L1·H2 has no role that we look for.**" in shown(test)


def test_an_unknown_head_in_a_link_falls_back_to_the_clearest(open_page: Open, measured) -> None:
    test = open_page("roles", head="</script>")
    assert not test.exception
    assert test.selectbox(key="head").value == "enc.1.h1"


def test_a_model_is_measured_once_and_a_random_one_has_hardly_a_role(open_page: Open, monkeypatch) -> None:
    asked: list[str] = []
    measure = measures.measure_roles

    def counted(*arguments):
        asked.append("roles")
        return measure(*arguments)

    monkeypatch.setattr(measures, "measure_roles", counted)
    test = open_page("roles", ablate="true", numbers="true")
    assert not test.exception
    assert figures(test) == {"role_map", "role_bars", "importance"}
    table = test.dataframe[0].value
    assert len(table) == (2 + 3 + 3) * 5
    assert table[EN("roles.column_ablation")].notna().all()
    assert (table[EN("roles.column_role")] == EN("roles.role_none")).mean() > 0.5
    test.selectbox(key="head").set_value("cross.3.h5").run()
    assert not test.exception
    assert asked == ["roles"]


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize("name", ["zh-en", "en-lm"])
def test_other_models_are_shown_as_far_as_they_can_be_measured(open_page: Open, monkeypatch, name, language) -> None:
    monkeypatch.setattr(model, "load", lambda asked: others()[name])
    test = open_page("roles", lang=language)
    assert not test.exception
    assert not test.error
    assert figures(test) == {"role_map", "role_bars"}
    assert Text(language)("roles.role_subject_verb") in shown(test), "what is missing is said to be missing"


def test_a_model_that_cannot_be_loaded_gives_a_message(open_page: Open, monkeypatch) -> None:
    def missing(name: str) -> Translator:
        raise CheckpointError("missing_model", "There is none.", name=name)

    monkeypatch.setattr(loaded, "translator", missing)
    test = open_page("roles")
    assert not test.exception
    assert [error.value for error in test.error] == [EN("errors.missing_model", name=markdown_escape("en-fr"))]
