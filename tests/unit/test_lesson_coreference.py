"""Lesson 12: small cases by hand, and what is claimed of the shipped models."""

import pytest

from model.analysis.scorecard import Scorecard
from model.coreference_pairs import READY_PAIRS
from model.evaluation.measured import measured_quality
from model.evaluation.proportion import Proportion
from model.lessons import coreference as coref
from model.lessons.coreference import Case
from pages import _results as results
from pages import _session as session
from pages.lessons.coreference import exhibits, questions
from tests.lessons import SENTENCES, lesson, reader
from viz.lesson.scope_table import scope_table
from viz.lesson.wins import wins_with_intervals
from viz.text import Text
from viz.theme import theme

NAME = "coreference"
EN = Text("en")
TIRED, WIDE = READY_PAIRS[0].sentences
BEST = "L6·H4"


def case(sentence: str = TIRED) -> Case:
    return questions.case_of(reader(NAME, sentence=sentence))


def card() -> Scorecard:
    return questions.card_of(reader(NAME))


def test_the_famous_pair_is_translated_as_it_should_be() -> None:
    written = [results.translation(sentence).text for sentence in (TIRED, WIDE)]
    assert written == [
        "L'animal n'a pas traversé la rue parce qu'il était trop fatigué.",
        "L'animal n'a pas traversé la rue parce qu'elle était trop large.",
    ]


def test_the_best_head_changes_its_mind_with_the_word() -> None:
    (head, second) = questions.best(reader(NAME))
    assert (str(head), str(second)) == (BEST, "L6·H2")
    assert case(TIRED).weights(head) == pytest.approx((1, 0), abs=0.005)
    assert case(WIDE).weights(head) == pytest.approx((0, 1), abs=0.005)
    assert case(TIRED).word(case(TIRED).looked_at(head)) == "animal"
    assert case(WIDE).prefers(head) == case(WIDE).second


def test_a_case_needs_a_pronoun_two_nouns_and_a_french_pronoun() -> None:
    found = {sentence: coref.find_case(results.translation(sentence)) for sentence in SENTENCES["en-fr"]}
    assert [sentence for sentence, one in found.items() if one] == [
        TIRED,
        WIDE,
        "The car hit the tree because it was too fast.",
    ]
    assert case("I like cats.").translation.typed.text == session.FAMOUS_SENTENCE
    assert case().nouns == ("animal", "street")


def test_cuts_are_written_for_one_head_two_a_layer_and_all() -> None:
    heads, one = questions.best(reader(NAME)), case()
    written = {scope: one.cut(one.first, scope, heads) for scope in coref.SCOPES}
    assert written == {
        "head": "enc.6.h4[9,2]=cut",
        "two": "enc.6.h4[9,2]=cut; enc.6.h2[9,2]=cut",
        "layer": "enc.6[9,2]=cut",
        "all": "enc[9,2]=cut",
    }


def test_others_step_in_until_all_are_blind() -> None:
    """With each wider cut more of the log-odds is lost, and one head alone loses less than half of them."""
    for sentence, noun in ((TIRED, "first"), (WIDE, "second")):
        one = reader(NAME, sentence=sentence)
        odds = [questions.odds_after(one, getattr(case(sentence), noun), scope) for scope in coref.SCOPES]
        after = [last for _, last in odds]
        assert after == sorted(after, reverse=True)
        assert coref.outcome(*odds[0]) == "less"
    assert after[-1] < 0  # of the second sentence: the pronoun turns


@pytest.mark.parametrize(
    ("before", "after", "expected"),
    [
        (4, 4.5, "stays"),
        (4, 3.95, "stays"),
        (4, 2.1, "less"),
        (4, 1.9, "most"),
        (4, -0.1, "turns"),
        (0.02, -0.01, "turns"),
    ],
)
def test_outcomes_of_a_cut(before: float, after: float, expected: str) -> None:
    assert coref.outcome(before, after) == expected


def test_the_idle_head_looks_well_and_does_nothing() -> None:
    score = questions.idle(reader(NAME))
    assert str(score.head) == "L6·H7"
    assert score.wins.value > card().baselines["nearest"]
    assert abs(score.edge_cut.change) <= score.edge_cut.half_width
    assert card().verdict(score) == "nothing"


def test_some_heads_give_weight_to_both_nouns_whichever_is_meant() -> None:
    both = [score for score in card().scores if min(score.antecedent, score.distractor) > 0.1]
    assert len(both) >= 3


def test_the_third_claim_goes_too_far() -> None:
    asked = questions.too_far(reader(NAME))
    assert [option.right for option in asked.options] == [False, False, True]
    assert "82%" in asked.options[0].label
    assert "+0.02 ± 0.04" in asked.right.why


def test_more_sentences_give_narrower_intervals() -> None:
    heads = [score.head for score in coref.best_heads(card(), 6)]
    few, all_of_them = (coref.drawn(card(), heads, count, seed=0) for count in (5, 100))
    for head in heads:
        widths = [share.interval[1] - share.interval[0] for share in (few[head], all_of_them[head])]
        assert widths[0] > 2 * widths[1]
    assert all_of_them[heads[0]] == coref.best_heads(card(), 1)[0].wins
    assert coref.drawn(card(), heads, 5, seed=1) != few


def test_the_numbers_in_the_text_are_those_of_the_model_card() -> None:
    shares = measured_quality("en-fr")
    assert shares is not None
    said = {name: f"{share.value:.1%}" for name, share in shares.items()}
    assert said == {"grammar": "93.8%", "hand_written": "57.4%", "pairs": "29.8%", "unmoved": "52.1%"}
    routes = questions.routes(reader(NAME))
    assert {name: f"{share:.1%}" for name, share in routes.items()} == {
        "before": "94.4%",
        "without": "17.5%",
        "plain": "60.1%",
    }
    plain = results.pronoun_route(questions.PLAIN)
    assert plain is not None
    assert all(abs(share.value - plain.right["none"].value) < 0.06 for share in plain.right.values())


def test_the_pair_that_is_shown_first_as_wrong_is_wrong() -> None:
    pair = next(pair for pair in READY_PAIRS if pair.name == exhibits.WRONG_FIRST)
    asks = reader(NAME)
    written = [exhibits.resolved(asks, pair, n).choice for n in range(2)]
    assert [choice and choice.written for choice in written] == ["elle", "elle"]
    assert [noun.pronoun for noun in pair.nouns] == ["il", "elle"]


def test_a_model_without_measurements_has_no_quality() -> None:
    assert measured_quality("en-lm") is None


def test_wins_are_drawn_with_their_intervals() -> None:
    wins = {"L6·H4": Proportion(4, 5), "<b>": Proportion(1, 5)}
    figure = wins_with_intervals(wins, {"first": 0.4, "nearest": 0.6}, EN, theme("light"))
    (dots,) = figure.data
    assert list(dots.x) == [0.8, 0.2]
    assert list(dots.text) == ["4/5", "1/5"]
    assert next(iter(dots.error_x.array)) == pytest.approx(wins["L6·H4"].interval[1] - 0.8, abs=1e-3)
    assert list(figure.layout.yaxis.ticktext) == ["L6·H4 ", "&lt;b&gt; "]
    assert [line.x0 for line in figure.layout.shapes] == [0.4, 0.6]
    assert type(figure)(figure.to_dict())  # plotly knows every property


def test_the_table_of_cuts_shows_the_difference() -> None:
    table = scope_table({"the best head": (6.68, 5.5)}, EN)
    assert table.loc["the best head"].tolist() == ["+6.68", "+5.50", "-1.18"]


def test_the_course_ends_with_the_ways_to_the_evidence() -> None:
    steps = [step.id for step in lesson(NAME).steps]
    assert steps[-3:] == ["from-here", "take-away", "sources"]
