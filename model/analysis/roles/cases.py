"""The roles of a batch as tables, and what the heads of one sublayer make of them."""

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from typing import cast, get_args

import torch
from jaxtyping import Float
from torch import Tensor

from model.analysis.roles.definitions import ROLES, Role, Units, asking_tokens, stack_tokens
from model.analysis.roles.sentences import Sentence
from model.tokens import Tokens
from model.trace import AttentionKind
from model.word_merge import membership


@dataclass(frozen=True)
class Found:
    """Sums over the queries of each sentence: of the weight on the named keys, of how often they get the largest
    weight, and of the queries whose largest weight falls on no separator."""

    weight: Float[Tensor, "role batch head"]
    largest: Float[Tensor, "role batch head"]
    proposed: Float[Tensor, "batch head"]


@dataclass(frozen=True)
class Level:
    """The roles that ask in the same units. `asking` averages rows into units, `answering` sums keys into places.

    `named` is 1 where a role names a place for a unit that may see it.
    """

    units: Units
    roles: Sequence[Role]
    asking: Float[Tensor, "batch unit query"]
    answering: Float[Tensor, "batch key place"]
    named: Float[Tensor, "role batch unit place"]
    ordinary_units: Float[Tensor, "batch unit"]
    ordinary_places: Float[Tensor, "batch place"]

    def counts(self) -> Float[Tensor, "role batch"]:
        """For how many queries each role names anything."""
        return self.named.amax(-1).sum(-1)

    def offsets(self, role: int) -> Counter[int]:
        """For how many queries each fixed offset (place − unit) would find a named place."""
        found = self.named[role].nonzero()
        return Counter(cast(list[int], (found[:, 2] - found[:, 1]).tolist()))

    def measure(self, weights: Float[Tensor, "batch head query key"]) -> Found:
        """What heads with these weights look at."""
        merged = self.asking[:, None] @ weights @ self.answering[:, None]
        top = torch.nn.functional.one_hot(merged.argmax(-1), merged.shape[-1]).to(merged)
        weight, largest = (torch.einsum("bhuv,rbuv->rbh", looked, self.named) for looked in (merged, top))
        return Found(weight, largest, torch.einsum("bhuv,bu,bv->bh", top, self.ordinary_units, self.ordinary_places))


@dataclass(frozen=True)
class Cases:
    """All roles of one kind of attention, and what any query may see: 1 where it may look."""

    levels: Sequence[Level]
    visible: Float[Tensor, "batch query key"]
    asking: Float[Tensor, "batch query"]
    """1 for the queries that count."""

    @property
    def uniform(self) -> Float[Tensor, "batch 1 query key"]:
        """The weights of a head that looks at everything alike. A random permutation of the keys expects the same."""
        return (self.visible / self.visible.sum(-1, keepdim=True).clamp(min=1))[:, None]


def cases_of(sentences: Sequence[Sentence], kind: AttentionKind) -> Cases:
    """The tables of one batch for one kind of attention."""
    stacks = [stack_tokens(sentence, kind) for sentence in sentences]
    visible = _padded([_visible(asking, answering, kind) for asking, answering in stacks])
    roles = [role for role in ROLES if kind in role.kinds]
    levels = [
        _level(units, [role for role in roles if role.units == units], sentences, kind, visible)
        for units in get_args(Units)
        if any(role.units == units for role in roles)
    ]
    asks = torch.zeros(visible.shape[:2])
    for row, sentence in enumerate(sentences):
        asks[row, asking_tokens(sentence, kind)] = 1.0
    return Cases(levels, visible, asks)


def _level(
    units: Units, roles: Sequence[Role], sentences: Sequence[Sentence], kind: AttentionKind, visible: Tensor
) -> Level:
    stacks = [stack_tokens(sentence, kind) for sentence in sentences]
    asking = _padded([_asking(tokens, units) for tokens, _ in stacks])
    answering = _padded([_answering(tokens, units) for _, tokens in stacks])
    named = torch.zeros(len(roles), len(sentences), asking.shape[1], answering.shape[2])
    pairs = [
        (index, row, unit, place)
        for index, role in enumerate(roles)
        for row, sentence in enumerate(sentences)
        for unit, place in role.pairs(sentence, kind)
        if 0 <= place < named.shape[-1]
    ]
    if pairs:
        named[torch.tensor(pairs).unbind(1)] = 1.0
    return Level(
        units,
        roles,
        asking,
        answering,
        named * ((asking @ visible @ answering) > 0),
        ordinary_units=_padded([_ordinary(tokens, units) for tokens, _ in stacks])[:, 0],
        ordinary_places=_padded([_ordinary(tokens, units) for _, tokens in stacks])[:, 0],
    )


def _visible(asking: Tokens, answering: Tokens, kind: AttentionKind) -> Float[Tensor, "query key"]:
    everything = torch.ones(len(asking), len(answering))
    return everything.tril() if kind == "decoder" else everything


def _asking(tokens: Tokens, units: Units) -> Float[Tensor, "unit query"]:
    rows = _answering(tokens, units).T
    if units == "next_word":  # each row stands for the token after it, the last one for none
        rows = torch.nn.functional.pad(rows[:, 1:], (0, 1))
    return rows / rows.sum(-1, keepdim=True).clamp(min=1)


def _answering(tokens: Tokens, units: Units) -> Float[Tensor, "key place"]:
    return torch.eye(len(tokens)) if units == "token" else membership(tokens).float()


def _ordinary(tokens: Tokens, units: Units) -> Float[Tensor, "1 place"]:
    """1 for all places but separators."""
    special = torch.zeros(len(tokens))
    special[list(tokens.specials)] = 1.0
    return (1 - special @ _answering(tokens, units))[None]


def _padded(tables: Sequence[Float[Tensor, "_ _"]]) -> Float[Tensor, "batch row column"]:
    """Tables side by side, filled up with zeros to the largest."""
    size = [max(table.shape[axis] for table in tables) for axis in (0, 1)]
    padded = torch.zeros(len(tables), *size)
    for index, table in enumerate(tables):
        padded[index, : table.shape[0], : table.shape[1]] = table
    return padded
