"""Attention flow (Abnar and Zuidema 2020, section 3): rollout's graph as a network of pipes.

Every state of every layer is a node, every share that rollout mixes in is an edge with that capacity, and what reaches
an input from the row that is asked about is the maximum flow between the two. Rollout multiplies along each path and
adds the paths up; flow asks how much all paths together could carry, so that a bottleneck counts once.
"""

from collections.abc import Sequence
from typing import Any, cast

import torch
from jaxtyping import Float
from torch import Tensor

from model.analysis.attribution.rollout import decoder_mixings, encoder_mixings
from model.trace import Trace

MOST_TOKENS = 40
"""Of both inputs together: the time for one maximum flow grows with their square, and each input needs one."""

_WHOLE = 1 << 20  # capacities are whole numbers, so that the algorithm ends and its result is exact


def flow(trace: Trace, row: int, groups: Sequence[Sequence[int]]) -> Float[Tensor, " group"]:
    """The maximum flow, 0 to 1, from a decoder row to each group of positions, which may share no position.

    Raises ValueError for a trace of more than MOST_TOKENS.
    """
    import networkx

    n_source, n_target = len(trace.source or ()), len(trace.target or ())
    if n_source + n_target > MOST_TOKENS:
        raise ValueError(f"flow is computed for at most {MOST_TOKENS} tokens, not {n_source + n_target}")
    library = cast(Any, networkx)
    graph = library.DiGraph()
    encoder = encoder_mixings(trace)
    for layer, mixing in enumerate(encoder):
        _connect(graph, ("encoder", layer + 1), ("encoder", layer), mixing)
    depth = 0
    for mixing in decoder_mixings(trace):
        above, below = ("decoder", depth + 1), ("decoder", depth)
        if mixing.crosses:
            _connect(graph, above, ("encoder", len(encoder)), mixing.weights)
            _connect(graph, above, below, torch.eye(n_target) / 2)
        else:
            _connect(graph, above, below, mixing.weights)
        depth += 1
    inputs = [("encoder", 0, place) for place in range(n_source)] + [("decoder", 0, place) for place in range(n_target)]
    for number, group in enumerate(groups):
        for position in group:
            graph.add_edge(inputs[position], number)  # no capacity: as much as there is
    graph.add_node(("decoder", depth, row))
    asked = ("decoder", depth, row)
    found = [int(library.maximum_flow_value(graph, asked, number)) for number in range(len(groups))]
    return torch.tensor(found) / _WHOLE


def _connect(graph: Any, above: tuple[str, int], below: tuple[str, int], mixing: Float[Tensor, "query key"]) -> None:
    capacities = cast(list[list[int]], (mixing * _WHOLE).round().long().tolist())
    graph.add_edges_from(
        ((*above, query), (*below, key), {"capacity": capacity})
        for query, row in enumerate(capacities)
        for key, capacity in enumerate(row)
        if capacity
    )
