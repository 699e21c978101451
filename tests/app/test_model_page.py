"""The model page: look, load, go on with what was there where that fails; and brought models on the other pages."""

import re
import shutil
import socket
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
import streamlit as st
from huggingface_hub import constants
from streamlit.runtime.pages_manager import PagesManager
from streamlit.testing.v1 import AppTest

from model.errors import CheckpointError
from model.hub import loading
from model.hub.policy import FOLDERS, MODELS, Source
from pages import _loaded as loaded
from pages._missing_models import LARGER
from pages._models import NEEDS
from tests import tiny_hub, vision
from tests.app.conftest import PAGES
from tests.hub import FakeHub, change_config, only_pickle
from viz.text import LANGUAGES, Text, markdown_escape, templates

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
    loaded.shelf.cache_clear()
    st.cache_resource.clear()
    yield
    loaded.shelf.cache_clear()
    st.cache_resource.clear()


@pytest.fixture
def offered(tiny_models: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, fake_hub: FakeHub) -> Path:
    """The folders that the server offers: gpt2, bert, and some that cannot be loaded. The Hub has a gpt2, too."""
    folder = tmp_path / "offered"
    for name in ("gpt2", "bert", "marian", "another"):
        shutil.copytree(tiny_models / name.replace("another", "gpt2"), folder / name)
    only_pickle(shutil.copytree(tiny_models / "gpt2", folder / "pickled"))
    change_config(shutil.copytree(tiny_models / "gpt2", folder / "differing"), n_layer=3)
    change_config(shutil.copytree(tiny_models / "gpt2", folder / "unknown"), model_type="quux")
    weights = shutil.copytree(tiny_models / "gpt2", folder / "corrupt") / "model.safetensors"
    weights.write_bytes(weights.read_bytes()[:-100])
    fake_hub.models = {"someone/gpt2": tiny_models / "gpt2", "someone/gated": tiny_models / "gpt2"}
    fake_hub.gated = {"someone/gated"}
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
    assert loaded.shelf().models == ()

    load(test)
    assert not test.exception
    assert not test.error
    assert text("model.loaded", name="gpt2") in words(test)
    assert [one.name for one in loaded.shelf().models] == ["gpt2"]
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


def says(message: str, key: str, text: Text) -> bool:
    """Whether a message is that text, whatever stands in its gaps."""
    pattern = re.sub(r"\\\{\w+\\\}", "(.+)", re.escape(templates(text.language)[key]))
    return re.fullmatch(pattern, message) is not None


def nobody_listens(monkeypatch: pytest.MonkeyPatch) -> None:
    with socket.create_server(("127.0.0.1", 0)) as server:
        port = server.getsockname()[1]
    monkeypatch.setattr(constants, "ENDPOINT", f"http://127.0.0.1:{port}")


def memory_runs_low(monkeypatch: pytest.MonkeyPatch) -> None:
    """After the page has said that there is enough."""
    monkeypatch.setattr(loading, "free_memory", lambda device: 1000)


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize(
    ("name", "code", "change"),
    [
        ("someone/nothing", "not_on_hub", None),
        ("someone/gated", "gated", None),
        ("pickled", "only_pickle", None),
        ("corrupt", "broken_weights", None),
        ("unknown", "unknown_family", None),
        ("someone/gpt2", "no_network", nobody_listens),
        ("another", "too_little_memory", memory_runs_low),
        ("differing", "weights_differ", None),
        ("a b", "bad_name", None),
    ],
)
def test_after_a_failure_the_previous_model_stays(
    visit: Visit, monkeypatch: pytest.MonkeyPatch, name: str, code: str, change, language
) -> None:
    test = load(visit("model", lang=language, id="gpt2"))
    if change:
        change(monkeypatch)
    test.text_input(key="id").set_value(name).run()
    for key in ("ask", "load"):
        if key in {button.key for button in test.button}:
            test.button(key=key).click().run()
    assert not test.exception
    assert len(test.error) == 1
    assert says(test.error[0].value, f"errors.{code}", Text(language))
    assert "/tmp" not in test.error[0].value
    assert test.session_state["model"] == "gpt2"
    assert [one.name for one in loaded.shelf().models] == ["gpt2"]
    assert test.text_input(key="id").value == name, "nothing typed is lost"
    assert not visit("attention", model="gpt2").error


def test_the_hub_is_asked_and_fetched_from_only_on_a_click(visit: Visit, fake_hub: FakeHub) -> None:
    test = visit("model", id="someone/gpt2")
    assert EN("model.not_here", name=markdown_escape("someone/gpt2")) in words(test)
    assert fake_hub.asked == []
    test.button(key="ask").click().run()
    assert not test.error
    assert "8,160" in test.table[0].value.to_string()
    assert EN("model.place_hub") in test.table[0].value.to_string()
    assert loaded.shelf().models == ()
    load(test)
    assert not test.error
    assert [one.name for one in loaded.shelf().models] == ["someone/gpt2"]
    assert "someone/gpt2" in test.selectbox(key="here_all").options, "from now on it is here"


def test_an_example_asks_on_its_one_click(visit: Visit, fake_hub: FakeHub) -> None:
    fake_hub.models["Helsinki-NLP/opus-mt-en-fr"] = fake_hub.models["someone/gpt2"]
    test = visit("model")
    assert fake_hub.asked == []
    test.button(key="example_Helsinki-NLP/opus-mt-en-fr").click().run()
    assert test.text_input(key="id").value == "Helsinki-NLP/opus-mt-en-fr"
    assert "load" in {one.key for one in test.button}
    assert not any(path.endswith(".spm") for path in fake_hub.asked), "looked at, not fetched"
    test.button(key="example_openai-community/gpt2").click().run()
    assert len(test.error) == 1, "this Hub has none of that name"


def test_two_models_at_most_and_each_can_go(visit: Visit) -> None:
    test = visit("model")
    for name in ("gpt2", "bert", "another"):
        test.button(key=f"here_{name}").click().run()
        load(test)
    assert [one.name for one in loaded.shelf().models] == ["another", "bert"]
    number = loaded.shelf().models[0].number
    test.button(key=f"unload_{number}").click().run()
    assert [one.name for one in loaded.shelf().models] == ["bert"]
    assert not test.exception


def test_more_models_than_buttons_are_in_a_dropdown(visit: Visit, offered: Path, tiny_models: Path) -> None:
    shutil.copytree(tiny_models / "bert", offered / "ninth")
    test = visit("model")
    assert {"gpt2", "bert", "ninth"} <= set(test.selectbox(key="here_all").options)
    assert "here_gpt2" not in {button.key for button in test.button}
    test.selectbox(key="here_all").select("ninth").run()
    assert not test.exception
    assert test.text_input(key="id").value == "ninth"
    assert test.selectbox(key="here_all").value is None
    assert not load(test).error


@pytest.mark.parametrize(("page", "language"), [("coreference", "en"), ("scorecard", "zh")])
def test_one_click_brings_a_larger_model_to_the_same_test(
    visit: Visit, fake_hub: FakeHub, tiny_models: Path, page: str, language
) -> None:
    fake_hub.models[LARGER] = tiny_models / "marian"
    test = visit("model", lang=language).switch_page(f"pages/{page}.py").run()
    assert fake_hub.asked == []
    assert LARGER in test.button(key="larger").label.replace("\\", "").replace("\u2060", "")
    test.button(key="larger").click().run(timeout=120)
    assert not test.exception
    assert not test.error
    assert [one.name for one in loaded.shelf().models] == [LARGER]
    assert test.title[0].value == Text(language)(f"{page}.title")
    assert test.selectbox(key="model").value == LARGER


def test_a_click_that_came_to_nothing_is_forgotten(visit: Visit, fake_hub: FakeHub, tiny_models: Path) -> None:
    test = visit("model").switch_page("pages/coreference.py").run()
    test.button(key="larger").click().run()
    assert says(test.error[0].value, "errors.not_on_hub", EN)
    fake_hub.models[LARGER] = tiny_models / "marian"
    test.switch_page("pages/model.py").run()
    test.button(key=f"example_{LARGER}").click().run()
    assert not test.error
    assert loaded.shelf().models == (), "only looked at"
    assert load(test).title[0].value == EN("model.title"), "and it stays on this page"


@pytest.mark.parametrize("language", LANGUAGES)
def test_a_model_of_many_languages_is_told_which(visit: Visit, offered: Path, language) -> None:
    made = tiny_hub.nllb_tokenizer()
    ids = {"pad_token_id": 1, "eos_token_id": 2, "bos_token_id": 0, "decoder_start_token_id": 2}
    for part in (tiny_hub.model("M2M100", vocab_size=len(made), **ids), made):
        part.save_pretrained(offered / "nllb")
    text = Text(language)
    test = visit("model", lang=language, id="nllb")
    assert text("model.can_many_languages") in test.table[0].value.to_string()
    assert [test.text_input(key=f"{side}_language").value for side in ("source", "target")] == ["en", "fr"]
    load(test)
    assert not test.error
    assert links(test) == titles("attention", "text", "writes", "grammar", "to_french", text=text)
    assert loaded.shelf().models[0].model.config.forced == (made.convert_tokens_to_ids("fra_Latn"),)

    test.text_input(key="target_language").set_value("qq").run()
    load(test)
    assert [says(error.value, "errors.no_language", text) for error in test.error] == [True]
    test.text_input(key="target_language").set_value("").run()
    load(test)
    assert not test.error
    assert text("model.peculiar_many_languages") in words(test)
    assert links(test) == titles("attention", "text", "writes", text=text)


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
    assert loaded.shelf().models[0].dtype == "bfloat16"


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
    loaded.shelf().load(Source("gpt2", offered / "gpt2"))
    test = visit(page, lang=language, model="gpt2")
    assert not test.exception
    assert not test.error
    assert test.selectbox(key="model").value == "gpt2"
    assert test.text_input(key="text").label in (Text(language)("app.text"), Text(language)("compare.sentence_n", n=1))


@pytest.mark.parametrize("page", ["attention", "bertviz", "layer_norm"])
def test_an_encoder_is_shown_without_a_translation(visit: Visit, page: str, offered: Path) -> None:
    loaded.shelf().load(Source("bert", offered / "bert"))
    test = visit(page, model="bert", text="the cat sat on the mat.")
    assert not test.exception
    assert not test.error
    assert test.selectbox(key="model").value == "bert"
    assert "bert" not in visit("decoding").selectbox(key="model").options


@pytest.mark.parametrize("language", LANGUAGES)
def test_a_page_that_cannot_show_the_model_says_why_and_the_next_one_shows_it_again(
    visit: Visit, offered: Path, language
) -> None:
    text = Text(language)
    loaded.shelf().load(Source("bert", offered / "bert"))

    def said_unfit(test: AppTest) -> list[str]:
        return [info.value for info in test.info if says(info.value, "models.unfit", text)]

    test = visit("model", lang=language).switch_page("pages/attention.py")
    test.query_params["model"] = "bert"
    assert test.run().selectbox(key="model").value == "bert"
    for page, reason in (("decoding", "writes"), ("coreference", "to_french")):
        test.query_params.clear()
        test.switch_page(f"pages/{page}.py").run()
        assert not test.exception
        for again in (False, True):
            (said,) = said_unfit(test.run() if again else test)
            assert text(f"model.needs_{reason}") in said
        assert test.selectbox(key="model").value == "en-fr"
    test.query_params.clear()
    test.switch_page("pages/attention.py").run()
    assert test.selectbox(key="model").value == "bert"
    assert not said_unfit(test)

    test.switch_page("pages/decoding.py").run()
    test.selectbox(key="model").set_value("en-lm").run()
    assert not said_unfit(test)
    test.switch_page("pages/attention.py").run()
    assert test.selectbox(key="model").value == "en-lm", "another choice is a choice"


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
            loaded.translator(name)
        assert caught.value.code == "unloaded"
    with pytest.raises(CheckpointError):
        loaded.translator("gpt2")


@pytest.mark.parametrize("page", ["coreference", "scorecard", "roles"])
def test_a_translation_model_is_put_to_the_same_test(visit: Visit, page: str, offered: Path) -> None:
    assert "larger" in {button.key for button in visit(page).button} or page == "roles"
    loaded.shelf().load(Source("marian", offered / "marian"))
    test = visit(page, model="marian", n="30")
    assert not test.exception
    assert not test.error
    assert test.selectbox(key="model").value == "marian"
    assert "larger" not in {button.key for button in test.button}


def test_only_looking_at_a_model_counts_as_using_it(visit: Visit, offered: Path) -> None:
    for name in ("gpt2", "bert"):
        loaded.shelf().load(Source(name, offered / name))
    visit("attention")
    assert [one.name for one in loaded.shelf().models] == ["bert", "gpt2"]
    visit("attention", model="gpt2")
    assert [one.name for one in loaded.shelf().models] == ["gpt2", "bert"]


def test_a_model_that_another_reader_unloaded_is_missed(visit: Visit, offered: Path) -> None:
    loaded.shelf().load(Source("gpt2", offered / "gpt2"))
    test = visit("attention", model="gpt2")
    assert test.selectbox(key="model").value == "gpt2"
    loaded.shelf().unload("gpt2")
    test.run()
    assert not test.exception
    assert test.selectbox(key="model").value == "en-fr"
    assert any("gpt2" in info.value for info in test.info)
