"""A model without an encoder: what is typed is the beginning of what it writes."""

from pathlib import Path

import pytest
import torch

import model
from model import checkpoint
from model.checkpoint import Checkpoint
from model.decoding import Beam, Decoding, Greedy, Sample, Search
from model.errors import InputError, ModelError
from model.tap import Recorder
from model.trace import TraceError
from model.translator import Translation, Translator
from tests import small

BEGINNING = "The animal didn't"
END = 2


def language_model(**changes: object) -> Translator:
    return small.translator(**{**small.DECODER_ONLY, "noise": 0.4, **changes})


def continued(search: Search = Greedy(), **changes: object) -> Translation:
    return language_model(**changes).translate(BEGINNING, search)


every_search = pytest.mark.parametrize("search", [Greedy(), Beam(3), Sample(seed=4)], ids=str)


def test_it_has_the_weights_of_a_decoder_without_cross_attention_and_no_others() -> None:
    names = {name for name, _ in language_model(norm_placement="pre").transformer.named_parameters()}

    assert "decoder.2.self_attention.query_key_value.weight" in names
    assert not [name for name in names if name.startswith(("encoder", "source")) or "cross" in name]


def test_an_encoder_and_a_memory_are_for_models_that_have_them() -> None:
    with_encoder, without = small.transformer(), small.transformer(**small.DECODER_ONLY)
    ids = torch.tensor([[2, 5, 7]])

    with pytest.raises(ValueError, match="no encoder"):
        without(ids, ids)
    with pytest.raises(ValueError, match="memory"):
        without.decode(ids, with_encoder.memory(*with_encoder.encode(ids)))
    with pytest.raises(ValueError, match="memory"):
        with_encoder(None, ids)


def test_the_tap_sees_no_encoder_and_no_cross_attention() -> None:
    recorder = Recorder()
    small.transformer(**small.DECODER_ONLY)(None, torch.tensor([[2, 5, 7]]), tap=recorder)

    assert "decoder.2.self_attention.weights" in recorder.tensors
    assert not [site for site in recorder.tensors if site.startswith("encoder") or "cross" in site]


def test_what_is_typed_is_read_shifted_right() -> None:
    lm = language_model()

    read = lm.read(BEGINNING)

    assert read.ids == (END, *lm.tokenizer.encode(BEGINNING, "en").ids)
    assert read.words == ("</s>", "The", "animal", "didn't"), "words are those of the language it writes"


@pytest.mark.parametrize("typed", [BEGINNING, f" {BEGINNING}", f"{BEGINNING} ", f"{BEGINNING}\t\n"])
def test_a_space_before_or_after_changes_nothing(typed: str) -> None:
    lm = language_model()

    assert lm.translate(typed).decoding.token_ids == continued().decoding.token_ids


@every_search
def test_the_beginning_stands_and_goes_on(search: Search) -> None:
    translation = continued(search)
    given = translation.given

    assert translation.source is None
    assert translation.typed.text == BEGINNING
    assert translation.typed.ids[1:] == translation.tokens.ids[:given]
    assert translation.text.startswith(BEGINNING)
    assert len(translation.tokens) > given
    assert [node.forced for node in translation.decoding.best] == [
        step < given for step in range(len(translation.tokens))
    ]


@every_search
def test_every_token_has_the_probability_of_the_whole_pass(search: Search) -> None:
    translation = continued(search)

    logits = translation.trace.logits

    for node in translation.decoding.best:
        expected = logits[node.step].log_softmax(-1)[node.token].item()
        assert node.log_probability == pytest.approx(expected, abs=1e-4)


@pytest.mark.parametrize("noise", [0.2, 0.4, 0.6])
def test_a_beam_of_one_is_greedy(noise: float) -> None:
    assert continued(Beam(1), noise=noise).tokens.ids == continued(noise=noise).tokens.ids


def test_a_word_is_forced_after_the_beginning_but_not_into_it() -> None:
    lm = language_model()
    free = lm.translate(BEGINNING)
    given, typed = free.given, free.typed.ids[1:]
    other = next(token for token in range(10, 20) if token != free.tokens.ids[given])

    forced = lm.translate(BEGINNING, prefix=(*typed, other))

    assert forced.tokens.ids[: given + 1] == (*typed, other)
    assert forced.given == given
    assert lm.translate(BEGINNING, prefix=typed[:1]).tokens.ids == free.tokens.ids
    with pytest.raises(ValueError, match="prefix"):
        lm.translate(BEGINNING, prefix=(other, *typed))


def test_the_longest_beginning_has_room_for_one_more_token() -> None:
    lm = language_model(max_length=len(lm_ids()) + 1)

    translation = lm.translate(BEGINNING)

    assert len(translation.tokens) == translation.given + 1
    with pytest.raises(InputError) as caught:
        language_model(max_length=len(lm_ids())).translate(BEGINNING)
    assert caught.value.code == "too_long"


def lm_ids() -> tuple[int, ...]:
    return small.tokenizer().encode(BEGINNING, "en").ids


def test_a_model_that_never_ends_is_stopped() -> None:
    lm = language_model(tied_embeddings=False)
    lm.transformer.vocabulary[END] = 0
    lm.transformer.vocabulary[5:] = 0
    lm.transformer.decoder[-1].residuals["feed_forward"].norm.bias.copy_(lm.transformer.vocabulary[3] * 100)

    translation = lm.translate(BEGINNING)

    assert not translation.complete
    assert translation.given < len(translation.tokens) < lm.config.max_length


@pytest.mark.parametrize("norm", small.NORMS)
def test_the_trace_declares_what_is_absent(norm: str) -> None:
    translation = continued(norm_placement=norm)
    steps = (translation.step_trace(node) for node in translation.decoding.best)

    for trace in (translation.trace, *steps):
        assert trace.source is None
        assert trace.encoder is None
        assert trace.attention("encoder") == trace.attention("cross") == ()
        assert len(trace.attention("decoder")) == 3
        assert all(layer.sublayer("cross_attention") is None for layer in trace.decoder.layers)
        for kind in ("encoder", "cross"):
            with pytest.raises(TraceError, match=kind):
                trace.tokens(kind)


def test_the_trace_of_a_text_is_that_of_its_continuation() -> None:
    lm = language_model()
    whole = lm.translate(BEGINNING)

    trace = lm.trace(BEGINNING)

    assert trace.target.ids == (END, *whole.tokens.ids[:-1])
    typed_only = lm.trace_tokens(None, lm.read(BEGINNING))
    torch.testing.assert_close(typed_only.logits, trace.logits[: whole.given + 1], atol=1e-5, rtol=0)


def test_the_steps_of_the_beginning_can_be_looked_at() -> None:
    decoding: Decoding = continued().decoding

    assert len(decoding.steps) == len(decoding.best)
    assert all("decoder.0.self_attention.weights" in step.tensors for step in decoding.steps)


@pytest.mark.parametrize(
    "ask",
    [
        lambda lm: lm.translate_batch([BEGINNING]),
        lambda lm: lm.trace(BEGINNING, small.SENTENCES[1]),
        lambda lm: lm.require_source(),
    ],
)
def test_what_only_a_translation_has_is_refused_with_a_reason(ask: object) -> None:
    with pytest.raises(ModelError, match="language model") as caught:
        ask(language_model())

    assert caught.value.code == "no_source"
    assert caught.value.details == {"name": "small"}


def test_a_translation_has_a_source_and_nothing_given() -> None:
    translator = small.translator()
    translator.require_source()

    translation = translator.translate(BEGINNING)

    assert translation.given == 0
    assert translation.source is translation.typed


def test_it_is_stored_and_loaded(tmp_path: Path) -> None:
    made = language_model(norm_placement="pre")
    checkpoint.store(tmp_path, Checkpoint(made.transformer, made.tokenizer), "", dtype=torch.float32)

    read = model.load(str(tmp_path))

    assert (read.source_language, read.target_language) == (None, "en")
    assert read.translate(BEGINNING).text == made.translate(BEGINNING).text


def test_the_languages_of_a_translator_are_those_of_its_configuration() -> None:
    translator = small.translator(source_language="fr", target_language="en")

    assert "l'" in translator.read("l'animal").words, "an elision is two French words"
    assert "didn't" in translator.read_target("it didn't").words, "a contraction is one English word"
