"""From pieces to words: how attention between pieces of words is shown as attention between words."""

import torch
from jaxtyping import Float, Int
from torch import Tensor

from model.tokens import Tokens


def merge_words(
    weights: Float[Tensor, "*batch query key"], asking: Tokens, answering: Tokens
) -> Float[Tensor, "*batch query_word key_word"]:
    """Attention between words: the rows of a word's pieces are averaged, the columns are summed.

    What a word receives is what its pieces receive together; what it gives is what its pieces give on average, so that
    rows still sum to 1. (Clark et al. 2019, section 4.1.)
    """
    return mean_over_pieces(sum_over_pieces(weights, answering), asking)


def sum_over_pieces(x: Float[Tensor, "*batch piece"], tokens: Tokens) -> Float[Tensor, "*batch word"]:
    """Sum the last axis over the pieces of each word."""
    return x @ membership(tokens).to(x)


def mean_over_pieces(x: Float[Tensor, "*batch piece feature"], tokens: Tokens) -> Float[Tensor, "*batch word feature"]:
    """Average the last axis but one over the pieces of each word."""
    belongs = membership(tokens).to(x)
    return (belongs / belongs.sum(0)).T @ x


def membership(tokens: Tokens) -> Int[Tensor, "piece word"]:
    """1 where a piece belongs to a word."""
    return torch.nn.functional.one_hot(torch.tensor(tokens.word_of), len(tokens.words))
