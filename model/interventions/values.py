"""Interventions as values: what is done where, each with its tap and its text (`notation.py`).

Layers, heads and tokens count from 0 in the values, from 1 in the text.
"""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass

from model.interventions.edges import cut_edges
from model.interventions.heads import How, MeanOutputs, heads_off, set_weight
from model.interventions.other_sentence import Activations, take_head, take_stream
from model.interventions.place import Place
from model.interventions.sublayers import skip_sublayer
from model.tap import Tap, compose
from model.trace import AttentionKind, StackName, SublayerKind

KINDS: Mapping[str, AttentionKind] = {"enc": "encoder", "dec": "decoder", "cross": "cross"}
STACKS: Mapping[str, StackName] = {"enc": "encoder", "dec": "decoder"}
SUBLAYERS: Mapping[str, SublayerKind] = {"self": "self_attention", "cross": "cross_attention", "ff": "feed_forward"}
_SHORT = {long: short for names in (KINDS, SUBLAYERS) for short, long in names.items()}


@dataclass(frozen=True)
class HeadOff:
    """One head silenced; see `heads_off`."""

    place: Place
    head: int
    how: How = "zero"

    def tap(self, means: MeanOutputs | None = None) -> Tap:
        return heads_off(self.place, [self.head], self.how, means)

    def __str__(self) -> str:
        return f"{head_code(self.place, self.head)}={'off' if self.how == 'zero' else self.how}"


@dataclass(frozen=True)
class WeightSet:
    """One attention weight set; see `set_weight`."""

    place: Place
    head: int
    query: int
    key: int
    weight: float

    def tap(self) -> Tap:
        return set_weight(self.place, self.head, self.query, self.key, self.weight)

    def __str__(self) -> str:
        return f"{edge_code(self.place, self.head, self.query, self.key)}={round(self.weight, 4):g}"


@dataclass(frozen=True)
class EdgeCut:
    """One edge cut, in one layer or all, in one head or all; `query` None: the edges of all tokens. See `cut_edges`."""

    kind: AttentionKind
    query: int | None
    key: int
    layer: int | None = None
    head: int | None = None

    def tap(self) -> Tap:
        layers = None if self.layer is None else [self.layer]
        heads = None if self.head is None else [self.head]
        queries = None if self.query is None else [self.query]
        return cut_edges(self.kind, queries, [self.key], layers=layers, heads=heads)

    def __str__(self) -> str:
        layer = "" if self.layer is None else f".{self.layer + 1}"
        head = "" if self.head is None else f".h{self.head + 1}"
        query = "*" if self.query is None else self.query + 1
        return f"{_SHORT[self.kind]}{layer}{head}[{query},{self.key + 1}]=cut"


@dataclass(frozen=True)
class SublayerSkipped:
    """One sublayer without effect; see `skip_sublayer`."""

    stack: StackName
    layer: int
    sublayer: SublayerKind

    def tap(self) -> Tap:
        return skip_sublayer(self.stack, self.layer, self.sublayer)

    def __str__(self) -> str:
        return f"{_SHORT[self.stack]}.{self.layer + 1}.{_SHORT[self.sublayer]}=skip"


@dataclass(frozen=True)
class StreamTaken:
    """The stream of one token as it enters a layer of a stack (None: as it leaves the stack), from another sentence.

    See `take_stream`.
    """

    stack: StackName
    layer: int | None
    token: int
    sentence: str

    def tap(self, seen: Activations) -> Tap:
        return take_stream(seen, self.stack, self.layer, self.token)

    def __str__(self) -> str:
        layer = "out" if self.layer is None else self.layer + 1
        return f"{_SHORT[self.stack]}.{layer}[{self.token + 1}]=from {_quoted(self.sentence)}"


@dataclass(frozen=True)
class HeadTaken:
    """What a head writes, at all tokens that both have, from another sentence; see `take_head`."""

    place: Place
    head: int
    sentence: str

    @property
    def stack(self) -> StackName:
        return self.place.stack

    def tap(self, seen: Activations) -> Tap:
        return take_head(seen, self.place, self.head)

    def __str__(self) -> str:
        return f"{head_code(self.place, self.head)}=from {_quoted(self.sentence)}"


Intervention = HeadOff | WeightSet | EdgeCut | SublayerSkipped | StreamTaken | HeadTaken


def _nobody_reads(sentence: str) -> Activations:
    raise ValueError("only a model can take from another sentence: see tap_for")


def tap_of(
    interventions: Sequence[Intervention],
    means: MeanOutputs | None = None,
    read: Callable[[str], Activations] = _nobody_reads,
) -> Tap:
    """All of them together, from left to right, for one pass or one decoding.

    `means` as in `heads_off`; `read` gives what the encoder makes of another sentence, where one is to be taken from.
    """
    taps: list[Tap] = []
    for one in interventions:
        match one:
            case HeadOff():
                taps.append(one.tap(means))
            case StreamTaken() | HeadTaken():
                taps.append(one.tap(read(one.sentence)))
            case _:
                taps.append(one.tap())
    return compose(*taps)


def head_code(place: Place, head: int) -> str:
    """The name of a head in the text, and in links: "enc.6.h4"."""
    return f"{_SHORT[place.kind]}.{place.layer + 1}.h{head + 1}"


def edge_code(place: Place, head: int, query: int, key: int) -> str:
    """The name of one weight of a head in the text: "enc.6.h4[9,2]"."""
    return f"{head_code(place, head)}[{query + 1},{key + 1}]"


def _quoted(sentence: str) -> str:
    doubled = sentence.replace('"', '""')
    return f'"{doubled}"'
