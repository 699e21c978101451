"""From pieces to words: columns are summed, rows are averaged."""

import torch

from model.tokens import Tokens
from model.word_merge import mean_over_pieces, merge_words, sum_over_pieces
from tests import small


def words(*sizes: int) -> Tokens:
    """Words of so many one-letter pieces."""
    n = sum(sizes)
    word_of = tuple(word for word, size in enumerate(sizes) for _ in range(size))
    return Tokens(
        text="x" * n,
        ids=tuple(range(3, 3 + n)),
        pieces=("x",) * n,
        spans=tuple((i, i + 1) for i in range(n)),
        word_of=word_of,
        words=tuple("x" * size for size in sizes),
    )


def test_merged_by_hand() -> None:
    weights = torch.tensor([[0.1, 0.2, 0.3, 0.4], [0.4, 0.3, 0.2, 0.1], [0.0, 0.5, 0.5, 0.0]])

    merged = merge_words(weights, words(2, 1), words(1, 2, 1))

    torch.testing.assert_close(merged, torch.tensor([[0.25, 0.5, 0.25], [0.0, 1.0, 0.0]]))


def test_rows_still_sum_to_one_over_any_leading_axes() -> None:
    weights = torch.randn(2, 5, 7, 11, generator=torch.manual_seed(0)).softmax(-1)

    merged = merge_words(weights, words(3, 1, 2, 1), words(1, 4, 2, 1, 3))

    assert merged.shape == (2, 5, 4, 5)
    torch.testing.assert_close(merged.sum(-1), torch.ones(2, 5, 4))


def test_one_piece_a_word_changes_nothing() -> None:
    weights = torch.rand(3, 4)

    torch.testing.assert_close(merge_words(weights, words(1, 1, 1), words(1, 1, 1, 1)), weights)


def test_sum_and_mean() -> None:
    tokens = words(1, 3)

    assert sum_over_pieces(torch.tensor([1.0, 2.0, 3.0, 4.0]), tokens).tolist() == [1, 9]
    rows = torch.tensor([[1.0, 0.0], [2.0, 3.0], [3.0, 6.0], [4.0, 0.0]])
    assert mean_over_pieces(rows, tokens).tolist() == [[1, 0], [3, 3]]


def test_the_words_of_a_real_sentence_keep_the_attention_of_their_pieces() -> None:
    translator = small.translator()
    tokens = translator.read(small.SENTENCES[0])
    trace = translator.trace(small.SENTENCES[0])
    (weights, *_) = (layer.weights for layer in trace.attention("encoder"))

    merged = merge_words(weights, tokens, tokens)

    assert merged.shape == (5, len(tokens.words), len(tokens.words))
    didnt = [i for i, word in enumerate(tokens.word_of) if tokens.words[word] == "didn't"]
    assert len(didnt) > 1
    by_hand = weights[:, didnt][:, :, didnt].sum(-1).mean(-1)
    where = tokens.words.index("didn't")
    torch.testing.assert_close(merged[:, where, where], by_hand)
