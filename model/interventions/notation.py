"""Interventions as values, and as text short enough for a link: `enc.6.h4=off; cross.1.h2[7,2]=0.9; enc[9,2]=cut`.

Layers, heads and tokens count from 1 in the text, as on the pages, and from 0 in the values.

| text | meaning |
| --- | --- |
| `enc.6.h4=off` | the head writes nothing |
| `dec.1.h2=uniform` | the head looks at everything it may see alike |
| `dec.1.h2=mean` | the head writes what it writes on average, whatever the sentence |
| `cross.1.h2[7,2]=0.9` | from token 7 to token 2 it has the weight 0.9 |
| `enc[9,2]=cut` | token 9 may not look at token 2; also for one layer or head: `enc.6[9,2]`, `enc.6.h4[9,2]` |
| `enc[*,2]=cut` | no token may look at token 2; with `cross[*,2]=cut` it is as good as removed |
| `enc.6.self=skip`, `dec.1.cross=skip`, `dec.1.ff=skip` | the sublayer adds nothing |
"""

import re
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import cast

from model.interventions.edges import cut_edges
from model.interventions.heads import How, MeanOutputs, heads_off, set_weight
from model.interventions.place import Head, InterventionError, Place, layers_of
from model.interventions.sublayers import skip_sublayer
from model.network import Shape
from model.tap import Tap, compose
from model.trace import AttentionKind, StackName, SublayerKind

_KINDS: Mapping[str, AttentionKind] = {"enc": "encoder", "dec": "decoder", "cross": "cross"}
_STACKS: Mapping[str, StackName] = {"enc": "encoder", "dec": "decoder"}
_SUBLAYERS: Mapping[str, SublayerKind] = {"self": "self_attention", "cross": "cross_attention", "ff": "feed_forward"}
_SHORT = {long: short for names in (_KINDS, _SUBLAYERS) for short, long in names.items()}


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
        return f"{head_code(self.place, self.head)}[{self.query + 1},{self.key + 1}]={round(self.weight, 4):g}"


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


Intervention = HeadOff | WeightSet | EdgeCut | SublayerSkipped


def parse(text: str, config: Shape) -> tuple[Intervention, ...]:
    """The interventions that a text names, for a model of that shape; none for an empty text.

    Raises InterventionError: "bad_intervention" where a part cannot be read, "no_such_position" where the model has no
    such layer or head. Whether the tokens exist, the pass will tell.
    """
    parts = [part for part in (written.strip().replace(" ", "") for written in text.split(";")) if part]
    found = tuple(map(_parse_one, parts))
    for part, one in zip(parts, found, strict=True):
        _check(one, part, config)
    return found


def to_text(interventions: Iterable[Intervention]) -> str:
    """What `parse` reads."""
    return "; ".join(map(str, interventions))


def tap_of(interventions: Sequence[Intervention], means: MeanOutputs | None = None) -> Tap:
    """All of them together, from left to right, for one pass or one decoding; `means` as in `heads_off`."""
    return compose(*(one.tap(means) if isinstance(one, HeadOff) else one.tap() for one in interventions))


def head_code(place: Place, head: int) -> str:
    """The name of a head in the text, and in links: "enc.6.h4"."""
    return f"{_SHORT[place.kind]}.{place.layer + 1}.h{head + 1}"


_PART, _LAYER, _HEAD = r"(?P<part>enc|dec|cross)", r"\.(?P<layer>[1-9]\d{0,3})", r"\.h(?P<head>[1-9]\d{0,3})"
_EDGE = r"\[(?P<query>[1-9]\d{0,4}),(?P<key>[1-9]\d{0,4})\]"
_EDGES = _EDGE.replace("(?P<query>", r"(?P<query>\*|")


def parse_head(code: str) -> Head:
    """The head that `head_code` names so. Raises InterventionError "bad_intervention" for what names none."""
    if match := re.fullmatch(_PART + _LAYER + _HEAD, code.strip()):
        return Head(_place(match), _index(match, "head"))
    raise InterventionError("bad_intervention", f"This names no head: {code}. Write it like enc.6.h4.", part=code)


def _index(match: re.Match[str], group: str) -> int:
    return int(match[group]) - 1


def _place(match: re.Match[str]) -> Place:
    return Place(_KINDS[match["part"]], _index(match, "layer"))


def _head_off(match: re.Match[str]) -> HeadOff:
    return HeadOff(_place(match), _index(match, "head"), cast(How, {"off": "zero"}.get(match["how"], match["how"])))


def _weight_set(match: re.Match[str]) -> WeightSet:
    head, query, key = (_index(match, group) for group in ("head", "query", "key"))
    return WeightSet(_place(match), head, query, key, float(match["weight"]))


def _edge_cut(match: re.Match[str]) -> EdgeCut:
    layer, head = (_index(match, group) if match[group] else None for group in ("layer", "head"))
    query = None if match["query"] == "*" else _index(match, "query")
    return EdgeCut(_KINDS[match["part"]], query, _index(match, "key"), layer, head)


def _sublayer_skipped(match: re.Match[str]) -> SublayerSkipped:
    return SublayerSkipped(_STACKS[match["stack"]], _index(match, "layer"), _SUBLAYERS[match["sublayer"]])


_FORMS: Mapping[str, Callable[[re.Match[str]], Intervention]] = {
    rf"{_PART}{_LAYER}{_HEAD}=(?P<how>off|uniform|mean)": _head_off,
    rf"{_PART}{_LAYER}{_HEAD}{_EDGE}=(?P<weight>1(?:\.0{{1,4}})?|0(?:\.\d{{1,4}})?)": _weight_set,
    rf"{_PART}(?:{_LAYER}(?:{_HEAD})?)?{_EDGES}=cut": _edge_cut,
    rf"(?P<stack>enc|dec){_LAYER}\.(?P<sublayer>self|cross|ff)=skip": _sublayer_skipped,
}


def _parse_one(part: str) -> Intervention:
    for form, value_of in _FORMS.items():
        if match := re.fullmatch(form, part):
            return value_of(match)
    raise InterventionError("bad_intervention", f"This is no intervention: {part}", part=part)


def _check(one: Intervention, part: str, config: Shape) -> None:
    """Raise where the model has no such layer, head or sublayer."""
    n_layers = layers_of(config)
    match one:
        case SublayerSkipped("encoder", layer, "cross_attention"):
            known, head = 0, 0
        case SublayerSkipped(stack, layer, sublayer):
            known, head = n_layers["cross" if sublayer == "cross_attention" else stack], 0
        case EdgeCut(kind, _, _, layer, head):
            known = n_layers[kind]
        case HeadOff(place, head) | WeightSet(place, head):
            known, layer = n_layers[place.kind], place.layer
    if (layer or 0) >= known or (head or 0) >= config.n_heads:
        raise InterventionError("no_such_position", f"This model has no {part.partition('=')[0]}.", position=part)
