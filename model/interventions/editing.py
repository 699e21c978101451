"""Lists of interventions, edited as a reader edits them: each change makes a new list."""

from collections.abc import Mapping, Sequence
from typing import Literal

from model.interventions.place import Place, all_heads, layers_of
from model.interventions.values import (
    EdgeCut,
    HeadOff,
    HeadTaken,
    Intervention,
    StreamTaken,
    SublayerSkipped,
    WeightSet,
)
from model.network import Shape
from model.tokens import Tokens
from model.trace import SUBLAYERS, AttentionKind, StackName, SublayerKind

Interventions = tuple[Intervention, ...]
HeadStates = Mapping[AttentionKind, Sequence[Sequence["HeadState"]]]
"""Of every head, by kind and layer, what was done to it."""
HeadState = Literal["on", "zero", "uniform", "mean", "skipped", "taken", "edited"]


def toggled(done: Sequence[Intervention], *changes: Intervention) -> Interventions:
    """Without `changes` where all of them are there already, else with them at the end."""
    if all(change in done for change in changes):
        return tuple(one for one in done if one not in changes)
    return (*done, *(change for change in changes if change not in done))


def head_toggled(done: Sequence[Intervention], change: HeadOff) -> Interventions:
    """With the head off, or on again where it is off in that way; off in another way, it is off in this one."""
    others = [
        one
        for one in done
        if one == change or not (isinstance(one, HeadOff) and _head(one) == (change.place, change.head))
    ]
    return toggled(others, change)


def weight_dragged(done: Sequence[Intervention], change: WeightSet) -> Interventions:
    """With one more weight set; where the last one was the same weight of the same row, it is replaced.

    Weights that are set act one after the other on what the row is by then, so one in between must stay.
    """
    last = done[-1] if done else None
    again = isinstance(last, WeightSet) and (last.place, last.head, last.query, last.key) == (
        change.place,
        change.head,
        change.query,
        change.key,
    )
    return (*(done[:-1] if again else done), change)


def weights_dragged(done: Sequence[Intervention], changes: Sequence[Intervention]) -> Interventions:
    """With one weight after the other set as `weight_dragged` does it; `changes` of another kind are left out."""
    for change in changes:
        if isinstance(change, WeightSet):
            done = weight_dragged(done, change)
    return tuple(done)


def word_cuts(
    kind: AttentionKind,
    query: tuple[Tokens, int],
    key: tuple[Tokens, int],
    layer: int | None = None,
    head: int | None = None,
) -> Interventions:
    """The cuts between two words, each given as the tokens it is among and its index: all edges between their pieces.

    Edges that a decoder does not have, to tokens not yet written, are left out.
    """
    queries, keys = (tokens.positions_of(word) for tokens, word in (query, key))
    return tuple(
        EdgeCut(kind, asking, answering, layer, head)
        for asking in queries
        for answering in keys
        if kind != "decoder" or answering <= asking
    )


def word_removed(stack: StackName, tokens: Tokens, word: int, config: Shape) -> Interventions:
    """The cuts that hide all pieces of a word, among the tokens of its stack, from everything that could look at it."""
    kinds: list[AttentionKind] = [stack, "cross"] if stack == "encoder" and config.n_decoder_layers else [stack]
    return tuple(EdgeCut(kind, None, position) for kind in kinds for position in tokens.positions_of(word))


def word_taken(stack: StackName, tokens: Tokens, word: int, layer: int | None, sentence: str) -> Interventions:
    """The stream of all pieces of a word taken from another sentence; see `take_stream`."""
    return tuple(StreamTaken(stack, layer, position, sentence) for position in tokens.positions_of(word))


def all_sublayers(config: Shape) -> list[SublayerSkipped]:
    """The skip of each sublayer of a model of that shape, in the order of computation."""
    n_layers = layers_of(config)
    stacks: list[tuple[StackName, list[SublayerKind]]] = [
        ("encoder", ["self_attention", "feed_forward"]),
        ("decoder", [kind for kind in SUBLAYERS if n_layers["cross"] or kind != "cross_attention"]),
    ]
    return [
        SublayerSkipped(stack, layer, sublayer)
        for stack, sublayers in stacks
        for layer in range(n_layers[stack])
        for sublayer in sublayers
    ]


def head_state(done: Sequence[Intervention], place: Place, head: int) -> HeadState:
    """What was done to a head: switched off, its sublayer skipped, its output taken from another sentence, or something
    in its rows edited."""
    for one in done:
        if isinstance(one, HeadOff) and _head(one) == (place, head):
            return one.how
    if any(isinstance(one, SublayerSkipped) and _skipped(one) == place for one in done):
        return "skipped"
    if any(isinstance(one, HeadTaken) and (one.place, one.head) == (place, head) for one in done):
        return "taken"
    return "edited" if any(_edits(one, place, head) for one in done) else "on"


def head_states(done: Sequence[Intervention], config: Shape) -> HeadStates:
    """What was done to each head of a model of that shape; see `head_state`."""
    states: dict[AttentionKind, list[list[HeadState]]] = {}
    for place, head in all_heads(config):
        layers = states.setdefault(place.kind, [])
        if head == 0:
            layers.append([])
        layers[-1].append(head_state(done, place, head))
    return states


def _edits(one: Intervention, place: Place, head: int) -> bool:
    if isinstance(one, WeightSet):
        return (one.place, one.head) == (place, head)
    return (
        isinstance(one, EdgeCut)
        and one.kind == place.kind
        and one.layer in (None, place.layer)
        and one.head in (None, head)
    )


def _head(one: HeadOff) -> tuple[Place, int]:
    return one.place, one.head


def _skipped(one: SublayerSkipped) -> Place | None:
    if one.sublayer == "feed_forward":
        return None
    return Place("cross" if one.sublayer == "cross_attention" else one.stack, one.layer)
