"""What an adapter says of a model, and the models that it refuses."""

import copy

import pytest
import torch
import transformers

import model
from model.adapters.registry import family_of
from model.errors import ModelError
from tests import tiny_hub

SOURCE, TARGET = torch.tensor([[5, 9, 17, 4]]), torch.tensor([[2, 8, 30]])


@pytest.mark.parametrize(
    ("family", "expected"),
    [
        ("Bert", ()),
        ("DebertaV2", ("disentangled",)),
        ("Marian", ()),
        ("M2M100", ("many_languages",)),
        ("GPTNeoX", ("parallel", "rotary")),
        ("Mistral", ("rms", "grouped", "rotary", "window", "gated")),
        ("Gemma2", ("twice_normed", "rms", "grouped", "rotary", "softcap", "window", "gated")),
        ("T5", ("rms", "bias", "unscaled")),
    ],
)
def test_it_says_where_a_model_differs_from_the_first_transformer(family: str, expected: tuple[str, ...]) -> None:
    assert model.adapt(tiny_hub.model(family), tiny_hub.tokenizer()).config.peculiarities == expected


def test_variants_of_a_family_compute_what_transformers_computes() -> None:
    gated = tiny_hub.model("T5", feed_forward_proj="gated-gelu", tie_word_embeddings=False)
    expected = gated(input_ids=SOURCE, decoder_input_ids=TARGET).logits
    adapted = model.adapt(gated, tiny_hub.tokenizer())
    assert "gated" in adapted.config.peculiarities
    torch.testing.assert_close(adapted.transformer(SOURCE, TARGET), expected, atol=1e-5, rtol=0)

    one_after_the_other = tiny_hub.model("GPTNeoX", use_parallel_residual=False)
    expected = one_after_the_other(TARGET).logits
    adapted = model.adapt(one_after_the_other, tiny_hub.tokenizer())
    torch.testing.assert_close(adapted.transformer(None, TARGET), expected, atol=1e-5, rtol=0)
    trace = adapted.trace("The animal")
    for part in trace.decoder.layers[1].sublayers:
        assert torch.equal(part.norm_input, part.residual_before)


def test_side_by_side_both_norms_read_what_enters_the_layer() -> None:
    attention, feed_forward = (
        model.adapt(tiny_hub.model("GPTNeoX"), tiny_hub.tokenizer()).trace("The animal").decoder.layers[1].sublayers
    )
    assert torch.equal(attention.norm_input, attention.residual_before)
    assert torch.equal(feed_forward.norm_input, attention.residual_before)
    assert not torch.equal(feed_forward.residual_before, attention.residual_before)


def test_positions_of_roberta_begin_after_its_pad() -> None:
    adapted = model.adapt(tiny_hub.model("Roberta", pad_token_id=3), tiny_hub.tokenizer())
    assert adapted.config.max_length == 101 - 4
    with pytest.raises(ValueError, match="at most"):
        adapted.trace("a " * 97)


def test_languages_and_the_tokens_that_name_them() -> None:
    theirs = tiny_hub.model("M2M100")
    adapted = model.adapt(theirs, tiny_hub.tokenizer(), languages=("en", "fr"))
    assert (adapted.source_language, adapted.target_language, adapted.config.forced) == ("en", "fr", ())
    theirs.generation_config.forced_bos_token_id = 7
    theirs.generation_config.bad_words_ids = [[9], [10, 11]]
    adapted = model.adapt(theirs, tiny_hub.tokenizer(), languages=("zho_Hans", "xx"))
    assert (adapted.source_language, adapted.target_language) == ("zh", "other")
    assert (adapted.config.forced, adapted.config.never) == ((7,), (9,))
    translation = adapted.translate("The animal")
    assert translation.decoding.token_ids[0] == 7
    assert translation.given == 1
    assert 9 not in translation.decoding.token_ids
    batch = adapted.translate_batch(["The animal", "tired"])
    assert batch == [adapted.translate(text).text for text in ("The animal", "tired")]
    assert adapted.read_target("The").ids[:2] == (1, 7)
    single = model.adapt(tiny_hub.model("GPT2"), tiny_hub.tokenizer())
    assert (single.source_language, single.target_language) == (None, "en")


def test_a_language_is_named_by_a_special_token_and_not_by_a_piece_of_words() -> None:
    tokenizer = copy.deepcopy(tiny_hub.tokenizer())
    piece = next(token for token in tokenizer.get_vocab() if token.isalpha() and token.isascii())
    adapted = model.adapt(tiny_hub.model("Marian"), tokenizer, languages=("en", piece))
    assert adapted.config.forced == ()
    tokenizer.add_special_tokens({"additional_special_tokens": ["eng_Latn", "fra_Latn"]})
    named = tokenizer.convert_tokens_to_ids("fra_Latn")
    adapted = model.adapt(tiny_hub.model("M2M100"), tokenizer, languages=("eng_Latn", "fra_Latn"))
    assert (adapted.config.forced, adapted.target_language) == ((named,), "fr")
    assert adapted.config.peculiarities == ()


def test_an_encoder_reads_and_does_not_write() -> None:
    adapted = model.adapt(tiny_hub.model("Bert"), tiny_hub.wordpiece())
    assert not adapted.writes
    trace = adapted.trace("the animal")
    assert trace.decoder is None
    assert trace.logits is None
    with pytest.raises(ModelError) as caught:
        adapted.translate("the animal")
    assert caught.value.code == "no_decoder"


@pytest.mark.parametrize(
    ("make", "code", "reason"),
    [
        (
            lambda: transformers.GPT2Model(transformers.GPT2Config(n_embd=8, n_layer=1, n_head=2)),
            "no_vocabulary_head",
            "no head",
        ),
        (lambda: tiny_hub.model("Marian", encoder_attention_heads=3), "unequal_heads", "3, 5"),
        (lambda: tiny_hub.model("Bert", is_decoder=True), "encoder_as_decoder", "used as a decoder"),
        (
            lambda: transformers.AlbertModel(
                transformers.AlbertConfig(hidden_size=8, num_attention_heads=2, intermediate_size=8, embedding_size=4)
            ),
            "unknown_family",
            "albert",
        ),
    ],
    ids=["no head", "unequal heads", "encoder as decoder", "unknown family"],
)
def test_what_a_trace_cannot_hold_is_refused(make, code: str, reason: str) -> None:
    with pytest.raises(ModelError, match=reason) as caught:
        model.adapt(make(), tiny_hub.tokenizer())
    assert caught.value.code == code


def test_a_configuration_without_a_type_is_of_no_family() -> None:
    with pytest.raises(ModelError) as caught:
        family_of({})
    assert caught.value.code == "unknown_family"


def test_half_precision_is_shown_in_single() -> None:
    theirs = tiny_hub.model("Llama").to(torch.bfloat16)
    expected = theirs(TARGET, output_attentions=True)
    trace = model.adapt(theirs, tiny_hub.tokenizer()).trace_tokens(None, _tokens())
    assert trace.attention("decoder")[0].weights.dtype == trace.logits.dtype == torch.float32
    torch.testing.assert_close(trace.logits, expected.logits[0].float(), atol=0.1, rtol=0.1)


def _tokens():
    adapted = model.adapt(tiny_hub.model("Llama"), tiny_hub.tokenizer())
    return adapted.opened(adapted.tokenizer.tokens(TARGET[0, 1:].tolist(), "en"))
