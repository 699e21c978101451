"""What the `coreference` command says."""

import json

import pytest
import torch

import model
from model.coreference import resolve
from model.coreference_report import coreference_report, require_english_to_french
from model.errors import InputError, ModelError
from model.evaluation import FAMOUS_PAIR
from model.interventions.place import head_name
from model.translator import Translator
from tests import small

TIRED, WIDE = FAMOUS_PAIR


@pytest.fixture(scope="module")
def shipped() -> Translator:
    return model.load("en-fr")


def test_the_famous_pair(shipped: Translator) -> None:
    tired = coreference_report(shipped, TIRED, "animal", "street").as_dict()
    wide = coreference_report(shipped, WIDE, "street", "animal").as_dict()
    assert [one["choice"]["written"] for one in (tired, wide)] == ["il", "elle"]
    for one in (tired, wide):
        assert one["choice"]["probability"] > 0.5 > one["choice"]["counterpart_probability"]
        assert one["heads"][0]["contrast"] > 0.5
        assert not one["nouns_were_guessed"]
    assert (wide["pronoun"], wide["antecedent"], wide["distractor"]) == ("it", "street", "animal")


def test_heads_are_those_of_the_page_the_most_contrasting_first(shipped: Translator) -> None:
    report = coreference_report(shipped, TIRED)
    shown = resolve(shipped.translate(TIRED).trace, shipped.tokenizer)
    assert shown.encoder is not None
    assert shown.cross is not None
    config = shipped.config
    assert len(report.heads) == (config.n_encoder_layers + config.n_decoder_layers) * config.n_heads
    assert [head.contrast for head in report.heads] == sorted((head.contrast for head in report.heads), reverse=True)
    for head in report.heads:
        nouns = shown.encoder if head.kind == "encoder" else shown.cross
        assert head.antecedent == float(nouns.antecedent[head.layer, head.head])
        assert head.distractor == float(nouns.distractor[head.layer, head.head])


def test_text_names_pronouns_nouns_and_heads_counted_from_one(shipped: Translator) -> None:
    report = coreference_report(shipped, WIDE, "street")
    translation, choice, nouns, *heads = report.to_text().splitlines()
    assert translation == report.translation.text
    assert choice.startswith("  elle 9")
    assert ", il " in choice
    assert nouns == '  "it": antecedent "street", distractor "animal", guessed from their order'
    best = report.heads[0]
    assert len(heads) == 5
    assert heads[0].startswith(f"  {head_name(best.layer, best.head)} encoder: street {best.antecedent:.2f}, animal ")
    assert head_name(0, 7) == "L1·H8"


@pytest.mark.parametrize(
    ("antecedent", "distractor", "found"),
    [
        (None, None, ("animal", "street")),
        ("street", None, ("street", "animal")),
        ("Animal", None, ("animal", "street")),
        (None, "animal", ("street", "animal")),
        ("tired", "street", ("tired", "street")),
    ],
)
def test_nouns_not_named_are_guessed(antecedent: str | None, distractor: str | None, found: tuple[str, str]) -> None:
    made = coreference_report(small.translator(), TIRED, antecedent, distractor).as_dict()
    assert (made["antecedent"], made["distractor"]) == found
    assert made["nouns_were_guessed"] == (antecedent is None or distractor is None)


def test_what_is_missing_is_said() -> None:
    made = coreference_report(small.translator(), "it was")
    assert made.heads == []
    assert "--antecedent" in made.to_text()
    plain = json.loads(json.dumps(made.as_dict()))
    assert (plain["antecedent"], plain["heads"]) == (None, [])
    if made.resolution.choice is None:
        assert plain["choice"] is None
        assert "no il, elle, ils or elles was written" in made.to_text()


def test_a_word_that_is_not_there_is_named() -> None:
    with pytest.raises(InputError, match='no word "dog"') as refused:
        coreference_report(small.translator(), TIRED, "dog")
    assert refused.value.code == "no_such_word"


@pytest.mark.parametrize(
    ("changes", "said"),
    [
        ({"source_language": "zh", "target_language": "en"}, "translates from zh to en"),
        (small.DECODER_ONLY, "is a language model of en"),
    ],
)
def test_other_models_are_refused(changes: dict[str, object], said: str) -> None:
    torch.manual_seed(0)
    with pytest.raises(ModelError, match=said):
        require_english_to_french(small.translator(**changes))
