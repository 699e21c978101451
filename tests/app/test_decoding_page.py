"""The decoding page, with a small random model."""

import pytest
from streamlit.testing.v1 import AppTest

from model.decoding import Beam, Greedy, Sample
from model.decoding.forcing import ForcedToken
from model.translator import Translator
from pages import _player as player
from tests import small
from tests.app.conftest import Open
from viz.text import LANGUAGES, Text

SENTENCE = small.SENTENCES[0]
EN = Text("en")


def figures(test: AppTest) -> set[str]:
    return {element.proto.id.rpartition("-")[2] for element in test.get("plotly_chart")}


def writes(test: AppTest) -> str:
    """The line that shows what is written."""
    return next(element.value for element in test.markdown if element.value.startswith("**Writes**"))


def label(model: Translator, step: int, token: int) -> str:
    return ForcedToken(step, token).label(model.tokenizer)


@pytest.mark.parametrize("language", LANGUAGES)
def test_the_first_step_of_the_famous_sentence(open_page: Open, language) -> None:
    test = open_page("decoding", lang=language)
    assert not test.exception
    assert not test.error
    assert test.title[0].value == Text(language)("decoding.title")
    assert test.select_slider(key="step").value == 1
    assert test.button(key="previous").disabled
    assert figures(test) == {"step_attention", "next_tokens", "causal_mask"}


def test_a_link_restores_everything(open_page: Open, small_model: Translator) -> None:
    query = {"search": "sample", "temperature": "1.5", "top_k": "20", "top_p": "0.9", "seed": "7"}
    test = open_page("decoding", step="4", look="decoder", decoder_layer="2", pieces="true", **query)
    assert not test.exception
    path = small_model.translate(SENTENCE, Sample(1.5, 20, 0.9, 7)).decoding.best
    assert test.select_slider(key="step").value == 4
    assert test.select_slider(key="step").options[-1] == str(len(path))
    assert [test.number_input(key=key).value for key in ("temperature", "top_k", "top_p", "seed")] == [1.5, 20, 0.9, 7]
    assert test.session_state["look"] == "decoder"
    assert test.session_state["decoder_layer"] == 2
    assert test.toggle(key="pieces").value


@pytest.mark.parametrize(
    "query",
    [
        {"step": "0"},
        {"step": "999"},
        {"step": "<script>"},
        {"search": "magic"},
        {"search": "beam", "width": "99", "penalty": "x"},
        {"search": "sample", "temperature": "-1", "top_k": "-5", "top_p": "2", "seed": ""},
        {"forced": "7 nosuchpiece"},
        {"forced": "999 </s>"},
        {"forced": "</script><script>alert(1)</script>"},
        {"look": "up", "decoder_layer": "9", "pieces": "maybe"},
    ],
)
def test_an_invalid_value_in_a_link_falls_back_quietly(open_page: Open, query) -> None:
    test = open_page("decoding", **query)
    assert not test.exception
    assert not test.error
    assert test.select_slider(key="step").value == 1
    assert test.multiselect(key="forced").value == []


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize(
    ("sentence", "error"),
    [
        ("", "empty"),
        (" \u00a0 ", "empty"),
        ("street " * 200, "too_long"),
        ("The\x07animal", "control_characters"),
    ],
)
def test_a_sentence_that_cannot_be_read_gets_a_message(open_page: Open, language, sentence, error) -> None:
    test = open_page("decoding", lang=language, sentence="x")
    test.text_input(key="sentence").set_value(sentence).run()
    assert not test.exception
    beginning = Text(language)(f"errors.{error}", tokens=0, limit=0, characters="")[:12]
    assert [message.value[:4] for message in test.error] == [beginning[:4]]
    assert test.text_input(key="sentence").value == sentence
    assert not figures(test)
    test.text_input(key="sentence").set_value(SENTENCE).run()
    assert not test.error
    assert figures(test)


@pytest.mark.parametrize(
    "sentence",
    [
        "</script><script>alert(1)</script>",
        "שלום, it was tired.",
        "The 🐙👩‍🚀 animal",
        ":red[it] $x$ **was** `too` [a](b)",
    ],
)
@pytest.mark.parametrize("search", ["greedy", "beam", "sample"])
def test_strange_text_is_only_text(open_page: Open, sentence, search) -> None:
    test = open_page("decoding", sentence=sentence, search=search)
    assert not test.exception
    assert not test.error
    assert not any("<script>" in element.value for element in test.markdown)
    for element in test.get("plotly_chart"):
        assert "<script>" not in element.proto.spec


def test_the_buttons_go_one_step_on_and_back(open_page: Open) -> None:
    test = open_page("decoding", step="3")
    test.button(key="next").click().run()
    assert test.select_slider(key="step").value == 4
    test.button(key="previous").click().run()
    test.button(key="previous").click().run()
    assert test.select_slider(key="step").value == 2


def test_a_new_sentence_starts_at_its_beginning(open_page: Open, small_model: Translator) -> None:
    test = open_page("decoding", step="3", forced=label(small_model, 2, 12))
    assert test.multiselect(key="forced").value == [label(small_model, 2, 12)]
    test.text_input(key="sentence").set_value("The street was tired.").run()
    assert test.select_slider(key="step").value == 1
    assert test.multiselect(key="forced").value == []


def test_another_search_keeps_the_step_within_its_translation(open_page: Open, small_model: Translator) -> None:
    steps = len(small_model.translate(SENTENCE).decoding.best)
    test = open_page("decoding", step=str(steps))
    test.session_state["search"] = "beam"
    test.run()
    assert not test.exception
    beam_steps = len(small_model.translate(SENTENCE, Beam()).decoding.best)
    assert test.select_slider(key="step").value == min(steps, beam_steps)


def test_a_forced_word_changes_what_follows_and_can_be_released(open_page: Open, small_model: Translator) -> None:
    test = open_page("decoding", step="3")
    before = writes(test)
    written = small_model.translate(SENTENCE).decoding.token_ids
    other = next(token for token in range(10, 20) if token != written[2])
    test.session_state["forced"] = [label(small_model, 3, other)]
    test.run()
    assert not test.exception
    assert ":material/push_pin:" in writes(test)
    assert test.select_slider(key="step").value == 3
    expected = small_model.translate(SENTENCE, prefix=(*written[:2], other)).decoding.token_ids
    assert test.select_slider(key="step").options[-1] == str(len(expected))
    test.multiselect(key="forced").set_value([]).run()
    assert writes(test) == before


def test_forcing_twice_at_one_step_keeps_the_last(open_page: Open, small_model: Translator) -> None:
    first, second = label(small_model, 2, 12), label(small_model, 2, 13)
    test = open_page("decoding", step="2", forced=first)
    test.session_state["forced"] = [first, second]
    test.run()
    assert test.multiselect(key="forced").value == [second]


def test_a_beam_shows_its_tree_and_its_finished_translations(open_page: Open, small_model: Translator) -> None:
    test = open_page("decoding", search="beam", width="3", penalty="0.5")
    assert "hypothesis_tree" in figures(test)
    results = small_model.translate(SENTENCE, Beam(3, 0.5)).decoding.results
    test.session_state["hypotheses"] = True
    test.run()
    assert test.dataframe[0].value.iloc[:, 1].tolist() == pytest.approx([score for _, score in results], abs=1e-4)


def test_a_translation_that_was_cut_off_says_so(open_page: Open, small_model: Translator) -> None:
    translation = small_model.translate(SENTENCE, Greedy())
    assert not translation.complete, "choose another seed for this test"
    warnings = [warning.value for warning in open_page("decoding").warning]
    assert warnings == [EN("decoding.incomplete", steps=len(translation.decoding.best))]


class Clock:
    def __init__(self, monkeypatch: pytest.MonkeyPatch) -> None:
        self.now = 100.0
        monkeypatch.setattr(player.time, "monotonic", lambda: self.now)


def test_it_plays_to_the_end_and_stops_there(open_page: Open, monkeypatch: pytest.MonkeyPatch) -> None:
    clock = Clock(monkeypatch)
    test = open_page("decoding")
    steps = len(test.select_slider(key="step").options)
    test.select_slider(key="step").set_value(steps - 2).run()
    test.button(key="play").click().run()
    assert test.button(key="play").label == EN("decoding.pause")
    test.run()  # some other widget, not the clock
    assert test.select_slider(key="step").value == steps - 2
    for step in (steps - 1, steps):
        clock.now += player.SECONDS_PER_STEP
        test.run()
        assert test.select_slider(key="step").value == step
    assert test.button(key="play").label == EN("decoding.play")
    clock.now += player.SECONDS_PER_STEP
    test.run()
    assert test.select_slider(key="step").value == steps
    test.button(key="play").click().run()
    assert test.select_slider(key="step").value == 1


def test_whoever_scrubs_stops_the_player(open_page: Open, monkeypatch: pytest.MonkeyPatch) -> None:
    clock = Clock(monkeypatch)
    test = open_page("decoding")
    test.button(key="play").click().run()
    test.select_slider(key="step").set_value(5).run()
    assert test.button(key="play").label == EN("decoding.play")
    clock.now += player.SECONDS_PER_STEP
    test.run()
    assert test.select_slider(key="step").value == 5
