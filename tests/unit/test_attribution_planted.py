"""What attribution finds in the model whose mechanism is known, and what it must not find."""

import functools

import pytest
import torch

from model.analysis.attribution import Choice, Method, Passage, Question, attribute, inputs_of
from model.analysis.attribution.norm_weighted import head_norms
from model.tokenizer import END
from tests import planted

Roles = dict[str, int]


@functools.cache
def questions(*, ablated: bool = False) -> tuple[tuple[Question, Roles], ...]:
    """For each planted sentence why its pronoun was written and not the other, and where the roles stand."""
    translator = planted.translator(ablated=ablated)
    opening = planted.tokenizer().tokens((), "fr").with_special_before(planted.tokenizer().end_id, END)
    found: list[tuple[Question, Roles]] = []
    for sentence in planted.SENTENCES:
        probe = planted.probe(sentence)
        passage = Passage(translator, translator.read(sentence), opening)
        (antecedent,), (distractor,), (pronoun,) = probe.antecedent, probe.distractor, probe.pronoun
        roles = {"antecedent": antecedent, "distractor": distractor, "pronoun": pronoun}
        question = Question(passage, Choice(probe.row, probe.right, probe.wrong), inputs_of(passage))
        found.append((question, roles | {"predicate": probe.following[-1]}))
    return tuple(found)


@functools.cache
def scores(method: Method, *, ablated: bool = False) -> list[tuple[torch.Tensor, Roles]]:
    return [(attribute(question, method).scores, roles) for question, roles in questions(ablated=ablated)]


def test_leaving_words_out_finds_exactly_what_decides() -> None:
    for falls, roles in scores("leave_one_out"):
        words = falls[:9]  # without </s>, and without the decoder's opening
        missed = {place for place, fall in enumerate(words.tolist()) if abs(fall) > 0.1}
        assert missed == {roles["antecedent"], roles["pronoun"], roles["predicate"]}


@pytest.mark.parametrize("method", ["saliency", "integrated_gradients"])
def test_gradients_credit_the_antecedent_and_the_predicate_and_not_the_distractor(method: Method) -> None:
    for found, roles in scores(method):
        for role in ("antecedent", "pronoun", "predicate"):
            assert found[roles[role]] > 0.05 * found[:9].max(), role
            assert found[roles[role]] > 2 * found[roles["distractor"]], role
        others = [place for place in range(9) if place not in roles.values()]
        assert found[others].abs().max() < 0.01 * found[:9].max()


def test_gradient_x_input_sees_nothing_where_a_norm_divides_the_size_away() -> None:
    """Euler: scaling an embedding changes nothing here, so its gradient stands at right angles to it."""
    for (found, roles), (slopes, _) in zip(scores("gradient_x_input"), scores("saliency"), strict=True):
        noun = roles["antecedent"]
        assert found[noun].abs() < 1e-3 * slopes[noun]


def test_raw_attention_cannot_tell_the_decoy_and_its_norm_can() -> None:
    (place, copying), (_, decoy) = planted.COPYING, planted.DECOY
    for question, roles in questions():
        attention = question.passage.trace.attention("encoder")[place.layer]
        edge = (roles["pronoun"], roles["antecedent"])
        assert attention.weights[decoy][edge] == attention.weights[copying][edge] > 0.9
        norms = head_norms(question.passage.translator.transformer, place, attention)
        assert norms[copying][edge] > 0.5
        assert norms[decoy].eq(0).all()


def test_raw_attention_credits_the_nouns_that_a_decoy_looks_at_and_norms_do_not() -> None:
    for (weights, roles), (norms, _) in zip(scores("attention"), scores("norm_weighted"), strict=True):
        assert weights[roles["distractor"]] == weights[roles["antecedent"]] > 0.2
        assert norms[roles["distractor"]] < 1e-5
        assert int(norms.argmax()) == roles["pronoun"], "the one word that the decoder reads its answer from"


def test_rollout_finds_the_antecedent_even_where_nothing_is_copied() -> None:
    """It follows weights alone: with the copying head's output gone, it says the same."""
    for (found, roles), (ablated, _) in zip(scores("rollout"), scores("rollout", ablated=True), strict=True):
        assert found[roles["antecedent"]] > 2 * found[roles["distractor"]]
        torch.testing.assert_close(found, ablated, atol=1e-3, rtol=0)  # the decoder reads a little less of "it"


@pytest.mark.parametrize("method", ["leave_one_out", "integrated_gradients", "gradient_x_input"])
def test_where_nothing_is_resolved_nothing_is_credited(method: Method) -> None:
    for found, _ in scores(method, ablated=True):
        assert found[:9].abs().max() < 1e-4
