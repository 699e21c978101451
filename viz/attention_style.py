"""What all figures of attention share: the colours of values, the names and colours of heads."""

from collections.abc import Sequence
from dataclasses import dataclass

from model.attention_view import AttentionView, Cell
from viz.labels import head_name, head_of_layer_name, layer_name
from viz.theme import HEAD_COLOURS, Theme


@dataclass(frozen=True)
class ValueScale:
    """From values to colours: the range, and the stops of a plotly colour scale over it."""

    lowest: float
    highest: float
    stops: tuple[tuple[float, str], ...]


def value_scale(view: AttentionView, theme: Theme) -> ValueScale:
    """One scale for all heads of a view, so that they can be compared.

    Weights go from 0 to 1; colour follows their square root, because most of what differs lies below 0.3. Their
    differences go likewise from −1 to 1.
    Scores go symmetrically to the largest absolute score. A mask has one colour where looking is allowed.
    """
    match view.quantity:
        case "weights":
            steps = len(theme.sequential) - 1
            return ValueScale(
                0.0, 1.0, tuple(((step / steps) ** 2, colour) for step, colour in enumerate(theme.sequential))
            )
        case "difference":
            middle = len(theme.diverging) // 2
            parts = [step / middle - 1 for step in range(len(theme.diverging))]
            places = [(1 + part * abs(part)) / 2 for part in parts]
            return ValueScale(-1.0, 1.0, tuple(zip(places, theme.diverging, strict=True)))
        case "scores":
            steps = len(theme.diverging) - 1
            largest = float(view.values.abs().amax()) if view.values.numel() else 1.0
            return ValueScale(
                -(largest or 1.0),
                largest or 1.0,
                tuple((step / steps, colour) for step, colour in enumerate(theme.diverging)),
            )
        case "mask":
            allowed = theme.sequential[len(theme.sequential) // 4]
            return ValueScale(0.0, 1.0, ((0.0, allowed), (1.0, allowed)))


def cell_name(view: AttentionView, cell: Cell) -> str:
    """The name of a place in the grid: a head "L3·H5"; heads together "L3", layers together "H5"."""
    layer, head = cell
    if view.together in ("mean_heads", "max_heads"):
        return layer_name(layer)
    if view.together in ("mean_layers", "max_layers"):
        return head_of_layer_name(head)
    return head_name(layer, head)


def cell_names(view: AttentionView, cells: Sequence[Cell]) -> str:
    """The names of several places, to be read one after the other."""
    return ", ".join(cell_name(view, cell) for cell in cells)


def cell_colours(view: AttentionView, chosen: Sequence[Cell]) -> dict[Cell, str]:
    """A colour for each chosen cell: that of its head (of its layer, where heads are taken together).

    Where two cells would look the same, the later one gets the next colour that is free.
    """
    colours: dict[Cell, str] = {}
    for layer, head in chosen:
        first = layer if view.together in ("mean_heads", "max_heads") else head
        wanted = [HEAD_COLOURS[(first + step) % len(HEAD_COLOURS)] for step in range(len(HEAD_COLOURS))]
        free = [colour for colour in wanted if colour not in colours.values()]
        colours[layer, head] = (free or wanted)[0]
    return colours
