"""The scorecard page, with the planted model, whose truth is known, in place of the shipped one."""

from collections.abc import Iterator

import pytest
import streamlit as st
from streamlit.testing.v1 import AppTest

import model
from model.evaluation.probes import Probe
from model.interventions.place import Head
from model.translator import Translator
from pages import _results as results
from pages import _scorecard_sentences
from tests import planted
from tests.app.conftest import PAGES, Open
from tests.planted import COPYING, DECOY, SENTENCES
from viz.scorecard import MEASURES, head_title
from viz.text import LANGUAGES, Text, markdown_escape

EN = Text("en")


@pytest.fixture(params=[False])
def planted_model(request: pytest.FixtureRequest, monkeypatch: pytest.MonkeyPatch) -> Iterator[Translator]:
    """Pages get the planted model (with the parameter True, the ablated one), and its sentences for the grammar's."""
    made = planted.translator(ablated=request.param)
    monkeypatch.setattr(model, "load", lambda name: made)
    monkeypatch.setattr(results, "stored_scorecard", lambda name: None)

    def probes(translator: Translator, count: int) -> list[Probe]:
        return [planted.probe(sentence) for sentence in SENTENCES]

    monkeypatch.setattr(_scorecard_sentences, "make_probes", probes)
    st.cache_resource.clear()
    yield made
    st.cache_resource.clear()


@pytest.fixture
def open_scorecard(planted_model: Translator) -> Open:
    def opened(name: str = "scorecard", *, lang: str = "en", **query: str) -> AppTest:
        test = AppTest.from_file(str(PAGES / f"{name}.py"), default_timeout=60)
        test.session_state["lang"] = lang
        test.query_params.update(query)
        return test.run()

    return opened


def said(test: AppTest) -> str:
    return "\n".join(element.value for element in [*test.markdown, *test.caption, *test.info])


def figures(test: AppTest) -> set[str]:
    return {element.proto.id.rpartition("-")[2] for element in test.get("plotly_chart")}


@pytest.mark.parametrize("lang", LANGUAGES)
@pytest.mark.parametrize(
    ("view", "shown"),
    [
        ("heads", {"look_and_cost"}),
        ("routes", {"routes_encoder", "routes_cross"}),
        ("sets", {"falling"}),
    ],
)
def test_each_view_opens_in_each_language(open_scorecard: Open, view: str, shown: set[str], lang) -> None:
    test = open_scorecard(lang=lang, view=view, numbers="true")
    assert not test.exception
    assert not test.error
    assert test.title[0].value == Text(lang)("scorecard.title")
    assert figures(test) == shown


def test_the_head_that_copies_comes_first_and_is_said_to_matter(open_scorecard: Open) -> None:
    test = open_scorecard()
    names = test.selectbox(key="head").options
    assert names[:2] == [head_title(Head(*COPYING), EN), head_title(Head(*DECOY), EN)]
    assert "**L2·H2** prefers the right noun in 100.0%" in said(test)
    assert EN("scorecard.verdict_matters") in said(test)
    assert len(test.dataframe[0].value) == 2 * 2 + 2


def test_the_decoy_is_said_to_do_nothing_though_it_looks_as_well(open_scorecard: Open) -> None:
    test = open_scorecard(head="enc.2.h1")
    assert "**L2·H1** prefers the right noun in 100.0%" in said(test)
    assert EN("scorecard.verdict_nothing") in said(test)


@pytest.mark.parametrize("planted_model", [True], indirect=True)
def test_a_model_that_resolves_nothing_is_said_to_resolve_nothing(open_scorecard: Open) -> None:
    assert EN("scorecard.verdict_chance") in said(open_scorecard())
    sets = open_scorecard(view="sets")
    assert EN("scorecard.sets_chance", before="0.0% [0.0%, 32.4%] of 8") in said(sets)
    assert figures(sets) == set()


def test_an_unknown_head_in_the_link_falls_back_to_the_first(open_scorecard: Open) -> None:
    test = open_scorecard(head="enc.9.h9")
    assert not test.exception
    assert test.selectbox(key="head").value == "enc.2.h2"


def test_all_heads_stand_on_a_map_in_the_colour_that_is_chosen(open_scorecard: Open) -> None:
    for colour in MEASURES:
        test = open_scorecard(heads_as="map", colour=colour)
        assert not test.exception
        assert figures(test) == {"head_map"}
        assert test.selectbox(key="colour").value == colour


def test_all_sentences_of_a_head_stand_in_a_table(open_scorecard: Open) -> None:
    table = open_scorecard(numbers="true").dataframe[0].value
    assert sorted(table["sentence"]) == sorted(SENTENCES)
    assert set(table["right noun"]) == {"animal", "cow", "street", "park"}
    assert (table["edge cut: nats"] < 0).all(), "the head that copies: without its look all are wrong"


def test_what_was_stopped_is_measured_when_it_is_asked_for_again(open_scorecard: Open) -> None:
    test = open_scorecard()
    st.cache_resource.clear()
    test.session_state["stopped"] = {"scorecard en-fr 100"}
    test.run()
    assert not test.exception
    assert EN("app.stopped") in said(test)
    assert figures(test) == set()
    assert EN("scorecard.honest") in said(test), "the rest of the page stays"
    test.button(key="measure_scorecard").click().run()
    assert EN("app.stopped") not in said(test)
    assert figures(test) == {"look_and_cost"}


def test_the_routes_say_where_most_is_lost(open_scorecard: Open) -> None:
    test = open_scorecard(view="routes", numbers="true")
    assert "it → right noun" in said(test)
    table = test.dataframe[0].value
    assert len(table) == 12 * 3 + 4
    lost = table[table["cut: right pronouns"] < 1]["edges cut"].tolist()
    assert set(lost) == {"it → right noun", "it → words after it", "il/elle → it"}


@pytest.mark.parametrize("lang", LANGUAGES)
def test_one_word_changed_is_followed_through_the_model(open_page: Open, lang) -> None:
    test = open_page("scorecard", lang=lang, view="patching")
    assert not test.exception  # a random model writes no pronoun, and is told so
    assert test.error


def test_my_own_sentences_wait_for_a_file_and_say_what_is_wrong_with_it(open_scorecard: Open) -> None:
    test = open_scorecard(source="own")
    assert EN("scorecard.no_file") in said(test)
    table = (
        f"sentence,antecedent,distractor,pronoun\n{SENTENCES[0]},animal,street,il\n{SENTENCES[0]},<b>dog,street,il\n"
    )
    test.get("file_uploader")[0].set_value(("own.csv", table.encode(), "text/csv")).run()
    assert not test.exception
    assert "of 1 sentences" in said(test)
    assert "line 3" in test.warning[0].value
    assert "<b>" not in test.warning[0].value
    test.get("file_uploader")[0].set_value(("own.csv", b"a,b\n", "text/csv")).run()
    missing = markdown_escape("sentence, antecedent, distractor, pronoun")
    assert test.error[0].value == EN("errors.missing_columns", columns=missing)
