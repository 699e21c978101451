"""Reading a sentence, translating it and what comes back."""

import pytest
import torch

from model.decoding import Beam, Greedy, Sample
from model.errors import InputError
from model.tap import Recorder
from model.tokens import Tokens
from tests import small

SENTENCE = small.SENTENCES[0]


@pytest.mark.parametrize("text", ["", " ", "\t\n", "\N{NO-BREAK SPACE}", "\N{ZERO WIDTH SPACE}"])
def test_nothing_to_read(text: str) -> None:
    with pytest.raises(InputError) as caught:
        small.translator().read(text)

    assert caught.value.code == "empty"


@pytest.mark.parametrize(
    ("text", "named"),
    [("a\0b", "U+0000"), ("\x1b[31mred", "U+001B"), ("\x7f \x02", "U+0002, U+007F"), ("\ud800", "U+D800")],
)
def test_control_characters_are_named(text: str, named: str) -> None:
    with pytest.raises(InputError) as caught:
        small.translator().read(text)

    assert caught.value.code == "control_characters"
    assert caught.value.details["characters"] == named


@pytest.mark.parametrize("text", ["tired " * 120, "x" * 20_001])
def test_too_long_says_how_long_and_what_the_limit_is(text: str) -> None:
    translator = small.translator()

    with pytest.raises(InputError) as caught:
        translator.read(text)

    assert caught.value.code == "too_long"
    assert caught.value.details["limit"] == translator.config.max_length - 1
    assert caught.value.details["tokens"] == len(translator.tokenizer.encode(text))


def test_the_longest_sentence_is_read_and_translated() -> None:
    translator = small.translator(max_length=23)
    limit = translator.config.max_length - 1
    text = " ".join("t" * 50)
    while len(translator.tokenizer.encode(text)) > limit:
        text = text[:-1]
    assert len(translator.tokenizer.encode(text)) == limit

    trace = translator.trace(text)

    assert len(trace.source) == translator.config.max_length
    assert len(trace.target) <= translator.config.max_length


@pytest.mark.parametrize(
    "text",
    ["</s>", "<pad> <unk>", "שלום", "🙂👩‍👩‍👧", "</script><script>alert(1)</script>", "didn’t", "a\nb", "\u202eabc"],
)
def test_anything_else_is_text(text: str) -> None:
    translator = small.translator()

    tokens = translator.read(text)

    assert tokens.text == text
    assert tokens.ids[-1] == translator.tokenizer.end_id
    assert translator.tokenizer.end_id not in tokens.ids[:-1]
    assert tokens.specials == {len(tokens) - 1}
    translator.trace(text)


def test_the_target_is_shifted_right() -> None:
    translator = small.translator()
    tokens = translator.read_target("était fatigué")

    assert tokens.ids[0] == translator.tokenizer.end_id
    assert tokens.ids[1:] == translator.tokenizer.encode("était fatigué", "fr").ids


@pytest.mark.parametrize("search", [Greedy(), Beam(3), Sample(seed=4)])
def test_a_translation_spells_its_tokens(search: Greedy | Beam | Sample) -> None:
    translator = small.translator()

    translation = translator.translate(SENTENCE, search)

    assert translation.tokens.ids == translation.decoding.token_ids
    assert translation.text == translator.tokenizer.decode(translation.decoding.token_ids)
    assert translation.complete == (translation.decoding.token_ids[-1] == 2)
    assert translation.trace.target.ids == (2, *translation.decoding.token_ids[:-1])


def test_the_trace_of_a_sentence_is_that_of_its_greedy_translation() -> None:
    translator = small.translator()
    written = translator.translate(SENTENCE).decoding.token_ids

    trace = translator.trace(SENTENCE)

    assert trace.logits.argmax(-1).tolist() == list(written)


def test_a_batch_is_translated_like_its_sentences() -> None:
    translator = small.translator(noise=0.5)
    texts = [SENTENCE, "tired", *small.SENTENCES, "The street."]

    assert translator.translate_batch(texts) == [translator.translate(text).text for text in texts]
    assert translator.translate_batch([]) == []


def test_an_intervention_reaches_translation_and_trace_and_stays_there() -> None:
    translator = small.translator()
    plain = translator.translate(SENTENCE)

    def silence(site: str, tensor: torch.Tensor) -> torch.Tensor:
        return torch.zeros_like(tensor) if site == "decoder.0.cross_attention.head_outputs" else tensor

    changed = translator.translate(SENTENCE, tap=silence)

    assert (
        changed.probabilities(changed.decoding.best[0]) - plain.probabilities(plain.decoding.best[0])
    ).abs().max() > 1e-4
    assert translator.translate(SENTENCE).decoding.token_ids == plain.decoding.token_ids
    again = translator.trace_tokens(changed.source, changed.trace.target, tap=silence)
    assert (again.attention("cross")[0].head_outputs == 0).all()


def test_recording_does_not_change_a_translation() -> None:
    translator = small.translator()

    assert translator.translate(SENTENCE, tap=Recorder()).text == translator.translate(SENTENCE).text


def test_tokens_of_both_sides_label_the_attention() -> None:
    translator = small.translator()
    trace = translator.trace(SENTENCE)

    for kind in ("encoder", "decoder", "cross"):
        asking, answering = trace.tokens(kind)
        assert isinstance(asking, Tokens)
        for layer in trace.attention(kind):
            assert layer.weights.shape[1:] == (len(asking), len(answering))
