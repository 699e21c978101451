"""Interventions as text short enough for a link: `enc.6.h4=off; cross.1.h2[7,2]=0.9; enc[9,2]=cut`.

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
| `enc.4[6]=from "It was wide."` | the stream of token 6, as it enters layer 4, is that of this other sentence |
| `enc.out[6]=from "It was wide."` | the same, as it leaves the encoder |
| `enc.6.h4=from "It was wide."` | the head writes, at all tokens, what it writes for the other sentence |
| `dec.1[6]=from "It was wide."`, `cross.1.h2=from …` | the same in the decoder: of the other one's translation |

The other sentence stands between straight quotes (") and may hold semicolons; a straight quote in it is doubled.
"""

import re
from collections.abc import Callable, Iterable, Mapping
from typing import cast

from model.interventions.heads import How
from model.interventions.place import Head, InterventionError, Place, layers_of
from model.interventions.values import (
    KINDS,
    STACKS,
    SUBLAYERS,
    EdgeCut,
    HeadOff,
    HeadTaken,
    Intervention,
    StreamTaken,
    SublayerSkipped,
    WeightSet,
)
from model.network import Shape


def parse(text: str, config: Shape) -> tuple[Intervention, ...]:
    """The interventions that a text names, for a model of that shape; none for an empty text.

    Raises InterventionError: "bad_intervention" where a part cannot be read, "no_such_position" where the model has no
    such layer or head. Whether the tokens exist, the pass will tell.
    """
    parts = [part for part in map(_without_spaces, _PARTS.findall(text)) if part]
    found = tuple(map(_parse_one, parts))
    for part, one in zip(parts, found, strict=True):
        _check(one, part, config)
    return found


def to_text(interventions: Iterable[Intervention]) -> str:
    """What `parse` reads."""
    return "; ".join(map(str, interventions))


_PART, _LAYER, _HEAD = r"(?P<part>enc|dec|cross)", r"\.(?P<layer>[1-9]\d{0,3})", r"\.h(?P<head>[1-9]\d{0,3})"
_EDGE = r"\[(?P<query>[1-9]\d{0,4}),(?P<key>[1-9]\d{0,4})\]"
_EDGES = _EDGE.replace("(?P<query>", r"(?P<query>\*|")
_TOKEN, _FROM = r"\[(?P<token>[1-9]\d{0,4})\]", r'from"(?P<sentence>\s*(?:[^"\s]|"")(?:[^"]|"")*)"'
_PARTS = re.compile(r'(?:[^;"]|"(?:[^"]|"")*"|")+')


def parse_head(code: str) -> Head:
    """The head that `head_code` names so. Raises InterventionError "bad_intervention" for what names none."""
    if match := re.fullmatch(_PART + _LAYER + _HEAD, code.strip()):
        return Head(_place(match), _index(match, "head"))
    raise InterventionError("bad_intervention", f"This names no head: {code}. Write it like enc.6.h4.", part=code)


def _index(match: re.Match[str], group: str) -> int:
    return int(match[group]) - 1


def _place(match: re.Match[str]) -> Place:
    return Place(KINDS[match["part"]], _index(match, "layer"))


def _head_off(match: re.Match[str]) -> HeadOff:
    return HeadOff(_place(match), _index(match, "head"), cast(How, {"off": "zero"}.get(match["how"], match["how"])))


def _weight_set(match: re.Match[str]) -> WeightSet:
    head, query, key = (_index(match, group) for group in ("head", "query", "key"))
    return WeightSet(_place(match), head, query, key, float(match["weight"]))


def _edge_cut(match: re.Match[str]) -> EdgeCut:
    layer, head = (_index(match, group) if match[group] else None for group in ("layer", "head"))
    query = None if match["query"] == "*" else _index(match, "query")
    return EdgeCut(KINDS[match["part"]], query, _index(match, "key"), layer, head)


def _sublayer_skipped(match: re.Match[str]) -> SublayerSkipped:
    return SublayerSkipped(STACKS[match["stack"]], _index(match, "layer"), SUBLAYERS[match["sublayer"]])


def _stream_taken(match: re.Match[str]) -> StreamTaken:
    layer = None if match["layer"] is None else _index(match, "layer")
    return StreamTaken(STACKS[match["stack"]], layer, _index(match, "token"), _sentence(match))


def _head_taken(match: re.Match[str]) -> HeadTaken:
    return HeadTaken(_place(match), _index(match, "head"), _sentence(match))


def _sentence(match: re.Match[str]) -> str:
    return match["sentence"].replace('""', '"').strip()


_FORMS: Mapping[str, Callable[[re.Match[str]], Intervention]] = {
    rf"{_PART}{_LAYER}{_HEAD}=(?P<how>off|uniform|mean)": _head_off,
    rf"{_PART}{_LAYER}{_HEAD}{_EDGE}=(?P<weight>1(?:\.0{{1,4}})?|0(?:\.\d{{1,4}})?)": _weight_set,
    rf"{_PART}(?:{_LAYER}(?:{_HEAD})?)?{_EDGES}=cut": _edge_cut,
    rf"(?P<stack>enc|dec){_LAYER}\.(?P<sublayer>self|cross|ff)=skip": _sublayer_skipped,
    rf"(?P<stack>enc|dec)(?:{_LAYER}|\.out){_TOKEN}={_FROM}": _stream_taken,
    rf"{_PART}{_LAYER}{_HEAD}={_FROM}": _head_taken,
}


def _without_spaces(part: str) -> str:
    """A part as the forms know it; the spaces of a sentence stay."""
    form, quote, sentence = part.strip().partition('"')
    return form.replace(" ", "") + quote + sentence


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
        case StreamTaken(stack, layer):
            known, head = n_layers[stack], 0
        case HeadOff(place, head) | WeightSet(place, head) | HeadTaken(place, head):
            known, layer = n_layers[place.kind], place.layer
    if (layer or 0) >= known or (head or 0) >= config.n_heads:
        raise InterventionError("no_such_position", f"This model has no {part.partition('=')[0]}.", position=part)
