"""Heads at their mean: what they write on average, and interventions that ask for it."""

import pytest
import torch

from model.errors import HeadlightError
from model.interventions import HeadOff, InterventionError, Place, mean_head_outputs, reference_means, tap_for
from model.interventions import means as means_module
from model.tap import Recorder, compose
from model.tokenizer import Language
from model.translator import Translator
from tests import planted, small
from tests.planted import COPYING, DECOY, SENTENCES


def never(translator: Translator):
    raise AssertionError("nobody asked for means")


def test_means_are_asked_for_only_where_a_head_is_to_write_its_mean() -> None:
    translator = small.translator()
    tap_for(translator, "enc.1.h1=off; dec.2.ff=skip", never)
    with pytest.raises(AssertionError, match="nobody asked"):
        tap_for(translator, "enc.1.h1=off; dec.2.h3=mean", never)


def test_without_means_a_head_cannot_write_one() -> None:
    with pytest.raises(InterventionError):
        HeadOff(Place("encoder", 0), 1, "mean").tap()


def test_a_language_model_reads_the_sentences_as_they_are() -> None:
    translator = small.translator(**small.DECODER_ONLY)
    sentences = ["The animal was", "it was too tired"]
    outputs: list[torch.Tensor] = []
    for sentence in sentences:
        recorder = Recorder()
        translator.trace_tokens(None, translator.read(sentence), tap=recorder)
        outputs.append(recorder.tensors["decoder.1.self_attention.head_outputs"][0])
    means = mean_head_outputs(translator, sentences)
    torch.testing.assert_close(means[Place("decoder", 1)], torch.cat(outputs, dim=1).mean(1))
    assert set(means) == {Place("decoder", layer) for layer in range(3)}

    recorder = Recorder()
    tap = tap_for(translator, "dec.2.h4=mean", lambda _: means)
    translator.trace_tokens(None, translator.read("it was"), tap=compose(tap, recorder))
    written = recorder.tensors["decoder.1.self_attention.head_outputs"][0, 3]
    torch.testing.assert_close(written, means[Place("decoder", 1)][3].expand_as(written))


def test_at_its_mean_the_head_that_copies_knows_no_sentence() -> None:
    translator = planted.translator()
    means = mean_head_outputs(translator, SENTENCES)

    def written(place: Place, head: int) -> set[str]:
        tap = HeadOff(place, head, "mean").tap(means)
        return {translator.translate(sentence, tap=tap, prefix=()).text.split()[0] for sentence in SENTENCES}

    assert written(*DECOY) == {"il", "elle"}
    assert len(written(*COPYING)) == 1, "whatever the sentence, it says the same"


@pytest.mark.parametrize(("language", "letters"), [("en", "the"), ("zh", "我")])
def test_references_are_sentences_of_the_language_that_is_read(language: Language, letters: str) -> None:
    translator = small.translator(source_language=language)
    found = means_module.reference_sentences(translator)
    assert len(set(found)) > means_module.REFERENCES / 2
    assert found == means_module.reference_sentences(translator)
    assert any(letters in sentence.lower() for sentence in found)


def test_the_means_of_a_model_are_those_of_its_references(monkeypatch: pytest.MonkeyPatch) -> None:
    translator = planted.translator()
    monkeypatch.setattr(means_module, "reference_sentences", lambda of: list(SENTENCES[:3]))
    for place, found in reference_means(translator).items():
        torch.testing.assert_close(found, mean_head_outputs(translator, SENTENCES[:3])[place])


def test_a_text_that_says_nothing_is_refused() -> None:
    with pytest.raises(HeadlightError):
        tap_for(small.translator(), "enc.1.h1=median", never)
