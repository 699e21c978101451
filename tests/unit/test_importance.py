"""Importance: a head that decides costs most, one that writes nothing exactly nothing; gradients are true slopes."""

from collections.abc import Callable

import pytest
import torch
from torch import Tensor

from model.analysis.importance import (
    HeadImportance,
    ablation_importance,
    gradient_importance,
    sentence_losses,
)
from model.analysis.roles import Sentence
from model.analysis.roles.sentences import batches
from model.interventions import Place, heads_off
from model.interventions.place import place_of
from model.tap import UNTAPPED, Tap
from model.tokenizer import END
from model.translator import Translator
from tests import planted, small
from tests.looking import sentence

FRENCH = ("la rue", "L'animal n'a pas traversé la rue.", "il était trop fatigué")
ENGLISH = ("the street", "The animal didn't cross the street.", "it was too tired")


def planted_sentences() -> list[Sentence]:
    return [sentence(text, planted.translator().translate(text).text) for text in planted.SENTENCES]


def read(translator: Translator, english: str | None, french: str) -> Sentence:
    tokenizer = translator.tokenizer
    target = tokenizer.encode(french, "fr").with_special_before(tokenizer.end_id, END)
    return Sentence(None if english is None else translator.read(english), target, None, {}, frozenset(), {})


def sentences(translator: Translator) -> list[Sentence]:
    reads = not translator.config.is_decoder_only
    return [
        read(translator, english if reads else None, french) for english, french in zip(ENGLISH, FRENCH, strict=True)
    ]


def scaled(place: Place, head: int, factor: float) -> Tap:
    def scale(site: str, tensor: Tensor) -> Tensor:
        if place_of(site) != (place, "head_outputs"):
            return tensor
        factors = torch.ones(tensor.shape[1], dtype=tensor.dtype)
        factors[head] = factor
        return tensor * factors[:, None, None]

    return scale


def losses(translator: Translator, given: list[Sentence], tap: Tap) -> Tensor:
    return torch.cat([sentence_losses(translator, batch, tap) for batch in batches(translator, given)])


def test_the_head_that_copies_gender_costs_most_and_its_decoy_nothing() -> None:
    given = planted_sentences()
    rises = ablation_importance(planted.translator(), given)
    gradients = {(one.place, one.head): one for one in gradient_importance(planted.translator(), given)}
    costliest = max(rise.value for rise in rises.values())
    assert costliest > 1
    # what reads the gender off "it" costs as much as what puts it there
    assert {head for head, rise in rises.items() if rise.value == pytest.approx(costliest)} == {
        planted.COPYING,
        planted.READING,
    }
    first = max((one for one in gradients.values() if one.place.kind == "encoder"), key=lambda one: one.gradient)
    assert (first.place, first.head) == planted.COPYING
    assert (rises[planted.DECOY].value, gradients[planted.DECOY].gradient) == (0, 0)
    assert (rises[planted.DECOY].low, rises[planted.DECOY].high) == (0, 0)


def test_without_that_head_no_head_matters() -> None:
    translator, given = planted.translator(ablated=True), planted_sentences()
    assert all(rise.value == 0 for rise in ablation_importance(translator, given).values())
    assert all((one.gradient, one.normalised) == (0, 0) for one in gradient_importance(translator, given))


@pytest.mark.parametrize("make", [small.translator, lambda: small.translator(**small.DECODER_ONLY)])
def test_gradients_are_the_slopes_of_the_loss(make: Callable[[], Translator]) -> None:
    translator = make()
    translator.transformer.double()
    given = sentences(translator)
    tokens = sum(len(one.target) for one in given)
    importance = gradient_importance(translator, given)
    assert len(importance) == translator.config.n_heads * len({one.place for one in importance})
    step = 1e-5
    for one in importance[::4]:
        up, down = (losses(translator, given, scaled(one.place, one.head, 1 + by)) for by in (step, -step))
        expected = float(((up - down) / (2 * step)).abs().sum()) / tokens
        assert one.gradient == pytest.approx(expected, rel=1e-4)


def test_gradients_are_normalised_in_each_layer() -> None:
    translator = small.translator()
    by_place: dict[Place, list[HeadImportance]] = {}
    for one in gradient_importance(translator, sentences(translator)):
        by_place.setdefault(one.place, []).append(one)
    assert len(by_place) == 2 + 3 + 3
    for heads in by_place.values():
        assert sum(one.normalised**2 for one in heads) == pytest.approx(1)
        assert len({round(one.gradient / one.normalised, 5) for one in heads}) == 1


@pytest.mark.parametrize("make", [small.translator, lambda: small.translator(**small.DECODER_ONLY)])
def test_switching_off_is_measured_one_head_at_a_time(make: Callable[[], Translator]) -> None:
    translator = make()
    given = sentences(translator)
    told: list[float] = []
    rises = ablation_importance(translator, given, told.append)
    assert told == sorted(told)
    assert told[-1] == 1
    clean = losses(translator, given, UNTAPPED).sum()
    tokens = sum(len(one.target) for one in given)
    for place, head in list(rises)[::3]:
        alone = sum(losses(translator, [one], heads_off(place, [head])).sum() for one in given)
        assert rises[place, head].value == pytest.approx(float(alone - clean) / tokens, abs=1e-4)
        assert rises[place, head].low <= rises[place, head].value <= rises[place, head].high


def test_the_loss_is_the_cross_entropy_of_the_reference() -> None:
    translator = small.translator()
    one = sentences(translator)[1]
    logits = translator.transformer(torch.tensor([one.tokens("encoder").ids]), torch.tensor([one.target.ids]))[0]
    labels = [*one.target.ids[1:], translator.tokenizer.end_id]
    expected = -sum(float(row.log_softmax(-1)[label]) for row, label in zip(logits, labels, strict=True))
    assert float(losses(translator, [one], UNTAPPED)) == pytest.approx(expected, rel=1e-4)
