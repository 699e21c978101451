"""Where the nodes of a tree of hypotheses stand: one row a step, downwards, without crossing lines."""

from collections import defaultdict
from collections.abc import Callable, Iterable, Sequence
from itertools import accumulate, pairwise

from model.decoding.hypotheses import Node

Place = tuple[float, int]
"""Column, in widths of a letter from the root to the right, and row: the step counted from 1; the root is row 0."""

_DROPPED_WEIGHT = 0.02  # dropped nodes make way for the others


def place_nodes(nodes: Iterable[Node], width: Callable[[Node], float]) -> dict[Node, Place]:
    """A place for every node, as near below its parent as there is room for its `width` (in letters).

    In a row children stand in the order of their parents, so that no two lines cross. The tree is as wide as its widest
    row, with the root in the middle: it cannot drift away.
    """
    rows: defaultdict[int, list[Node]] = defaultdict(list)
    for node in nodes:
        rows[node.step].append(node)
    wall = max(sum(width(node) for node in row) for row in rows.values()) / 2
    places: dict[Node, Place] = {}
    for step in sorted(rows):
        row = sorted(rows[step], key=lambda node: parent_column(node, places))
        gaps = [(width(left) + width(right)) / 2 for left, right in pairwise(row)]
        wanted = [parent_column(node, places) for node in row]
        weights = [_DROPPED_WEIGHT if node.fate == "dropped" else 1.0 for node in row]
        low, high = width(row[0]) / 2 - wall, wall - width(row[-1]) / 2
        for node, column in zip(row, spread(wanted, gaps, weights, low, high), strict=True):
            places[node] = (column, step + 1)
    return places


def parent_column(node: Node, places: dict[Node, Place]) -> float:
    """The column that `node` hangs from."""
    return places[node.parent][0] if node.parent else 0.0


def spread(
    wanted: Sequence[float], gaps: Sequence[float], weights: Sequence[float], low: float, high: float
) -> list[float]:
    """The places nearest to `wanted` (weighted least squares) that keep the order and leave `gaps` between neighbours.

    All lie between `low` and `high`, which must be as far apart as the gaps together. With the gaps taken out this is
    isotonic regression, by pooling adjacent violators (Barlow et al. 1972); the bounds cut its solution off.
    """
    offsets = list(accumulate(gaps, initial=0.0))
    pools: list[tuple[float, float, int]] = []  # mean, weight, members
    for place, offset, weight in zip(wanted, offsets, weights, strict=True):
        mean, members = place - offset, 1
        while pools and pools[-1][0] > mean:
            before, heft, count = pools.pop()
            mean = (mean * weight + before * heft) / (weight + heft)
            weight, members = weight + heft, members + count
        pools.append((mean, weight, members))
    levels = [min(max(mean, low), high - offsets[-1]) for mean, _, members in pools for _ in range(members)]
    return [level + offset for level, offset in zip(levels, offsets, strict=True)]
