"""The laboratory, with the planted model: what its one head does is known."""

import re
from collections.abc import Iterator

import pytest
import streamlit as st
from streamlit.testing.v1 import AppTest

import model
from model.interventions import InterventionError, mean_head_outputs
from pages import _laboratory_tools as tools
from pages import _results as results
from pages import _session as session
from tests import planted
from tests.app.conftest import PAGES
from viz.text import LANGUAGES, Text

SENTENCE = planted.SENTENCES[0]  # "the animal saw the street because it was tired": il
WIDE = planted.SENTENCES[1]  # the same with "wide": elle
TURNED = "enc[7,2]=cut"  # from "it" to "animal": elle
EN = Text("en")


@pytest.fixture(autouse=True)
def planted_model(monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
    monkeypatch.setattr(model, "load", lambda name: planted.translator())
    st.cache_resource.clear()
    yield
    st.cache_resource.clear()


def laboratory(*, lang: str = "en", sentence: str = SENTENCE, **query: str) -> AppTest:
    test = AppTest.from_file(str(PAGES / "laboratory.py"), default_timeout=60)
    test.session_state["lang"] = lang
    test.query_params.update(query | {"sentence": sentence})
    return test.run()


def words(test: AppTest) -> str:
    return "\n".join(element.value for element in [*test.markdown, *test.caption])


def line(test: AppTest, which: str, text: Text = EN) -> str:
    """The translation without or with interventions."""
    label = f"**{text(f'laboratory.{which}')}**"
    return next((one.value.removeprefix(label).strip() for one in test.markdown if one.value.startswith(label)), "")


def figures(test: AppTest) -> set[str]:
    return {element.proto.id.rpartition("-")[2] for element in test.get("plotly_chart")}


def intervene(test: AppTest) -> str:
    return test.text_input(key="intervene").value


@pytest.mark.parametrize("language", LANGUAGES)
def test_it_opens_with_nothing_changed(language) -> None:
    text = Text(language)
    test = laboratory(lang=language)
    assert not test.exception
    assert not test.error
    assert test.title[0].value == text("laboratory.title")
    assert line(test, "without", text) == "il"
    assert not line(test, "with", text)
    assert text("laboratory.nothing_yet") in words(test)
    assert text("laboratory.honest") in words(test)
    assert figures(test) == {"switchboard", "pronoun", "shift"}
    assert test.button(key="undo").disabled
    assert test.button(key="reset").disabled


@pytest.mark.parametrize("language", LANGUAGES)
def test_a_link_shows_what_its_interventions_change(language) -> None:
    text = Text(language)
    test = laboratory(lang=language, intervene=TURNED, numbers="true", shift_numbers="true")
    assert not test.exception
    assert "~~il~~" in line(test, "without", text)
    assert "**elle**" in line(test, "with", text)
    assert text("laboratory.changed", gone=1, new=1) in words(test)
    board, tokens = (frame.value for frame in test.dataframe)
    assert len(board) == 2 * 2 + 2 + 2
    assert set(board[text("laboratory.column_state")]) == {text("laboratory.state_on"), text("laboratory.state_edited")}
    assert set(tokens[text("laboratory.column_token")][:2]) == {"il", "elle"}
    before, after = (
        dict(zip(tokens[text("laboratory.column_token")], tokens[text(f"laboratory.{which}")], strict=True))
        for which in ("before", "after")
    )
    assert before["il"] > 0.5 > before["elle"]
    assert after["il"] < after["elle"]


def test_the_same_words_may_hide_other_probabilities() -> None:
    test = laboratory(intervene="enc.2.h2[7,2]=0.7")
    assert EN("laboratory.same") in words(test)
    odds = re.search(r"Log-odds il : elle ([+-][\d.]+) → ([+-][\d.]+) nats", words(test))
    assert odds
    assert float(odds[1]) > float(odds[2]) > 0


@pytest.mark.parametrize(
    ("written", "error", "board"),
    [
        ("<b>nonsense</b>", "bad_intervention", False),
        ("enc.9.h1=off", "no_such_position", False),
        ("enc[7,99]=cut", "no_such_position", True),
        ("; ".join(f"enc[7,{key}]=cut" for key in range(1, 11)), "nothing_to_see", True),
    ],
)
def test_what_cannot_be_done_is_said_and_nothing_is_lost(written: str, error: str, board: bool) -> None:
    test = laboratory(intervene=written)
    assert not test.exception
    start = EN(f"errors.{error}", part="§", position="§").partition("§")[0]
    assert [message.value.startswith(start) for message in test.error] == [True]
    assert "<b>" not in test.error[0].value
    assert intervene(test) == written
    assert line(test, "without") == "il"
    assert ("switchboard" in figures(test)) == board
    test.text_input(key="intervene").set_value(TURNED).run()
    assert "elle" in line(test, "with")


def test_changes_are_undone_one_by_one_and_reset_together() -> None:
    test = laboratory()
    for text in ("enc.2.h1=off", "enc.2.h1=off; dec.1.ff=skip"):
        test.text_input(key="intervene").set_value(text).run()
    test.button(key="reset").click().run()
    assert intervene(test) == ""
    for text in ("enc.2.h1=off; dec.1.ff=skip", "enc.2.h1=off", ""):
        test.button(key="undo").click().run()
        assert intervene(test) == text
    assert test.button(key="undo").disabled


def test_a_click_switches_a_head_and_a_second_one_back(monkeypatch: pytest.MonkeyPatch) -> None:
    def button(figure, *, key, alt, on_click=None) -> None:
        if on_click:
            st.button(key, key=f"click_{key}", on_click=on_click, args=(["encoder", 1, 1],))

    monkeypatch.setattr(session, "show_figure", button)
    test = laboratory(intervene="dec.1.h1=off")
    clicked = test.button(key="click_switchboard").click().run()
    assert intervene(clicked) == "dec.1.h1=off; enc.2.h2=off"
    test.button_group(key="click").set_value("uniform").run()
    test.button(key="click_switchboard").click().run()
    assert intervene(test) == "dec.1.h1=off; enc.2.h2=uniform"
    test.button(key="click_switchboard").click().run()
    assert intervene(test) == "dec.1.h1=off"
    test.button_group(key="tool").set_value("sublayer").run()
    test.button_group(key="click").set_value("row").run()
    test.button(key="click_switchboard").click().run()
    assert intervene(test) == "dec.1.h1=off"
    assert test.selectbox(key="head").value == "L2H2"
    test.text_input(key="intervene").set_value("dec.1.h1=of").run()
    assert intervene(test) == "dec.1.h1=of"


def test_a_bar_that_is_dragged_sets_its_weight(monkeypatch: pytest.MonkeyPatch) -> None:
    shown = []

    def row_editor(sliders, on_set) -> None:
        shown.append(sliders)
        st.button("drag", key="drag", on_click=on_set, args=(f"{sliders['rows'][3]['edge']}=0.25",))

    monkeypatch.setattr(tools, "row_editor", row_editor)
    test = laboratory(part="encoder", head="L1H2", query="2-animal")
    assert [row["label"] for row in shown[-1]["rows"]] == [*SENTENCE.split(), "</s>"]
    test.button(key="drag").click().run()
    assert intervene(test) == "enc.1.h2[2,4]=0.25"
    weights = [row["weight"] for row in shown[-1]["rows"]]
    assert weights[3] == 0.25
    assert sum(weights) == pytest.approx(1, abs=1e-3)
    assert [row["before"] for row in shown[-1]["rows"]] != weights
    test.button_group(key="part").set_value("decoder").run()
    assert EN("laboratory.row_alone") in [info.value for info in test.info]


def test_an_edge_is_cut_and_joined_again() -> None:
    test = laboratory(tool="edge")
    chosen = {key: test.selectbox(key=key).value for key in ("from", "to", "cut_layer", "cut_head")}
    assert chosen == {"from": "-", "to": "-", "cut_layer": "all", "cut_head": "all"}
    assert EN("laboratory.found", name="7  it") in test.selectbox(key="from").options
    assert EN("laboratory.found", name="2  animal") in test.selectbox(key="to").options
    test.button(key="cut").click().run()
    assert intervene(test) == TURNED
    assert "elle" in line(test, "with")
    assert test.button(key="cut").label == EN("laboratory.join")
    test.button(key="cut").click().run()
    assert intervene(test) == ""
    test.selectbox(key="cut_layer").set_value("2").run()
    test.selectbox(key="cut_head").set_value("1").run()
    test.button(key="cut").click().run()
    assert intervene(test) == "enc.2.h1[7,2]=cut"


@pytest.mark.parametrize("language", LANGUAGES)
def test_a_word_is_taken_from_another_sentence_and_put_back(language) -> None:
    text = Text(language)
    test = laboratory(lang=language, tool="other", sentence_2=WIDE)
    assert text("laboratory.found", name="9  tired") in test.selectbox(key="taken_word").options
    assert len(test.selectbox(key="taken_at").options) == 2 + 1
    assert text("laboratory.other_caption", written="elle") in words(test)
    test.button(key="take").click().run()
    assert intervene(test) == f'enc.1[9]=from "{WIDE}"'
    assert "elle" in line(test, "with", text)
    assert test.button(key="take").label == text("laboratory.put_back")
    again = laboratory(lang=language, intervene=intervene(test))
    assert line(again, "with", text) == line(test, "with", text)
    test.button(key="take").click().run()
    assert intervene(test) == ""
    test.selectbox(key="taken_word").set_value("7-it").run()
    test.selectbox(key="taken_at").set_value("out").run()
    test.button(key="take").click().run()
    assert intervene(test) == f'enc.out[7]=from "{WIDE}"'
    assert "elle" in line(test, "with", text)


@pytest.mark.parametrize("language", LANGUAGES)
def test_a_word_is_removed_and_put_back(language) -> None:
    text = Text(language)
    test = laboratory(lang=language, tool="word", removed="9-tired")
    test.button(key="remove").click().run()
    assert intervene(test) == "enc[*,9]=cut; cross[*,9]=cut"
    assert not test.error
    assert test.button(key="remove").label == text("laboratory.put_back")
    test.button(key="remove").click().run()
    assert intervene(test) == ""
    test.button_group(key="stack").set_value("decoder").run()
    names = test.selectbox(key="removed").options
    assert names[1:] == ["2  il"], "what opens the decoder sees nothing but itself"


def test_what_the_decoder_holds_is_taken_from_another_sentence() -> None:
    test = laboratory(tool="other", sentence_2=WIDE, stack="decoder", taken_word="1-</s>", taken_at="out")
    test.button(key="take").click().run()
    assert intervene(test) == f'dec.out[1]=from "{WIDE}"'
    assert "elle" in line(test, "with")
    test = laboratory(tool="other", sentence_2=WIDE, taken="head", part="cross", head="L1H1")
    test.button(key="take").click().run()
    assert intervene(test) == f'cross.1.h1=from "{WIDE}"'
    assert "elle" in line(test, "with")


def test_a_head_is_taken_from_another_sentence() -> None:
    test = laboratory(tool="other", sentence_2=WIDE, taken="head", part="encoder", head="L2H2", numbers="true")
    test.button(key="take").click().run()
    assert intervene(test) == f'enc.2.h2=from "{WIDE}"'
    assert "elle" in line(test, "with")
    assert EN("laboratory.state_taken") in set(test.dataframe[0].value[EN("laboratory.column_state")])
    test.button_group(key="tool").set_value("row").run()
    assert EN("laboratory.row_silent") in [info.value for info in test.info]


def test_a_sentence_that_cannot_be_taken_from_is_said_and_nothing_is_lost() -> None:
    test = laboratory(tool="other", sentence_2="the cow")
    assert EN("errors.not_parallel", first=10, second=3) in [info.value for info in test.info]
    assert test.button(key="take").disabled
    test = laboratory(intervene='enc.2.h2=from "the cow"')
    assert [error.value for error in test.error] == [EN("errors.not_parallel", first=10, second=3)]
    assert figures(test) == {"switchboard", "pronoun", "shift"}
    test = laboratory(tool="other", sentence_2=" ")
    assert [error.value for error in test.error] == [EN("errors.empty")]
    assert line(test, "without") == "il"


def test_a_sublayer_is_skipped_and_restored() -> None:
    test = laboratory(tool="sublayer")
    assert len(test.selectbox(key="sublayer").options) == 2 * 2 + 3
    test.selectbox(key="sublayer").set_value("dec.1.cross=skip").run()
    test.button(key="skip").click().run()
    assert intervene(test) == "dec.1.cross=skip"
    assert test.button(key="skip").label == EN("laboratory.restore")
    test.button(key="skip").click().run()
    assert intervene(test) == ""


@pytest.mark.parametrize("language", LANGUAGES)
def test_a_head_at_its_mean(monkeypatch: pytest.MonkeyPatch, language) -> None:
    text = Text(language)
    monkeypatch.setattr(results, "reference_means", lambda made: mean_head_outputs(made, planted.SENTENCES))
    test = laboratory(lang=language, intervene="enc.2.h2=mean", click="mean", numbers="true")
    assert not test.exception
    assert not test.error
    table = test.dataframe[0].value
    assert text("laboratory.state_mean") in set(table[text("laboratory.column_state")])
    assert table[text("laboratory.column_change")].min() < -1


def test_measured_on_top_a_second_head_no_longer_matters() -> None:
    alone = laboratory(intervene="enc.2.h2=off", numbers="true").dataframe[0].value
    on_top = laboratory(intervene="enc.2.h2=off", numbers="true", measured="now").dataframe[0].value
    change = EN("laboratory.column_change")
    assert alone[change].min() < -1
    assert on_top[change].abs().max() < 1e-3


def test_the_place_of_the_next_token_can_be_chosen() -> None:
    test = laboratory(place="2-</s>")
    assert test.selectbox(key="place").value == "2-</s>"
    assert EN("laboratory.found", name="1  il") in test.selectbox(key="place").options


def test_errors_of_interventions_have_texts() -> None:
    codes = re.findall(r"`([a-z_]+)`", InterventionError.__doc__ or "")
    assert {"no_such_position", "nothing_to_see", "not_seen", "bad_intervention"} <= set(codes)
