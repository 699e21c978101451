"""Lesson 11: DESIGN's numbers, small cases by hand, and what is claimed of the shipped models."""

import math

import pytest
import torch

from model.decoding import Beam, Greedy, Sample
from model.decoding.candidates import candidates
from model.lessons import words
from pages import _results as results
from pages.lessons.words import questions
from tests.lessons import lesson, reader
from viz.lesson.logit_histogram import logit_histogram
from viz.lesson.word_tables import searches_table, softmax_table, steps_table
from viz.text import Text
from viz.theme import theme

NAME = "words"
EN = Text("en")


def spelled(tokens: tuple[int, ...]) -> list[str]:
    return list(map(questions.spelling(reader(NAME)), tokens))


def test_softmax_of_three_numbers() -> None:
    made = words.SoftmaxSteps((2.0, 1.0, 0.1), 1.0)
    assert [f"{power:.2f}" for power in made.exponentials] == ["7.39", "2.72", "1.11"]
    assert f"{made.total:.2f}" == "11.21"
    assert [f"{share:.2f}" for share in made.probabilities] == ["0.66", "0.24", "0.10"]
    assert sum(made.probabilities) == pytest.approx(1)
    assert softmax_table(made, EN).iloc[0].tolist() == ["2.00", "2.00", "7.39", "0.66"]


def test_only_differences_of_logits_count_and_temperature_divides_them() -> None:
    plain, moved = words.SoftmaxSteps((2.0, 1.0, 0.1), 1.0), words.SoftmaxSteps((7.0, 6.0, 5.1), 1.0)
    assert moved.probabilities == pytest.approx(plain.probabilities)
    hot = words.SoftmaxSteps((2.0, 1.0, 0.1), 2.0)
    assert hot.scaled == (1.0, 0.5, 0.05)
    assert 0.45 < hot.probabilities[0] < plain.probabilities[0]  # three numbers: a little only


def test_the_example_is_written_shifted_right() -> None:
    steps = words.shifted_right(reader(NAME, sentence="我爱购物").translation)
    assert [(spelled(step.reads), spelled((step.writes,))) for step in steps] == [
        (["</s>"], ["I"]),
        (["</s>", "I"], ["love"]),
        (["</s>", "I", "love"], ["shopping"]),
        (["</s>", "I", "love", "shopping"], ["</s>"]),
    ]
    assert all(step.probability > 0.9 for step in steps)
    table = steps_table(steps, lambda token: spelled((token,))[0], EN)
    assert list(table["writes"])[:3] == ["I", "love", "shopping"]


def test_logits_are_what_the_step_chose_from() -> None:
    translation = reader(NAME).translation
    for step, chosen in enumerate(translation.decoding.steps):
        logits = words.logits_of(translation, step)
        assert len(logits) == 8000  # as the text says
        torch.testing.assert_close(logits.log_softmax(-1), chosen.log_probabilities[0], atol=1e-4, rtol=0)


def test_twice_as_hot_the_tail_takes_most() -> None:
    chances = reader(NAME).translation.decoding.steps[0].log_probabilities[0]
    assert words.hottest(chances, 1) > 0.9
    assert words.hottest(chances, 2) < 0.1
    assert words.hottest(chances, 0.5) > 0.99
    assert words.hottest(chances, 1e6) == pytest.approx(1 / 8000, rel=0.01)


def test_the_expected_word_is_far_down_as_the_text_says() -> None:
    translation = results.translation(questions.BEGINNING, name=questions.LANGUAGE_MODEL)
    chances = words.next_log_probabilities(translation)
    spell = translation.translator.tokenizer.piece
    assert len(chances) == 5000
    assert [spell(token) for token in chances.topk(3).indices.tolist()] == ["▁table", "▁bench", "▁wall"]
    rank = words.rank_of(chances, translation.translator.tokenizer.id("▁mat"))
    assert rank == 281
    asked = questions.where_is_mat(reader(NAME))
    assert [option.right for option in asked.options] == [False, False, False, True]
    assert "281" in asked.right.why


def test_rank_counts_what_is_more_probable() -> None:
    chances = torch.tensor([0.5, 0.2, 0.3]).log()
    assert [words.rank_of(chances, token) for token in range(3)] == [1, 3, 2]


def test_cuts_leave_what_they_say() -> None:
    chances = torch.tensor([0.5, 0.3, 0.15, 0.05]).log()
    assert words.n_left(chances, Sample()) == 4
    assert words.n_left(chances, Sample(top_k=2)) == 2
    assert words.n_left(chances, Sample(top_p=0.9)) == 3
    drawn = words.draw(chances, Sample(top_k=2, seed=3), 200)
    assert set(drawn) == {0, 1}
    assert drawn == words.draw(chances, Sample(top_k=2, seed=3), 200)
    assert 0.5 < drawn.count(0) / 200 < 0.75  # 0.5 / 0.8


def test_what_is_shown_and_the_rest_make_one() -> None:
    shown = candidates(torch.tensor([0.5, 0.3, 0.15, 0.05]).log(), Sample(), chosen=0, count=2)
    assert words.drawn_together(shown) == pytest.approx((0.8, 0.2))


def test_top_p_keeps_few_where_the_model_is_sure_and_many_where_it_is_not() -> None:
    sure = reader(NAME).translation.decoding.steps[1].log_probabilities[0]
    unsure = words.next_log_probabilities(results.translation("The cat sat on the", name="en-lm"))
    search = Sample(top_p=0.9)
    assert words.n_left(sure, search) == 1
    assert words.n_left(unsure, search) > 100


def test_a_beam_finds_a_sentence_that_greedy_misses_and_all_agree_where_the_model_is_sure() -> None:
    greedy, beam = (results.translation("I want to", search, "en-lm") for search in (Greedy(), Beam(4)))
    assert words.outcome(beam).log_probability > words.outcome(greedy).log_probability + 1
    own = [results.translation("我爱购物", search, "zh-en").text for search in (Greedy(), Beam(2), Beam(8))]
    assert own == ["I love shopping"] * 3
    table = searches_table({Greedy(): words.outcome(greedy), Beam(4): words.outcome(beam)}, EN)
    assert list(table.index) == ["greedy", "beam of 4"]
    assert table["writes"].iloc[0] == "I want to know what you want\\."


def test_log_p_counts_only_what_the_model_wrote() -> None:
    translation = results.translation("I want to", name="en-lm")
    found = words.outcome(translation)
    assert found.n_tokens == len(translation.decoding.token_ids) - 3
    own = [node for node in translation.decoding.best if not node.forced]
    assert found.log_probability == pytest.approx(
        sum(math.log(float(translation.probabilities(node)[node.token])) for node in own)
    )


def test_the_histogram_counts_all_and_names_the_largest() -> None:
    logits = torch.tensor([-2.0, 0.1, 0.2, 0.3, 0.6, 9.7])
    figure = logit_histogram(logits, [("<b>", 9.7), ("x", 0.6)], EN, theme("dark"))
    assert sum(figure.data[0].y) == 6
    assert [note.text for note in figure.layout.annotations] == ["<b>&lt;b&gt;</b><br>9.7", "<b>x</b><br>0.6"]
    assert type(figure)(figure.to_dict())  # plotly knows every property


def test_the_lesson_is_the_chinese_model_s() -> None:
    assert lesson(NAME).model == "zh-en"
