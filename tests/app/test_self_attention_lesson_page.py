"""The page of lesson 5 shows the sums that its unit test follows, and all its steps follow the words that are typed."""

from streamlit.testing.v1 import AppTest

from tests.app.test_lesson_page import open_lesson
from tests.unit.test_lesson_self_attention import TEXT, by_hand
from viz.lesson import sums_by_hand as sums


def shown(test: AppTest) -> list[list[list[str]]]:
    return [one.value.to_numpy().tolist() for one in test.table]


def expected(words: str, d_k: int) -> list[list[list[str]]]:
    made = by_hand(words, d_k)
    tables = (
        sums.inputs_table(made),
        sums.projection_table(made, made.queries, "q", TEXT),
        sums.scores_table(made, TEXT),
        sums.weights_table(made, TEXT),
        sums.outputs_table(made, TEXT),
    )
    return [table.to_numpy().tolist() for table in tables]


def test_all_steps_follow_the_words() -> None:
    test = open_lesson("self_attention")
    assert all(table in shown(test) for table in expected("Thinking Machines", 2))
    test.text_input(key="self_attention_words").set_value("the cat sleeps").run()
    assert not test.exception
    assert all(table in shown(test) for table in expected("the cat sleeps", 2))
    test.text_input(key="self_attention_words").set_value("one").run()
    assert "two or three words" in test.error[0].value
    assert all(table in shown(test) for table in expected("Thinking Machines", 2))
    test.text_input(key="self_attention_words").set_value("<b>bold</b> $x$").run()
    assert not test.exception
    assert not test.error
