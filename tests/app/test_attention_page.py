"""The attention page, with a small random model whose translations are dictated."""

import pytest
from streamlit.testing.v1 import AppTest

from model.translator import Translation, Translator
from pages import _attention_settings as settings
from pages import _results as results
from tests import small
from tests.app.conftest import Open
from viz.text import LANGUAGES, Text

EN = Text("en")


@pytest.fixture(autouse=True)
def dictated(small_model: Translator, monkeypatch: pytest.MonkeyPatch) -> dict[str, str]:
    """Translations by English sentence; for any other the model writes the French one of the famous sentence."""
    french: dict[str, str] = {}

    def translation(sentence: str, name: str = "") -> Translation:
        ids = small_model.tokenizer.encode(french.get(sentence, small.SENTENCES[1]), "fr").ids
        return small_model.translate(sentence, prefix=[*ids, small_model.tokenizer.end_id])

    monkeypatch.setattr(results, "translation", translation)
    return french


def figures(test: AppTest) -> set[str]:
    return {element.proto.id.rpartition("-")[2] for element in test.get("plotly_chart")}


def captions(test: AppTest) -> str:
    return "\n".join(caption.value for caption in test.caption)


@pytest.mark.parametrize("language", LANGUAGES)
def test_the_famous_sentence(open_page: Open, language) -> None:
    text = Text(language)
    test = open_page("attention", lang=language)
    assert not test.exception
    assert not test.error
    assert test.title[0].value == text("attention.title")
    assert "traversé la rue" in test.subheader[0].value
    assert figures(test) == {"grid", "ribbons", "bars"}
    assert test.session_state["focus"] == "8-it"
    assert 1 <= len(test.multiselect(key="heads").value) <= 2
    assert text("attention.rows_whole") in captions(test)
    assert "focus" not in test.query_params
    assert "heads" not in test.query_params


@pytest.mark.parametrize("language", LANGUAGES)
def test_a_link_restores_everything(open_page: Open, language) -> None:
    query = {"kind": "cross", "unit": "subwords", "specials": "rescale", "picture": "heatmap", "focus": "11-il"}
    test = open_page("attention", lang=language, heads="L3H5.L1H2", **query)
    assert not test.exception
    assert test.multiselect(key="heads").value == ["L3H5", "L1H2"]
    assert {key: test.session_state[key] for key in query} == query | {"focus": test.session_state["focus"]}
    assert {key: test.query_params.get(key) for key in ("kind", "unit", "specials", "picture", "heads")} == {
        "kind": "cross",
        "unit": "subwords",
        "specials": "rescale",
        "picture": "heatmap",
        "heads": "L3H5.L1H2",
    }
    assert {"heatmap_0", "heatmap_1"} < figures(test)
    assert Text(language)("attention.rows_rescaled") in captions(test)


@pytest.mark.parametrize(
    "query",
    [
        {"kind": "sideways"},
        {"heads": "L9H9"},
        {"heads": ""},
        {"heads": "</script><script>alert(1)</script>"},
        {"focus": "99-it"},
        {"focus": "3-it"},
        {"quantity": "size", "unit": "letters", "together": "sum", "specials": "x", "picture": "hologram"},
        {"compare": "maybe"},
    ],
)
def test_an_invalid_value_in_a_link_falls_back_quietly(open_page: Open, query) -> None:
    test = open_page("attention", **query)
    assert not test.exception
    assert not test.error
    assert figures(test) == {"grid", "ribbons", "bars"}
    assert not set(query) - {"compare"} & set(test.query_params)


def test_more_heads_than_can_be_told_apart_are_cut(open_page: Open) -> None:
    test = open_page("attention", heads="L1H1.L1H2.L1H3.L1H4.L1H5")
    assert test.multiselect(key="heads").value == ["L1H1", "L1H2", "L1H3", "L1H4"]


@pytest.mark.parametrize("kind", ["encoder", "decoder", "cross"])
@pytest.mark.parametrize("quantity", ["weights", "scores", "mask"])
@pytest.mark.parametrize("picture", ["ribbons", "heatmap", "table"])
def test_everything_can_be_shown_of_everything(open_page: Open, kind, quantity, picture) -> None:
    test = open_page("attention", kind=kind, quantity=quantity, picture=picture)
    assert not test.exception
    assert not test.error
    large = {"table": set(), "ribbons": {"ribbons"}, "heatmap": {"heatmap_0"}}[picture]
    if picture == "ribbons" and quantity != "weights":
        large = {"heatmap_0"}
    assert large | {"grid"} <= figures(test)
    assert EN(f"attention.read_{kind}", source="English", target="French") in captions(test)
    assert bool(test.dataframe) == (picture == "table")


@pytest.mark.parametrize("together", ["mean_heads", "max_heads", "mean_layers", "max_layers"])
def test_heads_and_layers_together_change_what_can_be_chosen(open_page: Open, together) -> None:
    test = open_page("attention", together=together)
    assert not test.exception
    expected = ["L1", "L2"] if together.endswith("heads") else ["H1", "H2", "H3", "H4", "H5"]
    assert test.multiselect(key="heads").options == expected
    assert (EN("attention.rows_maximum") in captions(test)) == together.startswith("max")


def test_hidden_special_tokens_are_owned_up_to(open_page: Open) -> None:
    test = open_page("attention", specials="hide", picture="table", focus="all")
    assert EN("attention.rows_hidden") in captions(test)
    assert "</s>" not in set(test.dataframe[0].value["query"]) | set(test.dataframe[0].value["key"])


def test_a_special_token_in_focus_can_be_hidden(open_page: Open) -> None:
    test = open_page("attention", kind="decoder", focus="1-</s>", specials="hide")
    assert not test.exception
    assert "bars" not in figures(test)


def test_when_nothing_is_left_the_page_says_so(open_page: Open, dictated) -> None:
    dictated[small.SENTENCES[0]] = ""
    test = open_page("attention", kind="decoder", specials="hide")
    assert not test.exception
    assert test.info[0].value == EN("attention.nothing")
    assert test.subheader[0].value == EN("attention.no_translation")


def test_the_table_in_focus_has_one_row_per_key(open_page: Open) -> None:
    test = open_page("attention", picture="table", heads="L2H3")
    table = test.dataframe[0].value
    assert set(table["query"]) == {"it"}
    assert list(table["key"])[:3] == ["The", "animal", "didn't"]
    assert float(table["value"].sum()) == pytest.approx(1, abs=1e-4)


def test_a_focus_does_not_survive_into_another_sentence(open_page: Open) -> None:
    test = open_page("attention", focus="2-animal")
    assert test.session_state["focus"] == "2-animal"
    test.text_input(key="sentence").set_value("The street was tired.").run()
    assert not test.exception
    assert test.session_state["focus"] == "all"


def test_emptied_heads_fall_back_to_the_first_choice(open_page: Open) -> None:
    test = open_page("attention")
    first = test.multiselect(key="heads").value
    test.multiselect(key="heads").set_value([]).run()
    assert not test.exception
    assert figures(test) == {"grid", "ribbons", "bars"}
    test.run()
    assert test.multiselect(key="heads").value == first


def test_a_click_shows_one_head_or_compares() -> None:
    def page() -> None:
        import streamlit as st

        from model.attention_view import attention_view
        from pages import _attention_settings as settings
        from tests import small

        st.session_state.setdefault("heads", ["L1H1"])
        view = attention_view(small.translator().trace(*small.SENTENCES), "encoder")
        for cell in st.session_state.pop("clicks", []):
            settings.click_head(view, cell)
        st.text(".".join(st.session_state["heads"]))
        settings.choose_click()

    test = AppTest.from_function(page).run()

    def click(*cells: tuple[int, int], compare: bool) -> str:
        test.session_state["clicks"] = list(cells)
        test.session_state["compare"] = compare
        return test.run().text[0].value

    assert click((1, 2), compare=False) == "L2H3"
    assert click((0, 4), compare=True) == "L2H3.L1H5"
    assert click((1, 2), compare=True) == "L1H5"
    assert click((0, 0), (0, 1), (0, 2), (0, 3), compare=True) == "L1H1.L1H2.L1H3.L1H4"
    assert click((1, 1), compare=False) == "L2H2"


def test_focus_codes_hold_place_and_word() -> None:
    assert settings.focus_codes(("it", "was", "it")) == ["1-it", "2-was", "3-it"]


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize(
    ("sentence", "error"),
    [
        ("", "errors.empty"),
        (" \t ", "errors.empty"),
        ("word " * 200, "errors.too_long"),
        ("bell\x07", "errors.control_characters"),
    ],
)
def test_what_cannot_be_read_gets_a_message_and_the_page_keeps_working(open_page, language, sentence, error) -> None:
    test = open_page("attention", lang=language)
    test.text_input(key="sentence").set_value(sentence).run()
    assert not test.exception
    start = Text(language)(error, tokens="§", limit="§", characters="§").partition("§")[0]
    assert test.error[0].value.startswith(start)
    test.text_input(key="sentence").set_value(small.SENTENCES[0]).run()
    assert not test.error
    assert figures(test) == {"grid", "ribbons", "bars"}


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize(
    "sentence",
    [
        "זה חתול שחור",
        "The cat 😀👩‍🚀 it",
        "</script><script>alert(1)</script>",
        "我爱我的祖国",
        "*a* $b$ :red[c]",
        "it",
    ],
)
def test_unusual_text_is_shown_as_text(open_page: Open, language, sentence) -> None:
    test = open_page("attention", lang=language)
    test.text_input(key="sentence").set_value(sentence).run()
    assert not test.exception
    assert not test.error
    assert {"grid", "ribbons"} <= figures(test)
    assert "<script>" not in "".join(element.value for element in [*test.markdown, *test.caption, *test.subheader])
