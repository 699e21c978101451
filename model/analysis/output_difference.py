"""What two passes expected next, at each place of what they wrote."""

from dataclasses import dataclass
from functools import cached_property
from math import isnan

import torch
from jaxtyping import Float
from torch import Tensor

from model.analysis.alignment import Alignment, align
from model.analysis.divergence import kullback_leibler, total_variation
from model.decoding.forcing import piece_label
from model.network import Vocabulary
from model.translator import Translation


@dataclass(frozen=True)
class NextPiece:
    """A piece that could come next, and its probability on each side; None where a vocabulary does not have it."""

    label: str
    """The piece to read; see `piece_label`."""
    probabilities: tuple[float | None, float | None]


@dataclass(frozen=True, eq=False)
class OutputDifference:
    """The distributions over the first piece of each word that was written, each given what its side wrote before.

    `log_probabilities` hold one row for each place of `words`, the alignment of what was written; NaN where that side
    wrote no such word. The rows of the two sides are as long as their vocabularies.
    """

    words: Alignment
    tokenizers: tuple[Vocabulary, Vocabulary]
    log_probabilities: tuple[Float[Tensor, "word vocabulary"], Float[Tensor, "word other_vocabulary"]]

    @cached_property
    def same_vocabulary(self) -> bool:
        """Whether both sides choose among the same pieces: only then have their distributions a distance."""
        first, second = self.tokenizers
        return first is second or first.to_json() == second.to_json()

    @cached_property
    def total_variation(self) -> Float[Tensor, " word"]:
        """From 0 to 1; NaN where a side wrote no such word, and everywhere for two vocabularies."""
        if not self.same_vocabulary:
            return torch.full((len(self.words),), torch.nan)
        return total_variation(*(rows.exp() for rows in self.log_probabilities))

    @cached_property
    def kullback_leibler(self) -> Float[Tensor, " word"]:
        """KL(first‖second) in nats, 0 or more; NaN as above."""
        if not self.same_vocabulary:
            return torch.full((len(self.words),), torch.nan)
        return kullback_leibler(*self.log_probabilities)

    @cached_property
    def telling(self) -> int:
        """The place where the expectations differ most: for two vocabularies, in one piece that both have."""
        apart = [self._apart(place) for place in range(len(self.words))]
        return apart.index(max(apart))

    def _apart(self, place: int) -> float:
        if self.same_vocabulary:
            return float(self.total_variation[place].nan_to_num(-1.0))
        both = [piece.probabilities for piece in self.next_pieces(place)]
        return max(
            (abs(first - second) for first, second in both if first is not None and second is not None), default=-1.0
        )

    def next_pieces(self, place: int, count: int = 3) -> tuple[NextPiece, ...]:
        """The `count` most probable pieces of each side, those with the larger probability first."""
        best: dict[str, None] = {}
        for rows, tokenizer in zip(self.log_probabilities, self.tokenizers, strict=True):
            if not rows[place].isnan().any():
                best |= {tokenizer.piece(int(token)): None for token in rows[place].topk(count).indices}
        both = ((self._probability(0, place, piece), self._probability(1, place, piece)) for piece in best)
        found = [NextPiece(piece_label(piece), probabilities) for piece, probabilities in zip(best, both, strict=True)]
        return tuple(sorted(found, key=lambda one: -max(value or 0.0 for value in one.probabilities)))

    def _probability(self, side: int, place: int, piece: str) -> float | None:
        row = self.log_probabilities[side][place]
        try:
            probability = float(row[self.tokenizers[side].id(piece)].exp())
        except KeyError:
            return None
        return None if isnan(probability) else probability


def output_difference(first: Translation, second: Translation) -> OutputDifference:
    """What both expected next, word by word of what they wrote."""
    words = align(first.tokens.words, second.tokens.words)
    return OutputDifference(
        words=words,
        tokenizers=(first.translator.tokenizer, second.translator.tokenizer),
        log_probabilities=(words.spread(_at_words(first), 0, 0), words.spread(_at_words(second), 1, 0)),
    )


def _at_words(translation: Translation) -> Float[Tensor, "word vocabulary"]:
    """For each word that was written, the distribution that its first piece was chosen from."""
    logits = translation.trace.logits
    assert logits is not None  # a translation's trace has a decoder
    word_of = translation.tokens.word_of
    first_pieces = [word_of.index(word) for word in range(len(translation.tokens.words))]
    return logits[first_pieces].log_softmax(-1)
