"""The planted weights in transformers' hands: every analysis finds in the adapted model what it finds in ours."""

import math
from collections.abc import Callable
from typing import Any

import pytest
import torch

from model.analysis.attribution import METHODS, ask, attribute, logit_lens
from model.analysis.comparison import Comparison
from model.analysis.effect import measure_effect
from model.analysis.head_effects import head_effects
from model.analysis.head_sets import find_head_sets
from model.analysis.patching import patch_between
from model.analysis.routes import make_routes
from model.analysis.scorecard import make_scorecard
from model.analysis.translations import translations_without
from model.coreference_report import coreference_report
from model.interventions import mean_head_outputs, tap_for
from model.translator import Translator
from tests import planted, planted_hub
from tests.planted import COPYING, SENTENCES

PROBES = [planted.probe(sentence) for sentence in SENTENCES]
TIRED, WIDE = SENTENCES[:2]
CLOSE = {"atol": 1e-5, "rtol": 1e-4}


def near(first: Any, second: Any) -> None:
    """Nested values are the same, numbers to rounding."""
    if isinstance(first, dict):
        assert first.keys() == second.keys()
        for key in first:
            near(first[key], second[key])
    elif isinstance(first, list | tuple):
        assert len(first) == len(second)
        for one, other in zip(first, second, strict=True):
            near(one, other)
    elif isinstance(first, float) and not math.isnan(first):
        assert second == pytest.approx(first, rel=1e-4, abs=1e-5)
    elif not isinstance(first, float):
        assert first == second


def both(measure: Callable[[Translator], Any]) -> tuple[Any, Any]:
    return measure(planted.translator()), measure(planted_hub.translator())


@pytest.mark.parametrize("sentence", SENTENCES)
def test_it_writes_and_reads_the_same(sentence: str) -> None:
    ours, theirs = both(lambda one: one.translate(sentence))
    assert ours.typed == theirs.typed
    assert ours.tokens == theirs.tokens
    assert ours.text == theirs.text != ""
    for kind in ("encoder", "decoder", "cross"):
        for one, other in zip(ours.trace.attention(kind), theirs.trace.attention(kind), strict=True):
            for name in ("queries", "keys", "values", "scores", "weights", "head_outputs"):
                torch.testing.assert_close(getattr(other, name), getattr(one, name), **CLOSE)
            assert torch.equal(one.mask, other.mask)


def test_the_scorecard() -> None:
    ours, theirs = both(lambda one: make_scorecard(one, PROBES).as_dict())
    near(ours, theirs)


def test_routes() -> None:
    near(*both(lambda one: make_routes(one, PROBES).as_dict()))


def test_sets_of_heads() -> None:
    near(*both(lambda one: find_head_sets(one, PROBES).as_dict()))


def test_patching() -> None:
    ours, theirs = both(lambda one: patch_between(one, PROBES[0], PROBES[1]))
    assert ours.differs
    assert theirs.differs
    torch.testing.assert_close(theirs.stream, ours.stream, **CLOSE)
    torch.testing.assert_close(theirs.heads, ours.heads, **CLOSE)


@pytest.mark.parametrize("method", METHODS)
def test_attribution(method: Any) -> None:
    ours, theirs = both(lambda one: attribute(ask(one.translate(TIRED), 0), method).scores)
    torch.testing.assert_close(theirs, ours, atol=1e-4, rtol=1e-3, equal_nan=True)


def test_the_logit_lens() -> None:
    ours, theirs = both(lambda one: logit_lens(ask(one.translate(TIRED), 0)))
    torch.testing.assert_close(theirs.probability, ours.probability, **CLOSE)
    assert theirs.stages == ours.stages


def test_effects_of_heads_and_of_interventions() -> None:
    place, head = COPYING
    ours, theirs = both(lambda one: head_effects(one.translate(TIRED)))
    near(ours.baseline, theirs.baseline)
    torch.testing.assert_close(theirs.changes["encoder"], ours.changes["encoder"], **CLOSE)
    assert abs(theirs.changes["encoder"][place.layer, head]) > 1
    means = both(lambda one: head_effects(one.translate(TIRED), "mean", means=mean_head_outputs(one, [TIRED, WIDE])))
    torch.testing.assert_close(means[1].changes["encoder"], means[0].changes["encoder"], **CLOSE)

    off = both(lambda one: measure_effect(one.translate(TIRED), tap_for(one, "enc.2.h2=off")).log_probabilities)
    torch.testing.assert_close(off[1], off[0], **CLOSE)
    assert not torch.allclose(off[1][0], off[1][1])


def test_translations_without_each_head() -> None:
    assert len(set(map(str, both(lambda one: translations_without(one, TIRED))))) == 1


def test_comparison() -> None:
    ours, theirs = both(lambda one: Comparison(one.translate(TIRED), one.translate(WIDE)))
    assert ours.same_model
    assert theirs.same_model
    for one, other in zip(ours.attention["encoder"].values, theirs.attention["encoder"].values, strict=True):
        torch.testing.assert_close(other, one, equal_nan=True, **CLOSE)
    torch.testing.assert_close(theirs.output.total_variation, ours.output.total_variation, **CLOSE)
    across = Comparison(planted.translator().translate(TIRED), planted_hub.translator().translate(TIRED))
    assert not across.same_model


def test_the_coreference_report() -> None:
    ours, theirs = both(lambda one: coreference_report(one, TIRED, "animal", "street").as_dict())
    near(ours, theirs)
