"""Source and target in one matrix, corner by corner."""

import pytest
import torch

from model.attention_view import attention_view
from model.joint_attention import can_be_joined, joint_attention
from tests import small


@pytest.mark.parametrize("by_word", [True, False])
def test_every_corner_is_the_attention_of_its_kind(by_word: bool) -> None:
    trace = small.translator().trace(small.SENTENCES[0], small.SENTENCES[1])
    assert can_be_joined(trace)
    view = joint_attention(trace, by_word=by_word)
    encoder, decoder, cross = (attention_view(trace, kind, by_word=by_word) for kind in ("encoder", "decoder", "cross"))
    n = len(encoder.queries)
    assert view.second_text == n
    corners = {(0, 0): encoder, (1, 1): decoder, (1, 0): cross}
    parts = (slice(n), slice(n, None))
    for (row, column), kind in corners.items():
        layers = kind.values.shape[0]
        assert torch.equal(view.values[:layers, :, parts[row], parts[column]], kind.values)
        assert torch.equal(view.allowed[:layers, parts[row], parts[column]], kind.allowed)
        assert not view.allowed[layers:, parts[row], parts[column]].any()
    assert not view.allowed[:, parts[0], parts[1]].any()
    assert view.queries.labels == (*encoder.queries.labels, *decoder.queries.labels)
    assert view.queries.specials == encoder.queries.specials | {n + place for place in decoder.queries.specials}
    words = view.queries.words
    assert words[n] > words[n - 1] + 1, "the last source word and the first target word are no neighbours"


def test_a_model_of_one_stack_has_nothing_to_join() -> None:
    trace = small.translator(**small.DECODER_ONLY).trace(small.SENTENCES[0])
    assert not can_be_joined(trace)
