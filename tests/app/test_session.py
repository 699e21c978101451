"""What the pages share: choices in the address bar, errors in the reader's language, bounded caches."""

import pytest
import streamlit as st
from streamlit.testing.v1 import AppTest

import model
from model.decoding import Beam, Greedy, Sample
from model.errors import HeadlightError, InputError
from pages import _results as results
from pages import _session as session
from tests.small import translator
from viz.text import Text


def choosing_page() -> None:
    import streamlit as st

    from pages import _address as address
    from pages import _session as session

    names = {"en": {"a": "Alpha", "b": "Beta"}, "zh": {"a": "甲", "b": "乙"}}[session.language()]
    st.text(address.choice("Letter", names, key="letter"))
    address.enter_page(st.session_state.get("page", "first"))


def choosing(**query: str) -> AppTest:
    test = AppTest.from_function(choosing_page)
    test.query_params.update(query)
    return test


def test_the_first_option_is_the_default_and_stays_out_of_the_address() -> None:
    test = choosing().run()
    assert test.text[0].value == "a"
    assert "letter" not in test.query_params


@pytest.mark.parametrize("language", ["en", "zh"])
def test_an_address_works_in_every_language(language: str) -> None:
    test = choosing(letter="b")
    test.session_state["lang"] = language
    test.run()
    assert test.text[0].value == "b"
    assert test.query_params["letter"] == "b"


def test_a_choice_reaches_the_address_and_goes_back_to_the_default() -> None:
    test = choosing().run()
    test.button_group(key="letter").set_value("b").run()
    assert (test.text[0].value, test.query_params["letter"]) == ("b", "b")
    test.button_group(key="letter").set_value("a").run()
    assert test.text[0].value == "a"
    assert "letter" not in test.query_params


def test_the_address_wins_when_it_changes_by_itself() -> None:
    test = choosing(letter="b").run()
    test.query_params["letter"] = "a"
    assert test.run().text[0].value == "a"


def test_a_link_wins_over_what_was_chosen_on_another_page() -> None:
    test = choosing(letter="b").run()
    test.session_state["page"] = "second"
    test.run()
    assert test.session_state["letter"] == "b"
    test.query_params["letter"] = "a"
    assert test.run().text[0].value == "a"


def test_an_unknown_code_falls_back_to_the_default() -> None:
    test = choosing(letter="<script>").run()
    assert test.text[0].value == "a"
    assert "letter" not in test.query_params


def test_a_choice_leaves_the_address_with_its_page() -> None:
    test = choosing(letter="b").run()
    test.session_state["page"] = "second"
    test.run()
    assert "letter" not in test.query_params
    assert test.session_state["letter"] == "b"


@pytest.mark.parametrize(
    ("error", "message"),
    [
        (InputError("empty", "…"), "There is nothing to read yet. Type at least one word."),
        (InputError("too_long", "…", tokens=300, limit=255), "This text has 300 tokens; the model reads at most 255."),
        (InputError("control_characters", "…", characters="U+0007"), "(U\\+0007)"),
        (HeadlightError("brand_new", "A <b> happened."), "That did not work: A \\<b\u2060\\> happened\\."),
        (HeadlightError("too_long", "No numbers."), "That did not work: No numbers"),
    ],
)
def test_errors_are_said_in_words_and_typed_text_stays_text(error: HeadlightError, message: str) -> None:
    assert message in session.error_message(error)


def test_the_page_goes_on_after_an_error() -> None:
    def page() -> None:
        import streamlit as st

        from model.errors import InputError
        from pages import _session as session

        with session.guarded():
            raise InputError("empty", "There is nothing to read.")
        st.text("still here")

    test = AppTest.from_function(page).run()
    assert [error.value for error in test.error] == ["There is nothing to read yet. Type at least one word."]
    assert test.text[0].value == "still here"


def test_results_are_cached_by_sentence_and_settings(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(model, "load", lambda name: translator())
    st.cache_resource.clear()
    searches = [Greedy(), Beam(width=2), Beam(width=3), Sample(seed=1), Sample(seed=2)]
    found = [results.translation("The animal is tired.", search) for search in searches]
    assert len(set(map(id, found))) == len(searches)
    assert results.translation("The animal is tired.", Beam(width=3)) is found[2]
    assert results.trace("The animal is tired.") is results.trace("The animal is tired.")
    assert results.trace("The animal is tired.") is not results.trace("The animal is wide.")
    st.cache_resource.clear()


def page_in_parts() -> None:
    import streamlit as st

    from model.errors import InputError
    from pages import _session as session

    @session.part
    def show(name: str, *, fails: bool) -> None:
        st.text(name)
        if fails:
            raise InputError("empty", "nothing to read")

    show("first", fails=True)
    show("second", fails=False)


def test_a_part_says_what_goes_wrong_in_it_and_the_page_goes_on() -> None:
    test = AppTest.from_function(page_in_parts).run()
    assert [one.value for one in test.text] == ["first", "second"]
    assert [one.value for one in test.error] == [Text("en")("errors.empty")]
    assert not test.exception
