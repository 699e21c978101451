"""The coreference page, with a small random model whose translations are dictated where a test needs a pronoun."""

import re

import pytest
from streamlit.testing.v1 import AppTest

from model.coreference_pairs import READY_PAIRS
from model.evaluation import Proportion
from model.evaluation.measured import PronounRoute
from model.translator import Translation, Translator
from pages import _models as models
from pages import _results as results
from tests.app.conftest import Open
from viz.share import share_in_words
from viz.text import Text

TIRED = "L'animal n'a pas traversé la rue parce qu'il était trop fatigué."
WIDE = "L'animal n'a pas traversé la rue parce qu'elle était trop large."


@pytest.fixture(autouse=True)
def dictated(small_model: Translator, monkeypatch: pytest.MonkeyPatch) -> dict[str, str]:
    """Translations by English sentence; the model is made to write them, and "la rue" for any other sentence."""
    french: dict[str, str] = {}

    def translation(sentence: str, name: str) -> Translation:
        ids = small_model.tokenizer.encode(french.get(sentence, "la rue"), "fr").ids
        return small_model.translate(sentence, prefix=[*ids, small_model.tokenizer.end_id])

    monkeypatch.setattr(results, "translation", translation)
    return french


def markdown(test: AppTest) -> str:
    return "\n".join(element.value for element in [*test.markdown, *test.caption, *test.info])


def figures(test: AppTest) -> set[str]:
    return {element.proto.id.rpartition("-")[2] for element in test.get("plotly_chart")}


@pytest.mark.parametrize("language", ["en", "zh"])
def test_the_famous_pair_shows_both_pronouns_and_every_head(open_page: Open, dictated, language) -> None:
    first, second = READY_PAIRS[0].sentences
    dictated |= {first: TIRED, second: WIDE}
    test = open_page("coreference", lang=language, numbers="true")
    assert not test.exception
    assert test.title[0].value == Text(language)("coreference.title")
    shown = markdown(test)
    assert ":color[**il**]" in shown
    assert ":color[**elle**]" in shown
    right = Text(language)(
        "coreference.expected_right", english="street", french="la rue", pronoun="elle", written="elle"
    )
    assert right in shown
    assert figures(test) == {"choice_1", "choice_2", "grid_1", "grid_2", "change", "bars", "routes"}
    table = test.dataframe[0].value
    assert len(table) == 2 * 5 + 3 * 5
    assert "1: animal" in table.columns[3].replace("：", ": ")


def test_a_wrong_pronoun_is_said_to_be_wrong(open_page: Open, dictated) -> None:
    dictated[READY_PAIRS[0].sentences[1]] = TIRED
    values = {"english": "street", "french": "la rue", "pronoun": "elle", "written": "il"}
    assert Text("en")("coreference.expected_wrong", **values) in markdown(open_page("coreference"))


def test_without_a_french_pronoun_the_encoder_is_still_shown(open_page: Open) -> None:
    test = open_page("coreference", numbers="true")
    assert not test.exception
    assert Text("en")("coreference.no_french_pronoun") in [info.value for info in test.info]
    assert figures(test) == {"grid_1", "grid_2", "change", "bars", "routes"}
    assert len(test.dataframe[0].value) == 2 * 5


@pytest.mark.parametrize("pair", READY_PAIRS, ids=lambda pair: pair.name)
def test_every_ready_pair_opens_from_its_link(open_page: Open, pair) -> None:
    test = open_page("coreference", pair=pair.name)
    assert not test.exception
    assert not test.error
    assert test.selectbox(key="pair").value == pair.name


def test_an_unknown_pair_in_a_link_falls_back_to_the_famous_one(open_page: Open) -> None:
    test = open_page("coreference", pair="<script>")
    assert not test.exception
    assert test.selectbox(key="pair").value == READY_PAIRS[0].name


def test_a_link_restores_own_sentences_and_the_words_chosen(open_page: Open, dictated) -> None:
    sentences = ("It was the cat that saw it on a mat.", "The cat was tired.")
    dictated[sentences[0]] = "il elle il"
    query = {"sentence_1": sentences[0], "sentence_2": sentences[1], "pronoun_1": "it", "antecedent_1": "mat"}
    test = open_page("coreference", pair="own", french_1="elle", **query)
    assert not test.exception
    assert [field.value for field in test.text_input] == list(sentences)
    assert test.selectbox(key="pronoun_1").value == "it"
    assert test.selectbox(key="antecedent_1").value == "mat"
    assert test.selectbox(key="french_1").value == "elle"
    shown = markdown(test)
    assert ":color[**It**]" in shown
    assert ":color[**mat**]" in shown
    assert Text("en")("coreference.no_pronoun") in [info.value for info in test.info]
    test.selectbox(key="pronoun_2").set_value("cat").run()
    assert test.query_params["pronoun_2"] == "cat"


@pytest.mark.parametrize("language", ["en", "zh"])
@pytest.mark.parametrize(
    ("sentence", "error"),
    [
        ("", "empty"),
        ("  \u00a0 ", "empty"),
        ("it " * 200, "too_long"),
        ("it\x00 is", "control_characters"),
        ("הוא גדול מדי", None),
        ("The 😀 saw the 👩‍🚀 because it was tired.", None),
        ("</script><script>alert(1)</script> the *it* :red[it] $it$", None),
        ("!?", None),
    ],
)
def test_odd_sentences_get_a_message_or_are_shown_as_they_are(open_page: Open, language, sentence, error) -> None:
    test = open_page("coreference", lang=language, pair="own", sentence_1=sentence)
    assert not test.exception
    assert test.text_input(key="sentence_1").value == sentence
    if error:
        start = Text(language)(f"errors.{error}", tokens="", limit="", characters="")[:4]
        assert [message.value.startswith(start) for message in test.error] == [True]
        assert "grid_2" in figures(test), "the other sentence should still be shown"
    else:
        assert not test.error
    assert not re.search(r"(?<!\\)<", markdown(test)), "typed text would be read as HTML"


@pytest.mark.parametrize("language", ["en", "zh"])
def test_models_are_compared_by_what_each_cut_costs(open_page: Open, monkeypatch, language) -> None:
    right = {"none": Proportion(95, 100), "encoder antecedent": Proportion(20, 100)}
    chance = {"none": Proportion(55, 100), "encoder antecedent": Proportion(45, 100)}
    measured = {
        "en-fr": PronounRoute(right, "L6·H4", Proportion(93, 100)),
        "en-fr-plain": PronounRoute(chance, "L2·H1", Proportion(60, 100)),
    }
    monkeypatch.setattr(models, "offered", lambda names: list(measured))
    monkeypatch.setattr(results, "pronoun_route", measured.get)
    text = Text(language)
    test = open_page("coreference", lang=language, route_numbers="true")
    assert not test.exception
    shown = markdown(test)
    assert text("coreference.routes_caption", total=100) in shown
    assert "95% → 20%" in shown
    assert "L6·H4" in shown
    said = text("coreference.route_chance", model=text("models.en-fr-plain"), before=0.55, head="|").split("|")[0]
    assert said in shown, "nothing is claimed of a model at chance"
    assert "55% →" not in shown
    table = test.dataframe[0].value
    expected = [share_in_words(shares["encoder antecedent"], text) for shares in (right, chance)]
    assert table.iloc[1].tolist()[1:] == expected


def test_without_measurements_nothing_is_said_of_routes(open_page: Open, monkeypatch) -> None:
    monkeypatch.setattr(results, "pronoun_route", lambda name: None)
    test = open_page("coreference")
    assert not test.exception
    assert "routes" not in figures(test)
