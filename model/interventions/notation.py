"""Interventions as values, and as text short enough for a link: `enc.6.h4=off; cross.1.h2[7,2]=0.9; enc[9,2]=cut`.

Layers, heads and tokens count from 1 in the text, as on the pages, and from 0 in the values.

| text | meaning |
| --- | --- |
| `enc.6.h4=off` | the head writes nothing |
| `dec.1.h2=uniform` | the head looks at everything it may see alike |
| `cross.1.h2[7,2]=0.9` | from token 7 to token 2 it has the weight 0.9 |
| `enc[9,2]=cut` | token 9 may not look at token 2; also for one layer or head: `enc.6[9,2]`, `enc.6.h4[9,2]` |
| `enc.6.self=skip`, `dec.1.cross=skip`, `dec.1.ff=skip` | the sublayer adds nothing |
"""

import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Literal

from model.config import TransformerConfig
from model.interventions.edges import cut_edges
from model.interventions.heads import heads_off, set_weight
from model.interventions.place import InterventionError, Place
from model.interventions.sublayers import skip_sublayer
from model.tap import Tap, compose
from model.trace import AttentionKind, StackName, SublayerKind

_KINDS: Mapping[str, AttentionKind] = {"enc": "encoder", "dec": "decoder", "cross": "cross"}
_STACKS: Mapping[str, StackName] = {"enc": "encoder", "dec": "decoder"}
_SUBLAYERS: Mapping[str, SublayerKind] = {"self": "self_attention", "cross": "cross_attention", "ff": "feed_forward"}
_SHORT = {long: short for names in (_KINDS, _SUBLAYERS) for short, long in names.items()}
_FORM = re.compile(
    r"(?P<part>enc|dec|cross)"
    r"(?:\.(?P<layer>[1-9]\d{0,3}))?"
    r"(?:\.(?:h(?P<head>[1-9]\d{0,3})|(?P<sublayer>self|cross|ff)))?"
    r"(?:\[(?P<query>[1-9]\d{0,4}),(?P<key>[1-9]\d{0,4})\])?"
    r"=(?P<value>off|uniform|cut|skip|1(?:\.0{1,4})?|0(?:\.\d{1,4})?)"
)


@dataclass(frozen=True)
class HeadOff:
    """One head silenced; see `heads_off`."""

    place: Place
    head: int
    how: Literal["zero", "uniform"] = "zero"

    def tap(self) -> Tap:
        return heads_off(self.place, [self.head], self.how)

    def __str__(self) -> str:
        return f"{_name(self.place, self.head)}={'off' if self.how == 'zero' else self.how}"


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
        return f"{_name(self.place, self.head)}[{self.query + 1},{self.key + 1}]={round(self.weight, 4):g}"


@dataclass(frozen=True)
class EdgeCut:
    """One edge cut, in one layer or all, in one head or all; see `cut_edges`."""

    kind: AttentionKind
    query: int
    key: int
    layer: int | None = None
    head: int | None = None

    def tap(self) -> Tap:
        layers = None if self.layer is None else [self.layer]
        heads = None if self.head is None else [self.head]
        return cut_edges(self.kind, [self.query], [self.key], layers=layers, heads=heads)

    def __str__(self) -> str:
        layer = "" if self.layer is None else f".{self.layer + 1}"
        head = "" if self.head is None else f".h{self.head + 1}"
        return f"{_SHORT[self.kind]}{layer}{head}[{self.query + 1},{self.key + 1}]=cut"


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


Intervention = HeadOff | WeightSet | EdgeCut | SublayerSkipped


def parse(text: str, config: TransformerConfig) -> tuple[Intervention, ...]:
    """The interventions that a text names, for a model of that shape; none for an empty text.

    Raises InterventionError: "bad_intervention" where a part cannot be read, "no_such_position" where the model has no
    such layer or head. Whether the tokens exist, the pass will tell.
    """
    parts = [part.strip().replace(" ", "") for part in text.split(";")]
    found = tuple(_parse_one(part) for part in parts if part)
    for part, one in zip((part for part in parts if part), found, strict=True):
        _check(one, part, config)
    return found


def to_text(interventions: Iterable[Intervention]) -> str:
    """What `parse` reads."""
    return "; ".join(map(str, interventions))


def tap_of(interventions: Sequence[Intervention]) -> Tap:
    """All of them together, from left to right, for one pass or one decoding."""
    return compose(*(one.tap() for one in interventions))


def _name(place: Place, head: int) -> str:
    return f"{_SHORT[place.kind]}.{place.layer + 1}.h{head + 1}"


def _parse_one(part: str) -> Intervention:
    match = _FORM.fullmatch(part)
    if match:
        name, sublayer, value = match["part"], match["sublayer"], match["value"]
        layer, head, query, key = (
            int(match[group]) - 1 if match[group] else None for group in ("layer", "head", "query", "key")
        )
        given = (layer is not None, head is not None, sublayer is not None, query is not None)
        if (
            value == "cut"
            and query is not None
            and key is not None
            and not sublayer
            and (layer is not None or head is None)
        ):
            return EdgeCut(_KINDS[name], query, key, layer, head)
        if value == "skip" and layer is not None and given == (True, False, True, False) and name in _STACKS:
            return SublayerSkipped(_STACKS[name], layer, _SUBLAYERS[sublayer])
        if layer is not None and head is not None and value not in ("cut", "skip"):
            place = Place(_KINDS[name], layer)
            if value in ("off", "uniform") and query is None:
                return HeadOff(place, head, "zero" if value == "off" else "uniform")
            if value not in ("off", "uniform") and query is not None and key is not None:
                return WeightSet(place, head, query, key, float(value))
    raise InterventionError("bad_intervention", f"This is no intervention: {part}", part=part)


def _check(one: Intervention, part: str, config: TransformerConfig) -> None:
    """Raise where the model has no such layer, head or sublayer."""
    match one:
        case HeadOff(place, head) | WeightSet(place, head):
            kind, layer = place.kind, place.layer
        case EdgeCut(kind, _, _, layer, head):
            pass
        case SublayerSkipped(stack, layer, sublayer):
            kind, head = "cross" if sublayer == "cross_attention" else stack, None
    n_layers = config.n_encoder_layers if kind == "encoder" else config.n_decoder_layers
    missing = kind == "cross" and config.is_decoder_only
    no_cross = isinstance(one, SublayerSkipped) and one.stack == "encoder" and kind == "cross"
    if missing or no_cross or (layer or 0) >= n_layers or (head or 0) >= config.n_heads:
        raise InterventionError("no_such_position", f"This model has no {part.partition('=')[0]}.", position=part)
