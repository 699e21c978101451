"""The compare page with small random models, whose translations are dictated."""

import functools
import re

import pytest
from streamlit.testing.v1 import AppTest

import model
from model import checkpoint
from model.decoding import Search
from model.errors import InputError
from model.tap import Tap
from model.translator import Translation, Translator
from pages import _models as models
from pages import _session as session
from tests import small
from tests.app.conftest import Open
from viz.text import LANGUAGES, Text

EN = Text("en")
FRENCH = {
    session.FAMOUS_SENTENCE: "il était fatigué",
    session.FAMOUS_SENTENCE.replace("tired", "wide"): "elle était large",
    "The cat sat on the": " mat",
    "The dog sat on the": " mat",
}
ONE_MODEL = {"heads_1", "map_1", "difference", "map_2", "stream_change", "output", "next_pieces"}
TWO_MODELS = ONE_MODEL - {"stream_change"} | {"heads_2"}


@functools.cache
def translators() -> dict[str, Translator]:
    """The second model to French has other weights and another shape, and the tokenizer of the first."""
    return {
        "en-fr": small.translator(),
        "en-fr-plain": small.translator(seed=1, n_heads=3, n_encoder_layers=1),
        "en-lm": small.translator(**small.DECODER_ONLY, n_decoder_layers=2),
        "zh-en": small.translator(source_language="zh", target_language="en"),
    }


@pytest.fixture(autouse=True)
def shipped(small_model: Translator, monkeypatch: pytest.MonkeyPatch, tmp_path) -> None:
    """These models have weights, and write what is dictated, also where an intervention acts."""
    for name in translators():
        (tmp_path / name).mkdir()
        (tmp_path / name / checkpoint.TENSORS).touch()
    monkeypatch.setattr(checkpoint, "WEIGHTS", tmp_path)
    monkeypatch.setattr(model, "load", lambda name: translators()[name])
    translate = Translator.translate

    def dictated(self: Translator, text: str, search: Search, *, prefix=(), tap: Tap) -> Translation:
        written = self.tokenizer.encode(FRENCH.get(text, "la rue"), "fr").ids
        given = self.read(text).ids[1:] if self.config.is_decoder_only else ()
        return translate(self, text, search, prefix=(*given, *written, self.tokenizer.end_id), tap=tap)

    monkeypatch.setattr(Translator, "translate", dictated)


def figures(test: AppTest) -> set[str]:
    return {element.proto.id.rpartition("-")[2] for element in test.get("plotly_chart")}


def words(test: AppTest) -> str:
    return "\n".join(element.value for element in [*test.markdown, *test.caption])


@pytest.mark.parametrize("language", LANGUAGES)
def test_two_sentences(open_page: Open, language) -> None:
    text = Text(language)
    test = open_page("compare", lang=language, numbers_open="true")
    assert not test.exception
    assert not test.error
    assert test.title[0].value == text("compare.title")
    assert figures(test) == ONE_MODEL
    assert [box.value for box in test.text_input] == [
        session.FAMOUS_SENTENCE,
        session.FAMOUS_SENTENCE.replace("tired", "wide"),
    ]
    shown = words(test)
    assert all(f":color[**{word}**]" in shown for word in ("il", "fatigué", "elle", "large"))
    assert ":color[**était**]" not in shown
    assert text("compare.honest_sentences") in shown
    assert test.selectbox(key="row").value == "8-it"
    assert set(test.query_params) <= {"lang", "numbers_open"}, "what nobody chose is not in the address"


@pytest.mark.parametrize("language", LANGUAGES)
def test_two_models_have_no_common_heads_and_no_common_stream(open_page: Open, language) -> None:
    text = Text(language)
    test = open_page("compare", lang=language, compare_mode="models", other_head="L1H2")
    assert not test.exception
    assert not test.error
    assert figures(test) == TWO_MODELS
    assert test.selectbox(key="other_model").value == "en-fr-plain"
    assert len(test.selectbox(key="head").options) == 1 + 2 * 5
    assert len(test.selectbox(key="other_head").options) == 1 + 1 * 3
    assert test.selectbox(key="other_head").value == "L1H2"
    assert [info.value for info in test.info] == [text("compare.stream_none")]
    assert text("compare.grid_caption_models") in words(test)
    assert text("compare.honest_models") in words(test)


@pytest.mark.parametrize("language", LANGUAGES)
def test_with_and_without_an_intervention(open_page: Open, language) -> None:
    text = Text(language)
    test = open_page("compare", lang=language, compare_mode="intervention")
    assert not test.exception
    assert not test.error
    assert figures(test) == ONE_MODEL
    suggested = test.text_input(key="intervene").placeholder
    assert suggested.startswith("enc[")
    assert text("compare.honest_intervention") in words(test)
    assert ":color[" not in words(test), "the same words are written"
    one_head = open_page("compare", lang=language, compare_mode="intervention", intervene="enc.2.h5=off", kind="cross")
    assert not one_head.error
    assert one_head.text_input(key="intervene").value == "enc.2.h5=off"


def test_an_intervention_changes_what_is_shown_and_its_numbers_say_where(open_page: Open) -> None:
    query = {"compare_mode": "intervention", "intervene": "enc.2.h5=uniform"}
    rows = open_page("compare", rows_numbers="true", **query).dataframe[0].value
    moved = rows.groupby("head", sort=False)[EN("compare.column_moved")].max()
    assert moved[moved > 0].index.tolist() == ["L2·H5"]
    streams = open_page("compare", stream_numbers="true", **query).dataframe[0].value
    by_depth = streams.groupby(EN("compare.column_depth"))[EN("compare.distance_cosine")].max()
    assert (by_depth > 0).tolist() == [False, False, True]


@pytest.mark.parametrize(("mode", "language"), [("sentences", "zh"), ("models", "en"), ("intervention", "zh")])
def test_every_number_can_be_read(open_page: Open, mode, language) -> None:
    tables = {"rows": 9, "weights": 9, "stream": 7, "output": 10}
    opened = {f"{name}_numbers": "true" for name in tables}
    test = open_page("compare", lang=language, compare_mode=mode, **opened)
    assert not test.exception
    expected = [width for name, width in tables.items() if mode != "models" or name != "stream"]
    found = sorted(frame.value.shape[1] for frame in test.dataframe)
    if mode == "models":
        expected = [10 if width == 9 else width for width in expected]  # two heads have two names
    assert found == sorted(expected)
    assert all(len(frame.value) for frame in test.dataframe)


def test_a_head_a_row_and_a_word_stand_in_the_address(open_page: Open) -> None:
    query = {"kind": "cross", "head": "L3H2", "row": "all", "word": "1-il→elle", "distance": "length"}
    test = open_page("compare", **query)
    assert not test.exception
    assert {key: test.session_state[key] for key in query} == query
    assert {key: test.query_params.get(key) for key in ("head", "word", "distance")} == {
        key: query[key] for key in ("head", "word", "distance")
    }
    test.selectbox(key="head").set_value("L1H1").run()
    assert test.query_params["head"] == "L1H1"


def test_values_from_nowhere_fall_back(open_page: Open) -> None:
    test = open_page("compare", compare_mode="<b>", head="L9H9", row="3-<script>", word="99-x", other_model="zh-en")
    assert not test.exception
    assert not test.error
    assert figures(test) == ONE_MODEL


def test_words_on_one_side_only_are_offered_where_they_can_be_compared(open_page: Open) -> None:
    test = open_page("compare", sentence_2="The old animal didn't cross it.")
    assert not test.exception
    assert not test.error
    rows = test.selectbox(key="row").options
    assert "+old" not in rows
    assert {"animal", "it"} <= set(rows)
    same = open_page("compare", sentence="Hello.", sentence_2="<i>*you*</i>")
    assert not same.exception
    assert not same.error


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize("mode", ["sentences", "models", "intervention"])
def test_an_empty_sentence_is_said_once_and_nothing_typed_is_lost(open_page: Open, mode, language) -> None:
    test = open_page("compare", lang=language, compare_mode=mode, sentence=" ", intervene="enc.1.h1=off")
    assert not test.exception
    assert [error.value for error in test.error] == [Text(language)("errors.empty")]
    assert figures(test) == set()
    if mode == "intervention":
        assert test.text_input(key="intervene").value == "enc.1.h1=off"
    if mode == "sentences":
        assert "elle" in words(test), "the other side is shown"


@pytest.mark.parametrize(
    ("typed", "code", "language"),
    [
        ("<b>", "bad_intervention", "en"),
        ("enc.1.self=skip; no", "bad_intervention", "zh"),
        ("cross.1.h2[1,1]=2", "bad_intervention", "en"),
        ("enc.9.h1=off", "no_such_position", "zh"),
        ("enc[99,2]=cut", "no_such_position", "en"),
    ],
)
def test_a_bad_intervention_is_said_and_kept(open_page: Open, typed, code, language) -> None:
    test = open_page("compare", lang=language, compare_mode="intervention", intervene=typed)
    assert not test.exception
    start, end = Text(language)(f"errors.{code}", part="|", position="|").split("|")
    assert [(error.value.startswith(start), error.value.endswith(end)) for error in test.error] == [(True, True)]
    assert not re.search(r"(?<!\\)<", test.error[0].value), "typed text would be read as HTML"
    assert test.text_input(key="intervene").value == typed
    assert "il était" in words(test), "the side without is shown"


def test_too_long_a_second_sentence_names_the_limit(open_page: Open) -> None:
    long = "it " * 200
    test = open_page("compare", sentence_2=long)
    with pytest.raises(InputError) as refused:
        translators()["en-fr"].read(long.strip())
    assert [error.value for error in test.error] == [EN("errors.too_long", **refused.value.details)]


@pytest.mark.parametrize(("mode", "language"), [("sentences", "zh"), ("intervention", "en")])
def test_a_language_model_has_one_kind_of_attention(open_page: Open, mode, language) -> None:
    test = open_page("compare", lang=language, model="en-lm", compare_mode=mode)
    assert not test.exception
    assert not test.error
    assert figures(test) == ONE_MODEL
    if mode == "intervention":
        assert test.text_input(key="intervene").placeholder == "dec.1.h1=off"


def test_without_another_model_of_the_language_the_page_says_so(open_page: Open) -> None:
    test = open_page("compare", model="en-lm", compare_mode="models")
    assert not test.exception
    assert EN("compare.no_other_model") in [info.value for info in test.info]
    assert figures(test) == set()
    assert models.others("en-lm") == []


def test_a_chinese_sentence_is_aligned_by_its_words(open_page: Open) -> None:
    test = open_page("compare", lang="zh", model="zh-en")
    assert not test.exception
    assert not test.error
    assert figures(test) == ONE_MODEL
    assert {"我", "爱", "购→学", "物→习"} <= set(test.selectbox(key="row").options)
