"""A model whose heads look exactly where a test wants them to, in sentences whose words are single tokens."""

from collections.abc import Callable, Mapping, Sequence

import torch
from torch import Tensor

from model.analysis.roles import Sentence
from model.interventions.place import place_of
from model.tap import UNTAPPED, Tap, compose
from model.tokenizer import END
from model.transformer import Transformer
from model.translator import Translator
from tests import planted, small

Pattern = Callable[[int, int], Mapping[int, float]]
"""From a query and the number of keys that it may see to weights by key."""

N_HEADS = 2


def at(offset: int) -> Pattern:
    """Looks that far away, or at itself where nothing is there."""
    return lambda query, n_keys: {query + offset if 0 <= query + offset < n_keys else min(query, n_keys - 1): 1.0}


def everywhere(query: int, n_keys: int) -> Mapping[int, float]:
    return dict.fromkeys(range(n_keys), 1 / n_keys)


class Looking(Transformer):
    """A random model of one layer, whose weights are those of these patterns, by kind of attention; heads without a
    pattern look everywhere."""

    def __init__(self, patterns: Mapping[str, Sequence[Pattern]]) -> None:
        size = len(planted.tokenizer())
        super().__init__(
            small.config(n_encoder_layers=1, n_decoder_layers=1, n_heads=N_HEADS, vocabulary_size=size, max_length=64)
        )
        self._patterns = patterns

    def forward(self, source: Tensor | None, target: Tensor, *, tap: Tap = UNTAPPED) -> Tensor:
        assert source is not None
        lengths = (source != self.config.pad_id).sum(-1).tolist()

        def look(site: str, tensor: Tensor) -> Tensor:
            place, name = place_of(site)
            if place is None or name != "weights":
                return tensor
            given = [*self._patterns.get(place.kind, ()), everywhere, everywhere][:N_HEADS]
            made = {length: self._weights(given, place.kind, length, tensor.shape[2:]) for length in set(lengths)}
            return torch.stack([made[length] for length in lengths])

        return super().forward(source, target, tap=compose(look, tap))

    @staticmethod
    def _weights(patterns: Sequence[Pattern], kind: str, length: int, shape: Sequence[int]) -> Tensor:
        """[head query key] for a source of that length; a decoder sees itself and what is left of it."""
        weights = torch.zeros(len(patterns), *shape)
        for head, pattern in enumerate(patterns):
            for query in range(shape[0]):
                for key, weight in pattern(query, query + 1 if kind == "decoder" else length).items():
                    weights[head, query, key] = weight
        return weights


def translator(**patterns: Sequence[Pattern]) -> Translator:
    """A model with these heads by kind of attention."""
    return Translator("looking", planted.tokenizer(), Looking(patterns).eval().requires_grad_(False))


def sentence(
    source: str,
    target: str = "il",
    relations: Mapping[str, frozenset[tuple[int, int]]] = {},
    links: frozenset[tuple[int, int]] = frozenset(),
) -> Sentence:
    """A sentence of the words that the planted model knows; its rarest token is said to be its first."""
    tokenizer = planted.tokenizer()
    read, written = tokenizer.encode(source, "en"), tokenizer.encode(target, "fr")
    assert len(read.words) == len(read.ids)
    return Sentence(
        read.with_special_after(tokenizer.end_id, END),
        written.with_special_before(tokenizer.end_id, END),
        "encoder",
        relations,
        links,
        {"encoder": frozenset({0}), "decoder": frozenset({1})},
    )
