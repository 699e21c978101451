"""The planted model does what it says: the truth that the analyses are held against."""

import pytest
import torch

from model.evaluation.probes import decide
from model.interventions import cut_edges, heads_off
from tests import planted
from tests.planted import COPYING, DECOY, SENTENCES


@pytest.mark.parametrize("sentence", SENTENCES)
def test_it_translates_it(sentence: str) -> None:
    animate = sentence.endswith("tired")
    noun = next(word for word in sentence.split() if word in (planted.NOUNS if animate else planted.PLACES))
    expected = "il" if noun in ("animal", "park") else "elle"
    assert planted.translator().translate(sentence).text == expected


def test_the_head_and_its_decoy_look_alike_and_only_one_matters() -> None:
    translator, probes = planted.translator(), [planted.probe(sentence) for sentence in SENTENCES]
    for sentence, probe in zip(SENTENCES, probes, strict=True):
        weights = translator.trace(sentence).attention("encoder")[1].weights
        assert torch.equal(weights[0], weights[1])
        assert weights[1, probe.pronoun[0], probe.antecedent[0]] > 0.9
    assert all(decide(translator, probes))
    assert all(decide(translator, probes, heads_off(DECOY[0], [DECOY[1]])))
    assert not any(decide(translator, probes, heads_off(COPYING[0], [COPYING[1]])))


def test_cutting_its_edge_turns_the_pronoun() -> None:
    translator = planted.translator()
    for sentence in SENTENCES:
        probe = planted.probe(sentence)
        place, head = COPYING
        cut = cut_edges("encoder", probe.pronoun, probe.antecedent, layers=[place.layer], heads=[head])
        before, after = translator.translate(sentence).text, translator.translate(sentence, tap=cut).text
        assert {before, after} == {"il", "elle"}


def test_ablated_it_knows_nothing() -> None:
    probes = [planted.probe(sentence) for sentence in SENTENCES]
    assert not any(decide(planted.translator(ablated=True), probes))
