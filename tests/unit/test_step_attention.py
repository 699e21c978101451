import pytest
import torch

from model.decoding.forcing import piece_label
from model.decoding.step_attention import StepAttention, step_attention
from tests import small

TRANSLATION = small.translator().translate(small.SENTENCES[0])
NODE = TRANSLATION.decoding.best[4]
TRACE = TRANSLATION.step_trace(NODE)


def test_the_mean_and_the_strongest_by_hand() -> None:
    looks = StepAttention(torch.tensor([[0.1, 0.9, 0.0], [0.7, 0.1, 0.2]]), ("a", "b", "c"))
    assert looks.mean.tolist() == pytest.approx([0.4, 0.5, 0.1])
    word, weight = looks.strongest
    assert (word, weight) == ("b", pytest.approx(0.5))


def test_pieces_of_the_source() -> None:
    looks = step_attention(TRACE, "cross", 1, by_word=False)
    assert looks.keys == tuple(piece_label(piece) for piece in TRANSLATION.source.pieces)
    assert torch.equal(looks.weights, TRACE.attention("cross")[1].weights[:, 0])


def test_words_add_up_their_pieces() -> None:
    pieces = step_attention(TRACE, "cross", 2, by_word=False)
    words = step_attention(TRACE, "cross", 2, by_word=True)
    assert words.keys == TRANSLATION.source.words
    expected = torch.zeros(5, len(words.keys))
    for position, word in enumerate(TRANSLATION.source.word_of):
        expected[:, word] += pieces.weights[:, position]
    torch.testing.assert_close(words.weights, expected)
    torch.testing.assert_close(words.weights.sum(-1), torch.ones(5))


def test_its_own_words_are_what_was_written_before() -> None:
    looks = step_attention(TRACE, "decoder", 0, by_word=False)
    before = [node.token for node in NODE.path()[:-1]]
    tokenizer = TRANSLATION.translator.tokenizer
    assert looks.keys == ("</s>", *(piece_label(tokenizer.piece(token)) for token in before))
