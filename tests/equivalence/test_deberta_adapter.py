"""An adapted DeBERTa-v2 computes what transformers' does, its two position terms apart from QKᵀ."""

import pytest
import torch
from tokenizers import Tokenizer
from tokenizers.models import WordLevel
from tokenizers.pre_tokenizers import Whitespace
from torch import Tensor
from transformers import DebertaV2Config, DebertaV2Model, PreTrainedTokenizerFast

import model
from model.errors import ModelError
from model.interventions import Place, heads_off
from model.tap import Recorder
from tests.vision import shaken

WORDS = ("[PAD]", "[CLS]", "[SEP]", "[UNK]", "the", "animal", "was", "too", "tired", "to", "cross")
V3 = {
    "relative_attention": True,
    "pos_att_type": ["p2c", "c2p"],
    "position_buckets": 3,
    "norm_rel_ebd": "layer_norm",
    "share_att_key": True,
    "position_biased_input": False,
    "type_vocab_size": 0,
}
"""As in deberta-v3-base, with few buckets, so that distances share them."""
SETTINGS = {
    "v3": V3,
    "keys of its own": {**V3, "share_att_key": False, "position_buckets": -1, "norm_rel_ebd": "none"},
    "content to position": {**V3, "pos_att_type": ["c2p"], "share_att_key": False},
    "position to content": {**V3, "pos_att_type": ["p2c"], "share_att_key": False},
    "positions added": {"relative_attention": False, "position_biased_input": True},
}


def tokenizer() -> PreTrainedTokenizerFast:
    backend = Tokenizer(WordLevel({word: index for index, word in enumerate(WORDS)}, unk_token="[UNK]"))
    backend.pre_tokenizer = Whitespace()
    specials = {"pad_token": "[PAD]", "cls_token": "[CLS]", "sep_token": "[SEP]", "unk_token": "[UNK]"}
    return PreTrainedTokenizerFast(tokenizer_object=backend, **specials)


def deberta(**settings):
    sizes = {"hidden_size": 20, "num_hidden_layers": 3, "num_attention_heads": 5, "intermediate_size": 23}
    config = DebertaV2Config(vocab_size=len(WORDS), max_position_embeddings=30, **sizes, **settings)
    return shaken(lambda: DebertaV2Model(config))


@pytest.mark.parametrize("settings", SETTINGS.values(), ids=SETTINGS)
def test_attention_and_states_are_those_of_transformers(settings) -> None:
    plain, translator = deberta(**settings), model.adapt(deberta(**settings), tokenizer())
    ids = torch.tensor([[1, 4, 5, 6, 7, 8, 9, 10, 2], [1, 4, 5, 6, 2, 0, 0, 0, 0]])
    with torch.no_grad():
        expected = plain(ids, attention_mask=ids != 0, output_attentions=True, output_hidden_states=True)
        recorder = Recorder()
        states, _ = translator.transformer.encode(ids, tap=recorder)
    present = ids != 0
    seen = recorder.tensors
    for layer, weights in enumerate(expected.attentions):
        site = f"encoder.{layer}.self_attention"
        assert_same(seen[f"{site}.weights"], weights)
        assert_same(seen[f"{site}.residual_before"][present], expected.hidden_states[layer][present])
        queries, keys = seen[f"{site}.queries"], seen[f"{site}.keys"]
        n_terms = 1 + len(settings.get("pos_att_type", ()))
        content = queries @ keys.mT / (n_terms * queries.shape[-1]) ** 0.5
        assert_same(content + seen.get(f"{site}.bias", torch.tensor(0.0)), seen[f"{site}.scores"])
        assert (f"{site}.bias" in seen) == settings["relative_attention"]
    assert_same(states[present], expected.last_hidden_state[present])


def assert_same(found: Tensor, expected: Tensor) -> None:
    torch.testing.assert_close(found, expected, atol=1e-5, rtol=0)


def test_the_bias_depends_on_where_words_stand_and_what_they_are() -> None:
    """Exchanging two words exchanges the content terms and not the position terms."""
    translator = model.adapt(deberta(**V3), tokenizer())
    site = "encoder.0.self_attention"
    first, second = (translator.trace(text).tensors for text in ("the animal was tired", "animal the was tired"))
    order = [1, 0, 2, 3]
    assert_same(first[f"{site}.queries"][:, :, order], second[f"{site}.queries"])
    assert (first[f"{site}.bias"][:, :, order][..., order] - second[f"{site}.bias"]).abs().max() > 1e-2


def test_a_head_off_changes_the_states_and_is_undone() -> None:
    translator = model.adapt(deberta(**V3), tokenizer())
    finals = [
        stack.final
        for tap in (None, heads_off(Place("encoder", 1), [3]), None)
        if (stack := translator.trace("the animal was tired", **({"tap": tap} if tap else {})).encoder)
    ]
    assert (finals[0] - finals[1]).abs().max() > 1e-3
    assert_same(finals[0], finals[2])


def test_a_model_with_a_convolution_is_refused_with_the_reason() -> None:
    with pytest.raises(ModelError, match="convolution") as refused:
        model.adapt(deberta(**V3, conv_kernel_size=3), tokenizer())
    assert refused.value.code == "convolution"
