"""What passes from the encoder to the decoder: how often each runs, one row by hand, where a word looks and what it
needs."""

from collections.abc import Mapping
from dataclasses import dataclass
from math import sqrt
from typing import cast

import torch
from jaxtyping import Float
from torch import Tensor

from model.interventions import EdgeCut, cut_edges, to_text
from model.tokens import Tokens
from model.trace import AttentionTrace
from model.translator import Translation
from model.word_merge import sum_over_pieces

CODE = (
    "q = y @ W_Q",
    "k = x @ W_K",
    "v = y @ W_V",
    "scores = q @ k.T / sqrt(d_k)",
    "out = softmax(scores) @ v",
)
"""One head of cross attention with one line wrong: values must come from x, the encoder's side."""
WRONG = "v"


@dataclass(frozen=True)
class Swapped:
    """What one head returns with values from the right side, and from the decoder's as in `CODE`.

    `right_shape` is [target, d_head]; `message` is what torch says of the wrong product, None where it says nothing.
    """

    n_source: int
    n_target: int
    right_shape: tuple[int, ...]
    message: str | None


@dataclass(frozen=True)
class Row:
    """One row of one head, from its query and all keys: softmax(q·k / √d_k) (Vaswani et al. 2017, equation 1)."""

    query: Float[Tensor, " d_head"]
    keys: Float[Tensor, "source d_head"]

    @property
    def products(self) -> Float[Tensor, " source"]:
        """q·k, before scaling."""
        return self.keys @ self.query

    @property
    def scores(self) -> Float[Tensor, " source"]:
        return self.products / sqrt(len(self.query))

    @property
    def exponentials(self) -> Float[Tensor, " source"]:
        return self.scores.exp()

    @property
    def weights(self) -> Float[Tensor, " source"]:
        """They sum to 1."""
        return self.exponentials / self.exponentials.sum()

    @property
    def largest(self) -> int:
        """The source token that gets most."""
        return int(self.products.argmax())


def row_by_hand(attention: AttentionTrace, head: int, query: int) -> Row:
    """The row of that query (from 0) in that head."""
    return Row(attention.queries[head, query], attention.keys[head])


def swapped_values(translation: Translation) -> Swapped:
    """`CODE` and its correction, run with the model's own weights in the first head of the first layer."""
    trace, network = translation.trace, translation.translator.transformer
    attention = trace.attention("cross")[0]
    assert trace.decoder is not None  # it translates
    sublayer = trace.decoder.layers[0].sublayer("cross_attention")
    assert sublayer is not None
    n_target, n_source = attention.mask.shape
    with torch.inference_mode():
        from_decoder = network.memory(sublayer.residual_before[None], None)[0].values[0, 0]
        right = attention.weights[0] @ attention.values[0]
        try:
            _ = attention.weights[0] @ from_decoder
            message = None
        except RuntimeError as error:
            message = str(error)
    return Swapped(n_source, n_target, tuple(right.shape), message)


def times_computed(translation: Translation) -> Mapping[str, int]:
    """How often each site (`model/tap.py`) was computed anew while this translation was written.

    Counted on the tensors that its steps kept: what was computed once is the same tensor at every step.
    """
    steps = translation.decoding.steps
    return {site: len({id(step.tensors[site]) for step in steps}) for site in steps[0].tensors}


def hidden(source: Tokens, word: int) -> str:
    """The intervention, in writing, that hides a word of the source from every step of the decoder."""
    return to_text(EdgeCut("cross", None, position) for position in source.positions_of(word))


def looks(translation: Translation) -> Float[Tensor, "written word"]:
    """Where the decoder looks when it writes each token: weights on the words of the source, each row sums to 1.

    The mean over layers and heads. The decoder reads its target shifted right, so the row that writes token t is that
    of the token before it.
    """
    weights = torch.stack([layer.weights for layer in translation.trace.attention("cross")])
    return sum_over_pieces(weights.mean((0, 1)), translation.typed)


def needs(translation: Translation) -> Float[Tensor, "written word"]:
    """What hiding each source word from the decoder costs each written token: the loss of its log P, in nats.

    The translation is held fixed, and the word is hidden from all rows, layers and heads of cross attention: one
    forward pass for each word of the source.
    """
    written = torch.tensor(translation.decoding.token_ids)
    source, target = translation.source, translation.trace.target
    before = _log_probabilities(translation.trace.logits, written)
    after = [
        _log_probabilities(
            translation.translator.trace_tokens(source, target, tap=cut_edges("cross", None, keys)).logits, written
        )
        for keys in map(translation.typed.positions_of, range(len(translation.typed.words)))
    ]
    return before[:, None] - torch.stack(after, dim=-1)


def _log_probabilities(logits: Float[Tensor, "target vocabulary"] | None, written: Tensor) -> Float[Tensor, " target"]:
    """log P of each written token at its own place, in nats."""
    return cast(Tensor, logits).log_softmax(-1).gather(1, written[:, None])[:, 0]


def telling_place(looks: Float[Tensor, "written word"], source: Tokens) -> int:
    """The last place at which the look has moved on to another word (with a letter or digit) than one token before.

    Where it never does, the first.
    """
    most = cast(list[int], looks.argmax(-1).tolist())
    lettered = {index for index, word in enumerate(source.words) if any(letter.isalnum() for letter in word)}
    lettered -= {source.word_of[position] for position in source.specials}
    moved = [t for t in range(1, len(most)) if most[t] != most[t - 1] and {most[t], most[t - 1]} <= lettered]
    return moved[-1] if moved else 0
