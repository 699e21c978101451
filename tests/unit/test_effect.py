"""What an intervention changes: on the planted model, where it is known, and on random ones, computed otherwise."""

import math

import pytest
import torch

from model.analysis import head_effects as measured
from model.analysis.effect import Effect, measure_effect
from model.analysis.head_effects import head_effects
from model.interventions import Place, heads_off, parse, tap_of
from model.interventions.place import all_heads
from model.tap import UNTAPPED
from model.translator import Translator
from tests import planted, small
from tests.planted import COPYING, DECOY, READING, SENTENCES

CHANGES = "enc.2.h4=off; dec.1.h2=uniform; cross.3.h1[2,3]=0.9; dec[3,2]=cut; dec.2.ff=skip"
MODELS = {"translator": {}, "pre": {"norm_placement": "pre"}, "language_model": small.DECODER_ONLY}


def ended(translator: Translator, text: str) -> list[int]:
    """A short target: a random model would go on to its limit."""
    return [*translator.tokenizer.encode(text).ids, translator.tokenizer.end_id]


def effect_of(changes: str = CHANGES, **shape: object) -> Effect:
    translator = small.translator(**shape)
    known = "; ".join(one for one in changes.split("; ") if translator.source_language or one.startswith("dec"))
    written = translator.translate("The animal was.", prefix=ended(translator, "The animal was."))
    return measure_effect(written, tap_of(parse(known, translator.config)))


@pytest.mark.parametrize("sentence", SENTENCES)
def test_the_head_that_copies_decides_the_pronoun_and_its_decoy_does_not(sentence: str) -> None:
    plain = planted.translator().translate(sentence)
    place, head = COPYING
    turned = measure_effect(plain, heads_off(place, [head]))
    assert turned.place == 0
    assert turned.pronoun is not None
    assert turned.pronoun.before.written == plain.text
    before, after = turned.pronoun.log_odds or (0.0, 0.0)
    assert before > 3
    assert abs(after) < 1e-4, "nothing is left to tell the two apart"
    assert turned.pronoun.before.probability > turned.pronoun.after.probability
    same = measure_effect(plain, heads_off(DECOY[0], [DECOY[1]]))
    assert float(same.total_variation.max()) < 1e-5


@pytest.mark.parametrize("sentence", SENTENCES[::3])
def test_the_planted_heads_are_found_and_no_others(sentence: str) -> None:
    found = head_effects(planted.translator().translate(sentence))
    assert found.measure == "pronoun"
    assert found.baseline > 3
    needed = {(Place("encoder", 0), 0), COPYING, READING}
    for place, head in all_heads(planted.translator().config):
        change = float(found.changes[place.kind][place.layer, head])
        assert change < -1 if (place, head) in needed else abs(change) < 1e-4, (place, head)
    kind, layer, head = found.strongest
    assert (Place(kind, layer), head) in needed
    assert found.largest == pytest.approx(-float(found.changes[kind][layer, head]))


def test_made_uniform_the_head_that_copies_is_missed_and_its_decoy_is_not() -> None:
    found = head_effects(planted.translator().translate(SENTENCES[0]), "uniform").changes["encoder"][1]
    assert float(found[COPYING[1]]) < -3
    assert abs(float(found[DECOY[1]])) < 1e-4


@pytest.mark.parametrize("sentence", SENTENCES[::3])
def test_in_the_ablated_model_no_head_is_found(sentence: str) -> None:
    found = head_effects(planted.translator(ablated=True).translate(sentence, prefix=[planted.token("il")]))
    assert found.measure == "pronoun"
    assert abs(found.baseline) < 1e-4
    assert found.largest < 1e-4


def test_on_top_of_a_head_that_is_off_another_may_matter_no_more() -> None:
    plain = planted.translator().translate(SENTENCES[0])
    off = heads_off(COPYING[0], [COPYING[1]])
    assert head_effects(plain).largest > 1
    on_top = head_effects(plain, base=off)
    assert on_top.largest < 1e-4
    assert abs(on_top.baseline) < 1e-4


@pytest.mark.parametrize("shape", MODELS.values(), ids=MODELS)
def test_a_change_is_that_of_the_head_switched_off_by_itself(shape: dict, monkeypatch: pytest.MonkeyPatch) -> None:
    translator = small.translator(**shape)
    plain = translator.translate("The animal", prefix=ended(translator, "The animal"))
    whole = head_effects(plain, "uniform")
    assert whole.measure == "sentence"
    monkeypatch.setattr(measured, "_TOKENS_AT_ONCE", 150)  # a few heads at a time
    parts = head_effects(plain, "uniform")
    for kind, changes in whole.changes.items():
        torch.testing.assert_close(changes, parts.changes[kind], rtol=1e-4, atol=1e-4)
        for layer, head in ((0, 1), (1, 4)):
            alone = measure_effect(plain, heads_off(Place(kind, layer), [head], "uniform")).sentence
            assert float(changes[layer, head]) == pytest.approx(alone[1] - alone[0], abs=1e-3)
            assert whole.baseline == pytest.approx(alone[0], abs=1e-3)


@pytest.mark.parametrize("shape", MODELS.values(), ids=MODELS)
def test_log_probabilities_are_those_of_decoding_the_same_words(shape: dict) -> None:
    translator = small.translator(**shape)
    changes = tap_of(parse("dec.1.h2=uniform; dec[3,2]=cut; dec.2.ff=skip", translator.config))
    effect = measure_effect(translator.translate("The animal", prefix=ended(translator, "The animal")), changes)
    for tap, found in zip((UNTAPPED, changes), effect.sentence, strict=True):
        nodes = translator.translate("The animal", prefix=effect.written, tap=tap).decoding.nodes
        assert found == pytest.approx(sum(node.log_probability for node in nodes[effect.given :]), abs=1e-3)


@pytest.mark.parametrize("shape", MODELS.values(), ids=MODELS)
def test_distances_are_those_of_the_distributions(shape: dict) -> None:
    effect = effect_of(**shape)
    assert effect.before.logits is not None
    assert effect.after.logits is not None
    p, q = effect.before.logits.double().softmax(-1), effect.after.logits.double().softmax(-1)
    distance, divergence = effect.total_variation.double(), effect.divergence.double()
    torch.testing.assert_close(distance, torch.maximum(p, q).sum(-1) - 1, rtol=0, atol=1e-5)
    torch.testing.assert_close(divergence, -(p * q.log()).sum(-1) + (p * p.log()).sum(-1), rtol=0, atol=1e-5)
    assert float(distance.max()) > 0.01
    assert bool((distance <= (divergence / 2).sqrt() + 1e-6).all()), "Pinsker's inequality"
    assert float(distance[effect.place]) == float(distance[effect.given :].max())
    shifts = effect.shifts(effect.place, 5)
    assert [max(s.before, s.after) for s in shifts] == sorted((max(s.before, s.after) for s in shifts), reverse=True)
    for shift in shifts:
        assert shift.before == pytest.approx(float(p[effect.place, shift.token]), abs=1e-6)
        assert shift.after == pytest.approx(float(q[effect.place, shift.token]), abs=1e-6)


def test_nothing_changed_is_zero_everywhere() -> None:
    effect = effect_of("")
    assert float(effect.total_variation.max()) < 1e-6
    assert float(effect.divergence.max()) < 1e-6
    assert effect.sentence[0] == pytest.approx(effect.sentence[1], abs=1e-5)


def test_numbers_computed_by_hand() -> None:
    """(½, ½) against (¾, ¼): distance ¼, divergence ½ ln ⅔ + ½ ln 2."""
    effect = effect_of()
    logs = torch.tensor([[[0.5, 0.5]], [[0.75, 0.25]]]).log()
    effect.__dict__["log_probabilities"] = logs
    assert effect.total_variation.tolist() == pytest.approx([0.25])
    assert effect.divergence.tolist() == pytest.approx([0.5 * math.log(2 / 3) + 0.5 * math.log(2)])
