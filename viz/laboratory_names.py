"""The names of what can be changed: the words and tokens of a row, heads, sublayers."""

from collections.abc import Mapping, Sequence
from typing import cast

from model.analysis.head_effects import HeadEffects
from model.interventions import SublayerSkipped
from model.tokens import Tokens
from model.trace import AttentionKind, StackName
from viz.labels import head_name, layer_name
from viz.text import Text

OUT = "out"
"""The end of a stack, where a layer could stand."""


def row_names(names: Sequence[str], kind: AttentionKind, closing: str) -> list[str]:
    """Who asks, in the rows of some attention: in a decoder, "qu' → il" has read qu' and is about to write il.

    `closing` is written last.
    """
    if kind == "encoder":
        return list(names)
    return [f"{read} → {written}" for read, written in zip(names, [*names[1:], closing], strict=True)]


def numbered(names: Sequence[str]) -> list[str]:
    """Each name with its place from 1, as it stands in the text of an intervention."""
    return [f"{place}  {name}" for place, name in enumerate(names, start=1)]


def word_numbers(tokens: Tokens) -> list[str]:
    """The numbers, from 1, of the tokens of each word: "4" or "4–5"."""
    first, last = dict[int, int](), dict[int, int]()
    for position, word in enumerate(tokens.word_of, start=1):
        first.setdefault(word, position)
        last[word] = position
    return [str(first[word]) if first[word] == last[word] else f"{first[word]}–{last[word]}" for word in first]


def heads_by_change(effects: HeadEffects, kind: AttentionKind) -> Mapping[str, tuple[int, int]]:
    """The heads of a kind by what stands for them in the address, "L6H4"; the one that changes most first."""
    changes = effects.changes[kind]
    order = cast(list[int], changes.abs().flatten().argsort(descending=True).tolist())
    cells = [divmod(index, changes.shape[1]) for index in order]
    return {head_name(layer, head).replace("·", ""): (layer, head) for layer, head in cells}


def head_option(effects: HeadEffects, kind: AttentionKind, layer: int, head: int, text: Text) -> str:
    """A head and what switching it off alone changes."""
    change = float(effects.changes[kind][layer, head])
    return text("laboratory.head_option", head=head_name(layer, head), change=change)


def stream_places(stack: StackName, n_layers: int, text: Text) -> dict[str, str]:
    """Where the stream of a stack can be taken: as it enters a layer ("1" is the first), or leaves the last."""
    entering = {str(layer + 1): text("laboratory.enters", layer=layer_name(layer)) for layer in range(n_layers)}
    return entering | {OUT: text(f"laboratory.leaves_{stack}")}


def sublayer_name(skip: SublayerSkipped, text: Text) -> str:
    """A sublayer with its stack and layer."""
    stack, sublayer = text(f"laboratory.part_{skip.stack}"), text(f"laboratory.sublayer_{skip.sublayer}")
    return f"{stack} {layer_name(skip.layer)} · {sublayer}"
