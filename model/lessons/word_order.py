"""A sentence in another order of its words, read with and without positions.

Self-attention treats its inputs as a set: whatever is not told about order in the vectors themselves is lost. Without
the positions that are added to the embeddings, the encoder's state of each token is the same in every order.
"""

import random
from collections.abc import Sequence
from dataclasses import dataclass
from functools import lru_cache

import torch
from jaxtyping import Float, Int
from torch import Tensor

from model.decoding import Greedy, decode
from model.tap import UNTAPPED, Tap
from model.tokens import Tokens
from model.translator import Translator
from model.word_merge import mean_over_pieces


def without_positions(site: str, tensor: Tensor) -> Tensor:
    """The tap that takes the positions out of the encoder; the decoder keeps its own."""
    return torch.zeros_like(tensor) if site == "encoder.positions" else tensor


@dataclass(frozen=True, eq=False)
class Reading:
    """Both orders as one encoder reads them.

    `change` is |h − h'| / |h| for each word, h and h' its final states in the two orders (the mean over its pieces),
    `largest` the largest difference of a number in any state, `translations` what the decoder makes of the two.
    """

    change: Float[Tensor, " word"]
    largest: float
    translations: tuple[str, str]


@dataclass(frozen=True, eq=False)
class Reordered:
    """Words as they are typed and in another order, and the encoder with its positions and without them.

    `words` and the changes are in the order as typed; `order` lists the places of the words in the new order.
    """

    words: tuple[str, ...]
    order: tuple[int, ...]
    with_positions: Reading
    without_positions: Reading

    @property
    def reordered(self) -> str:
        """The sentence in its new order."""
        return " ".join(self.words[place] for place in self.order)


def reversed_order(tokens: Tokens) -> tuple[int, ...]:
    """The places of the words from right to left; punctuation at the end and special tokens stay where they are."""
    movable = _movable(tokens)
    return _moved(tokens, movable, movable[::-1])


def shuffled_order(tokens: Tokens, seed: int) -> tuple[int, ...]:
    """The places of the words, shuffled; what `reversed_order` leaves where it is stays here too."""
    movable = _movable(tokens)
    return _moved(tokens, movable, random.Random(seed).sample(movable, len(movable)))


@lru_cache(maxsize=32)
def reorder(translator: Translator, tokens: Tokens, order: tuple[int, ...]) -> Reordered:
    """A source with its words in that order, read twice each way."""
    moved = [piece for word in order for piece, owner in enumerate(tokens.word_of) if owner == word]
    ids = torch.tensor([tokens.ids])
    both = (ids, ids[:, moved])
    special = {tokens.word_of[place] for place in tokens.specials}
    ordinary = [word for word in range(len(tokens.words)) if word not in special]
    return Reordered(
        tuple(tokens.words[word] for word in ordinary),
        tuple(ordinary.index(word) for word in order if word in ordinary),
        *(_read(translator, tokens, both, moved, ordinary, tap) for tap in (UNTAPPED, without_positions)),
    )


def _read(
    translator: Translator,
    tokens: Tokens,
    both: tuple[Int[Tensor, "1 token"], Int[Tensor, "1 token"]],
    moved: Sequence[int],
    ordinary: Sequence[int],
    tap: Tap,
) -> Reading:
    transformer, limit = translator.transformer, translator.target_limit(len(tokens))
    with torch.inference_mode():
        first, second = (transformer.encode(ids, tap=tap)[0][0] for ids in both)
    back = torch.empty_like(second)
    back[list(moved)] = second
    before, after = (mean_over_pieces(states, tokens)[list(ordinary)] for states in (first, back))
    written = [decode(transformer, ids, Greedy(), max_new_tokens=limit, tap=tap).token_ids for ids in both]
    first_text, second_text = (translator.tokenizer.decode(ids) for ids in written)
    change = (before - after).square().sum(-1).sqrt() / before.square().sum(-1).sqrt()
    return Reading(change, float((first - back).abs().max()), (first_text, second_text))


def _movable(tokens: Tokens) -> list[int]:
    """The words but special tokens and the punctuation that closes the sentence."""
    special = {tokens.word_of[place] for place in tokens.specials}
    found = [word for word in range(len(tokens.words)) if word not in special]
    while len(found) > 1 and not any(character.isalnum() for character in tokens.words[found[-1]]):
        found.pop()
    return found


def _moved(tokens: Tokens, places: Sequence[int], words: Sequence[int]) -> tuple[int, ...]:
    order = list(range(len(tokens.words)))
    for place, word in zip(places, words, strict=True):
        order[place] = word
    return tuple(order)
