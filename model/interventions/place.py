"""Where in a forward pass an intervention acts, and what it may raise there."""

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from typing import NamedTuple, get_args

from torch import Tensor

from model.errors import HeadlightError
from model.network import Shape
from model.trace import AttentionKind, StackName, asking_stack

ATTENTION_KINDS: tuple[AttentionKind, ...] = get_args(AttentionKind)


class InterventionError(HeadlightError):
    """An intervention that does not fit the forward pass.

    Codes: `no_such_position` (a token, head or layer that does not exist), `wrong_rows`, `nothing_to_see`, `not_seen`
    (a weight where the mask allows none), `not_parallel` (another sentence with another number of tokens) and
    `bad_intervention` (a text that says none). Tokens count from 1 in its details, which people read.
    """


@dataclass(frozen=True)
class Place:
    """One attention sublayer: the attention of this kind in this layer (from 0)."""

    kind: AttentionKind
    layer: int

    @property
    def stack(self) -> StackName:
        """The stack whose tokens ask."""
        return asking_stack(self.kind)


def layers_of(config: Shape) -> dict[AttentionKind, int]:
    """How many layers of each kind of attention a model of that shape has."""
    return {
        "encoder": config.n_encoder_layers,
        "decoder": config.n_decoder_layers,
        "cross": 0 if config.is_decoder_only else config.n_decoder_layers,
    }


def all_places(config: Shape, kinds: Sequence[AttentionKind] = ATTENTION_KINDS) -> list[Place]:
    """Every attention sublayer of these kinds in a model of that shape, kind by kind and layer by layer."""
    layers = layers_of(config)
    return [Place(kind, layer) for kind in kinds for layer in range(layers[kind])]


class Head(NamedTuple):
    """A head of a model; its number, and that of the layer in `place`, count from 0."""

    place: Place
    number: int

    def __str__(self) -> str:
        """For people, who count from 1."""
        name = head_name(self.place.layer, self.number)
        return name if self.place.kind == "encoder" else f"{self.place.kind} {name}"


def head_name(layer: int, head: int) -> str:
    """A head as people know it, counted from 1: `head_name(5, 3)` is "L6·H4"."""
    return f"L{layer + 1}·H{head + 1}"


def all_heads(config: Shape, kinds: Sequence[AttentionKind] = ATTENTION_KINDS) -> tuple[Head, ...]:
    """Every head of these kinds of attention in a model of that shape, kind by kind and layer by layer."""
    return tuple(Head(place, index) for place in all_places(config, kinds) for index in range(config.n_heads))


def site_of(place: Place, name: str) -> str:
    """The site of a tensor of an attention sublayer; `place_of` reads it."""
    return f"{place.stack}.{place.layer}.{'cross' if place.kind == 'cross' else 'self'}_attention.{name}"


def place_of(site: str) -> tuple[Place | None, str]:
    """The place that a site of the tap belongs to, and the name of its tensor; None for sites outside attention."""
    stack, *rest = site.split(".")
    if len(rest) != 3 or rest[1] not in ("self_attention", "cross_attention"):
        return None, site
    layer, sublayer, name = rest
    if sublayer == "cross_attention":
        return Place("cross", int(layer)), name
    return Place("encoder" if stack == "encoder" else "decoder", int(layer)), name


class QueryWindow:
    """The positions of the decoder that a pass computes: all of a sentence or, where earlier ones are cached, the
    newest. A tap that only watches.
    """

    def __init__(self) -> None:
        self._start = 0

    def __call__(self, site: str, tensor: Tensor) -> Tensor:
        if site == "decoder.first_position":
            self._start = int(tensor)
        return tensor

    def rows(self, positions: Collection[int], size: int, stack: StackName) -> dict[int, int]:
        """Positions of the whole sentence, as far as they are among the `size` that a pass computes in a stack, each
        with its index among them. Raises InterventionError "no_such_position" for one that an encoder does not have.
        """
        start = self._start if stack == "decoder" else 0
        return {index + start: index for index in indices(positions, size, grows=stack == "decoder", start=start)}


def indices(positions: Collection[int], size: int, *, grows: bool = False, start: int = 0) -> list[int]:
    """Positions as indices into an axis of `size` that begins at `start`; on one that grows, those in sight.

    Raises InterventionError "no_such_position".
    """
    found = [position - start for position in positions]
    strange = [
        position
        for position, index in zip(positions, found, strict=True)
        if position < 0 or (index >= size and not grows)
    ]
    if strange:
        raise InterventionError("no_such_position", f"There is nothing at {strange[0]}.", position=strange[0] + 1)
    return [index for index in found if 0 <= index < size]
