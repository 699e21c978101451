"""Embeddings: one-hot vectors, indices and rows of a table; trained vectors and their cosines, on a plane."""

import difflib
from collections.abc import Collection, Sequence
from dataclasses import dataclass
from typing import cast

import torch
import torch.nn.functional as F
from jaxtyping import Float, Int
from torch import Tensor

from model.network import Vocabulary
from model.residual import size
from model.tokens import SPACE


@dataclass(frozen=True)
class Indexed:
    """A text as characters, the different ones in the order in which they first appear, and the index of each."""

    characters: tuple[str, ...]
    different: tuple[str, ...]
    indices: tuple[int, ...]

    @property
    def one_hot(self) -> Int[Tensor, "character different"]:
        """One row per character: 1 at its index, 0 elsewhere."""
        return F.one_hot(torch.tensor(self.indices), len(self.different))


@dataclass(frozen=True)
class Neighbour:
    """A word by its token, and the cosine of its vector with that of the word it is near to."""

    token: int
    cosine: float


@dataclass(frozen=True)
class Plane:
    """Vectors seen in the two directions in which they differ most, with the share of the variance along each."""

    points: Float[Tensor, "vector 2"]
    shares: tuple[float, float]


@dataclass(frozen=True, eq=False)
class CosineSteps:
    """cos(a, b) = a·b / (‖a‖ ‖b‖), one number at a time."""

    first: Float[Tensor, " d"]
    second: Float[Tensor, " d"]

    @property
    def products(self) -> Float[Tensor, " d"]:
        return self.first * self.second

    @property
    def dot(self) -> float:
        return float(self.products.sum())

    @property
    def lengths(self) -> tuple[float, float]:
        return float(size(self.first)), float(size(self.second))

    @property
    def cosine(self) -> float:
        return self.dot / (self.lengths[0] * self.lengths[1])


def index(text: str) -> Indexed:
    """The characters of a text without its spaces. Raises ValueError where there are none."""
    characters = tuple(character for character in text if not character.isspace())
    if not characters:
        raise ValueError("there is nothing to index")
    different = tuple(dict.fromkeys(characters))
    return Indexed(characters, different, tuple(map(different.index, characters)))


def character_tokens(different: Sequence[str], tokenizer: Vocabulary) -> list[int]:
    """The token of each character in a shipped vocabulary; that of <unk> for a character it does not have."""

    def token(character: str) -> int:
        try:
            return tokenizer.id(character)
        except KeyError:
            return tokenizer.unknown_id

    return [token(character) for character in different]


def whole_words(tokenizer: Vocabulary) -> dict[str, int]:
    """The words of two or more letters that are one piece of the vocabulary, with their tokens."""
    pieces = ((tokenizer.piece(token), token) for token in range(len(tokenizer)))
    return {piece[1:]: token for piece, token in pieces if piece[0] == SPACE and piece[1:].isalpha() and len(piece) > 2}


def cosines(
    token: int, embeddings: Float[Tensor, "vocabulary d_model"], among: Sequence[int]
) -> Float[Tensor, " among"]:
    """Cosine of the vector of `token` with those of the tokens `among`."""
    return F.cosine_similarity(embeddings[token], embeddings[list(among)], dim=-1)


def nearest(
    token: int, embeddings: Float[Tensor, "vocabulary d_model"], among: Sequence[int], count: int
) -> tuple[Neighbour, ...]:
    """The `count` tokens among these whose vectors point most nearly where that of `token` does, itself left out."""
    others = [other for other in among if other != token]
    found = cosines(token, embeddings, others).topk(min(count, len(others)))
    return tuple(
        Neighbour(others[int(place)], float(value)) for value, place in zip(found.values, found.indices, strict=True)
    )


def spelled_alike(word: str, words: Collection[str]) -> list[str]:
    """Those of the words that are spelled most like this one, itself left out."""
    return [other for other in difflib.get_close_matches(word, words, n=20, cutoff=0.5) if other != word]


def principal_plane(vectors: Float[Tensor, "vector d"]) -> Plane:
    """The first two principal components (Pearson 1901; Hotelling 1933) of two or more vectors, about their mean.

    A component has no sign of its own: the largest coordinate along it is made positive.
    """
    centred = (vectors - vectors.mean(0)).double()
    left, sizes, _ = cast(tuple[Tensor, Tensor, Tensor], torch.linalg.svd(centred, full_matrices=False))
    points = F.pad(left * sizes, (0, 2))[:, :2]  # of two vectors only one direction differs
    largest = points.gather(0, points.abs().argmax(0, keepdim=True))
    points = points * torch.where(largest < 0, -1.0, 1.0)
    first, second = F.pad(sizes.square() / sizes.square().sum().clamp(min=1e-12), (0, 2))[:2]
    return Plane(points.float(), (float(first), float(second)))
