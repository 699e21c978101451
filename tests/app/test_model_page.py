"""The model page: look, load, go on with what was there where that fails; and brought models on the other pages."""

import shutil
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
import streamlit as st
from streamlit.runtime.pages_manager import PagesManager
from streamlit.testing.v1 import AppTest

from model.errors import CheckpointError
from model.hub import loading
from model.hub.policy import FOLDERS, MODELS, Source
from pages import _session as session
from pages._models import NEEDS
from tests import vision
from tests.app.conftest import PAGES
from tests.hub import FakeHub, change_config, only_pickle
from viz.text import LANGUAGES, Text

EN = Text("en")
ROOT = PAGES.parent


@pytest.fixture(autouse=True)
def empty_shelf(monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
    """As on a server that has just started and navigates with st.navigation."""
    make = PagesManager.__init__

    def make_for_navigation(self: PagesManager, *arguments: object, **options: object) -> None:
        PagesManager.uses_pages_directory = False
        make(self, *arguments, **options)

    monkeypatch.setattr(PagesManager, "__init__", make_for_navigation)
    session.shelf.cache_clear()
    st.cache_resource.clear()
    yield
    session.shelf.cache_clear()
    st.cache_resource.clear()


@pytest.fixture
def offered(tiny_models: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, fake_hub: FakeHub) -> Path:
    """The folders that the server offers: gpt2, bert, and some that cannot be loaded. The Hub has a gpt2, too."""
    folder = tmp_path / "offered"
    for name in ("gpt2", "bert", "marian", "another"):
        shutil.copytree(tiny_models / name.replace("another", "gpt2"), folder / name)
    only_pickle(shutil.copytree(tiny_models / "gpt2", folder / "pickled"))
    change_config(shutil.copytree(tiny_models / "gpt2", folder / "differing"), n_layer=3)
    fake_hub.models = {"someone/gpt2": tiny_models / "gpt2"}
    monkeypatch.setenv(FOLDERS, str(folder))
    return folder


Visit = Callable[..., AppTest]


@pytest.fixture
def visit(offered: Path) -> Visit:
    """`visit("model", id="gpt2")`: that page; the model page, which links to others, within the app."""

    def opened(page: str, *, lang: str = "en", **query: str) -> AppTest:
        alone = page != "model"
        test = AppTest.from_file(str(PAGES / f"{page}.py" if alone else ROOT / "app.py"), default_timeout=60)
        test.session_state["lang"] = lang
        if not alone:
            test.switch_page("pages/model.py")
        test.query_params.update(query)
        return test.run()

    return opened


def load(test: AppTest) -> AppTest:
    return test.button(key="load").click().run()


def words(test: AppTest) -> str:
    return "\n".join(one.value for one in [*test.markdown, *test.caption, *test.success, *test.info])


def links(test: AppTest) -> set[str]:
    return {link.proto.label for link in test.get("page_link")}


def titles(*needs: str, text: Text = EN) -> set[str]:
    """The names of the pages with these needs."""
    return {text(f"app.{page}") for page, need in NEEDS.items() if need in needs}


@pytest.mark.parametrize("language", LANGUAGES)
def test_a_model_is_looked_at_then_loaded_then_shown(visit: Visit, language) -> None:
    text = Text(language)
    test = visit("model", lang=language, id="gpt2")
    assert not test.exception
    assert not test.error
    assert "8,160" in test.table[0].value.to_string()
    assert text("model.shelf_empty") in words(test)
    assert session.shelf().models == ()

    load(test)
    assert not test.exception
    assert not test.error
    assert text("model.loaded", name="gpt2") in words(test)
    assert [one.name for one in session.shelf().models] == ["gpt2"]
    assert test.session_state["model"] == "gpt2"
    assert links(test) == titles("attention", "text", "writes", "grammar", text=text)
    assert text("model.needs_to_french") in words(test)


def test_an_encoder_leads_to_the_pages_that_need_no_decoder(visit: Visit) -> None:
    test = load(visit("model", id="bert"))
    assert links(test) == titles("attention", "text", "grammar")
    assert EN("model.needs_writes") in words(test)


@pytest.mark.parametrize("language", LANGUAGES)
def test_a_model_that_reads_images_leads_to_its_page_and_to_no_other(visit: Visit, offered: Path, language) -> None:
    vision.classifier().save_pretrained(offered / "vit")
    refused = load(visit("model", lang=language, id="vit"))
    assert not refused.exception
    assert [error.value for error in refused.error] == [Text(language)("errors.no_image_processor", name="vit")]

    vision.processor().save_pretrained(offered / "vit")
    test = load(visit("model", lang=language, id="vit"))
    assert not test.exception
    assert not test.error
    assert links(test) == titles("attention", "images", text=Text(language))
    assert Text(language)("model.needs_text") in words(test)


@pytest.mark.parametrize(
    ("name", "said", "language"),
    [("pickled", "safetensors", "en"), ("differing", "config.json", "zh"), ("a b", "a b", "en")],
)
def test_after_a_failure_the_previous_model_stays(visit: Visit, name: str, said: str, language) -> None:
    test = load(visit("model", lang=language, id="gpt2"))
    test.text_input(key="id").set_value(name).run()
    if "load" in {button.key for button in test.button}:
        load(test)
    assert not test.exception
    assert len(test.error) == 1
    assert said in test.error[0].value.replace("\\", "").replace("\u2060", "")
    assert "/tmp" not in test.error[0].value
    assert test.session_state["model"] == "gpt2"
    assert [one.name for one in session.shelf().models] == ["gpt2"]
    assert test.text_input(key="id").value == name, "nothing typed is lost"
    assert not visit("attention", model="gpt2").error


def test_the_hub_is_asked_and_fetched_from_only_on_a_click(visit: Visit, fake_hub: FakeHub) -> None:
    test = visit("model", id="someone/gpt2")
    assert EN("model.not_here", name="someone\u2060\\/gpt2") in words(test) or "someone" in words(test)
    assert fake_hub.asked == []
    test.button(key="ask").click().run()
    assert not test.error
    assert "8,160" in test.table[0].value.to_string()
    assert EN("model.place_hub") in test.table[0].value.to_string()
    assert session.shelf().models == ()
    load(test)
    assert not test.error
    assert [one.name for one in session.shelf().models] == ["someone/gpt2"]
    assert test.button(key="here_someone/gpt2").label == "someone/gpt2", "from now on it is here"


def test_an_example_asks_on_its_one_click(visit: Visit, fake_hub: FakeHub) -> None:
    fake_hub.models["Helsinki-NLP/opus-mt-en-fr"] = fake_hub.models["someone/gpt2"]
    test = visit("model")
    assert fake_hub.asked == []
    test.button(key="example_Helsinki-NLP/opus-mt-en-fr").click().run()
    assert test.text_input(key="id").value == "Helsinki-NLP/opus-mt-en-fr"
    assert test.query_params["id"] == ["Helsinki-NLP/opus-mt-en-fr"] or "load" in {one.key for one in test.button}
    test.button(key="example_openai-community/gpt2").click().run()
    assert len(test.error) == 1, "this Hub has none of that name"


def test_two_models_at_most_and_each_can_go(visit: Visit) -> None:
    test = visit("model")
    for name in ("gpt2", "bert", "another"):
        test.button(key=f"here_{name}").click().run()
        load(test)
    assert [one.name for one in session.shelf().models] == ["another", "bert"]
    number = session.shelf().models[0].number
    test.button(key=f"unload_{number}").click().run()
    assert [one.name for one in session.shelf().models] == ["bert"]
    assert not test.exception


def test_what_does_not_fit_says_so_and_cannot_be_clicked(visit: Visit, monkeypatch: pytest.MonkeyPatch) -> None:
    from pages import _model_loading

    need = 4 * 8160
    for module in (_model_loading, loading):
        monkeypatch.setattr(module, "free_memory", lambda device="cpu": need - 1)
    test = visit("model", id="gpt2")
    assert test.button(key="load").disabled
    assert len(test.warning) == 1
    test.button_group(key="dtype").set_value("bfloat16").run()
    assert not test.warning
    assert not load(test).error
    assert session.shelf().models[0].dtype == "bfloat16"


def test_a_server_allows_what_it_allows(visit: Visit, monkeypatch: pytest.MonkeyPatch, fake_hub: FakeHub) -> None:
    monkeypatch.setenv(MODELS, "openai-community/*")
    test = visit("model", id="someone/gpt2")
    assert len(test.error) == 1
    assert EN("model.restricted") in words(test)
    examples = {button.label for button in test.button if (button.key or "").startswith("example_")}
    assert examples == {"openai-community/gpt2"}
    assert fake_hub.asked == []
    assert len(visit("model", id="/etc").error) == 1


@pytest.mark.parametrize(
    ("page", "language"),
    [*zip(("attention", "decoding", "laboratory", "compare", "methods", "layer_norm"), [*LANGUAGES] * 3, strict=True)],
)
def test_a_language_model_is_shown_on_every_page_that_it_fits(visit: Visit, page: str, language, offered: Path) -> None:
    session.shelf().load(Source("gpt2", offered / "gpt2"))
    test = visit(page, lang=language, model="gpt2")
    assert not test.exception
    assert not test.error
    assert test.selectbox(key="model").value == "gpt2"
    assert test.text_input(key="text").label in (Text(language)("app.text"), Text(language)("compare.sentence_n", n=1))


@pytest.mark.parametrize("page", ["attention", "bertviz", "layer_norm"])
def test_an_encoder_is_shown_without_a_translation(visit: Visit, page: str, offered: Path) -> None:
    session.shelf().load(Source("bert", offered / "bert"))
    test = visit(page, model="bert", text="the cat sat on the mat.")
    assert not test.exception
    assert not test.error
    assert test.selectbox(key="model").value == "bert"
    assert "bert" not in visit("decoding").selectbox(key="model").options


def test_a_link_to_a_model_that_is_not_here_says_so_and_goes_on(visit: Visit, fake_hub: FakeHub) -> None:
    test = AppTest.from_file(str(ROOT / "app.py"), default_timeout=60)
    test.query_params["model"] = "someone/gpt2"
    test.run()
    assert not test.exception
    assert not test.error
    assert test.selectbox(key="model").value == "en-fr"
    assert ["gpt2" in info.value for info in test.info] == [True]
    assert fake_hub.asked == []
    test.button(key="bring").click().run()
    assert not test.exception
    assert test.title[0].value == EN("model.title")
    assert test.text_input(key="id").value == "someone/gpt2"
    assert fake_hub.asked == []


def test_what_is_no_longer_in_memory_is_not_loaded_behind_the_policy(offered: Path) -> None:
    for name in ("someone/gpt2", str(offered / "gpt2")):
        with pytest.raises(CheckpointError) as caught:
            session.translator(name)
        assert caught.value.code == "unloaded"
    with pytest.raises(CheckpointError):
        session.translator("gpt2")


@pytest.mark.parametrize("page", ["coreference", "scorecard", "roles"])
def test_a_translation_model_is_put_to_the_same_test(visit: Visit, page: str, offered: Path) -> None:
    assert "larger" in {button.key for button in visit(page).button} or page == "roles"
    session.shelf().load(Source("marian", offered / "marian"))
    test = visit(page, model="marian", n="30")
    assert not test.exception
    assert not test.error
    assert test.selectbox(key="model").value == "marian"
    assert "larger" not in {button.key for button in test.button}


def test_only_looking_at_a_model_counts_as_using_it(visit: Visit, offered: Path) -> None:
    for name in ("gpt2", "bert"):
        session.shelf().load(Source(name, offered / name))
    visit("attention")
    assert [one.name for one in session.shelf().models] == ["bert", "gpt2"]
    visit("attention", model="gpt2")
    assert [one.name for one in session.shelf().models] == ["gpt2", "bert"]


def test_a_model_that_another_reader_unloaded_is_missed(visit: Visit, offered: Path) -> None:
    session.shelf().load(Source("gpt2", offered / "gpt2"))
    test = visit("attention", model="gpt2")
    assert test.selectbox(key="model").value == "gpt2"
    session.shelf().unload("gpt2")
    test.run()
    assert not test.exception
    assert test.selectbox(key="model").value == "en-fr"
    assert any("gpt2" in info.value for info in test.info)
