"""What is measured of which model, and how it is written down."""

import json
from math import log

import pytest
import torch

from model.evaluation import Evaluation, Proportion, evaluate, language_model_fit
from model.evaluation.corpus_scores import CorpusScore
from model.evaluation.hand_written import HandWritten, HandWrittenAnswer, HandWrittenResult
from model.evaluation.heads import HeadSelectivity
from model.evaluation.report import PronounResults
from tests import small

PAIRS = [("It was tired.", "Il était fatigué."), ("It was tired.", "Elle était fatiguée."), ("The street.", "La rue.")]


def test_no_cases_are_no_number() -> None:
    none = Proportion(0, 0)
    assert none.interval == (0.0, 1.0)
    assert str(none) == "no cases"
    assert json.loads(json.dumps(none.as_dict(), allow_nan=False))["value"] is None


def test_a_language_model_is_measured_by_its_own_language() -> None:
    measured = evaluate(small.translator(**small.DECODER_ONLY), PAIRS, beam=4, n_examples=3)
    assert (measured.corpus, measured.pronouns) == ({}, None)
    assert measured.language_model is not None
    assert measured.language_model.sentences == 2, "a sentence with two translations is read once"
    assert "| perplexity per token |" in measured.to_markdown()


def test_the_fit_is_the_mean_surprise_of_each_token_and_the_end() -> None:
    """By hand, one token after another, without pads."""
    translator = small.translator(**small.DECODER_ONLY)
    sentences = ["it was", "the animal didn't cross the street"]
    losses: list[float] = []
    for text in sentences:
        ids = [*translator.read_target(text).ids, 2]
        for n in range(1, len(ids)):
            logits = translator.transformer(None, torch.tensor([ids[:n]]))[0, -1]
            losses.append(-float(logits.log_softmax(-1)[ids[n]]))
    fit = language_model_fit(translator, sentences)
    assert log(fit.perplexity) == pytest.approx(sum(losses) / len(losses), rel=1e-5)
    characters = sum(len(text) for text in sentences) + len(sentences)
    assert fit.bits_per_character == pytest.approx(sum(losses) / log(2) / characters, rel=1e-5)


def results(failures: tuple[HandWrittenAnswer, ...] = ()) -> PronounResults:
    share = Proportion(3, 4)
    return PronounResults(
        famous_pair={"It is.": "Il est."},
        accuracy={"dev": share, "test": Proportion(1, 4), "test_nouns": share},
        causal={"none": share, "encoder antecedent": Proportion(1, 8)},
        heads=[HeadSelectivity("encoder", 5, 3, Proportion(9, 10), 0.83, 0.05)],
        robustness={"lower case": Proportion(0, 0)},
        hand_written=HandWrittenResult(failures),
    )


def test_the_card_has_both_searches_the_cuts_the_heads_and_the_failures() -> None:
    bleu = [CorpusScore("BLEU", 30.04, 1.5, "tok:13a"), CorpusScore("BLEU", 35.06, 1.4, "tok:13a")]
    asked = HandWritten("1", "The cup broke.", "cup", "floor", "elle")
    failures = (HandWrittenAnswer(asked, "Il a cassé.", "Il"), HandWrittenAnswer(asked, "Cassé.", None))
    corpus = {"greedy": (bleu[0],), "beam 4": (bleu[1],)}
    card = Evaluation("en-fr", 7, corpus, None, results(failures)).to_markdown()
    for line in (
        "| 7 pairs of the dev file | greedy | beam 4 |",
        "| BLEU | 30.0 ± 1.5 | 35.1 ± 1.4 |",
        "- BLEU: `tok:13a`",
        "| encoder, *it* → antecedent | 12.5% [2.2%, 47.1%] of 8 |",
        "| kept when changed: lower case | no cases |",
        "- The cup broke. → Il a cassé. (*elle*, not *Il*)",
        "- The cup broke. → Cassé. (*elle*, no pronoun was written)",
        "- It is. → Il est.",
    ):
        assert line in card.splitlines()
    assert "L6·H4, in 90.0%" in card
    assert "mean weight 0.83 on the antecedent, 0.05 on the other noun" in card
    assert "\n## " not in card, "it would end the section of the card"


def test_json_has_plain_values() -> None:
    measured = Evaluation("en-fr", 0, {}, None, results())
    plain = json.loads(json.dumps(measured.as_dict(), allow_nan=False))
    assert plain["pronouns"]["causal"]["encoder antecedent"]["value"] == 0.125
    head = plain["pronouns"]["heads"][0]
    assert (head["layer"], head["head"], head["name"], head["wins"]["hits"]) == (5, 3, "L6·H4", 9)
    assert "Nothing was wrong" in measured.to_markdown()
