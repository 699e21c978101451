"""Decoding: greedy, beam and sampled, over a tree of hypotheses (greedy and sampling are trees without forks)."""

from collections.abc import Sequence
from typing import cast

import torch
from jaxtyping import Int
from torch import Tensor

from model.decoding.hypotheses import Decoding, Node, Step
from model.decoding.search import Beam, Greedy, Sample, Search
from model.decoding.stepper import Stepper
from model.network import Network, Shape
from model.tap import UNTAPPED, Tap


def decode(
    network: Network,
    source: Int[Tensor, "1 source"] | None,
    search: Search,
    *,
    max_new_tokens: int,
    prefix: Sequence[int] = (),
    tap: Tap = UNTAPPED,
    record: bool = True,
) -> Decoding:
    """Decode one sentence. `prefix` forces the first tokens; their probabilities do not enter the scores.

    The sentence ends with one of the model's `end_ids` or after `max_new_tokens`, the prefix included. `source` is
    None for a decoder-only model, which goes on from the prefix alone.
    """
    limit = min(max_new_tokens, network.config.max_length)
    with torch.inference_mode():
        stepper = Stepper(network, source, limit, tap=tap, record=record)
        if isinstance(search, Beam):
            return _beam(stepper, search, network.config, limit, prefix)
        return _chain(stepper, search, network.config, limit, prefix)


def _chain(stepper: Stepper, search: Greedy | Sample, shape: Shape, limit: int, prefix: Sequence[int]) -> Decoding:
    generator = torch.Generator().manual_seed(search.seed) if isinstance(search, Sample) else None
    steps, nodes = _forced(stepper, shape, prefix[:limit])
    node = nodes[-1] if nodes else None
    while len(steps) < limit and (node is None or node.token not in shape.end_ids):
        step = stepper.step([node.token if node else shape.start_id])
        row = step.log_probabilities[0]
        if isinstance(search, Sample):
            token = int(torch.multinomial(search.distribution(row), 1, generator=generator))
        else:
            token = int(row.argmax())
        own = float(row[token])
        fate = "finished" if token in shape.end_ids else "kept"
        node = Node(token, node, len(steps), 0, own, (node.score if node else 0.0) + own, fate)
        steps.append(step)
        nodes.append(node)
    return Decoding(tuple(steps), tuple(nodes), ((nodes[-1], nodes[-1].score),))


def _beam(stepper: Stepper, search: Beam, shape: Shape, limit: int, prefix: Sequence[int]) -> Decoding:
    steps, nodes = _forced(stepper, shape, prefix[:limit])
    start = nodes[-1] if nodes else None
    if start is not None and (start.token in shape.end_ids or len(steps) == limit):
        return Decoding(tuple(steps), tuple(nodes), ((start, start.score),))
    alive: list[Node | None] = [start]
    finished: list[tuple[Node, float]] = []
    forced = len(steps)
    while len(steps) < limit:
        step = stepper.step([node.token if node else shape.start_id for node in alive])
        steps.append(step)
        length = len(steps) - forced
        at_limit = len(steps) == limit
        candidates = _candidates(step, alive, 2 * search.width)
        kept: list[Node] = []
        for rank, (row, token, own, score) in enumerate(candidates):
            ends = token in shape.end_ids or at_limit
            if ends:
                fate = "finished" if rank < search.width else "dropped"
            else:
                fate = "kept" if len(kept) < search.width else "dropped"
            node = Node(token, alive[row], len(steps) - 1, row, own, score, fate)
            nodes.append(node)
            if fate == "finished":
                finished.append((node, score / length**search.length_penalty))
            elif fate == "kept":
                kept.append(node)
        finished = sorted(finished, key=lambda result: -result[1])[: search.width]
        hopeless = len(finished) == search.width and (
            not kept or kept[0].score / length**search.length_penalty <= finished[-1][1]
        )
        if hopeless or not kept:
            break
        stepper.select([node.row for node in kept])
        alive = list(kept)
    return Decoding(tuple(steps), tuple(nodes), tuple(finished))


def _candidates(step: Step, alive: Sequence[Node | None], count: int) -> list[tuple[int, int, float, float]]:
    """The `count` best continuations of all hypotheses, best first: row, token, its own log P, and the path's score."""
    scores = torch.tensor([[node.score if node and not node.forced else 0.0] for node in alive])
    total = (step.log_probabilities + scores).flatten()
    best, where = total.topk(min(count, total.numel()))
    vocabulary = step.log_probabilities.shape[1]
    own = step.log_probabilities.flatten()[where]
    indices = cast(list[int], where.tolist())
    return [
        (index // vocabulary, index % vocabulary, float(own[rank]), float(best[rank]))
        for rank, index in enumerate(indices)
    ]


def _forced(stepper: Stepper, shape: Shape, prefix: Sequence[int]) -> tuple[list[Step], list[Node]]:
    """Feed the prefix token by token, so that forced steps can be looked at like any other."""
    steps: list[Step] = []
    nodes: list[Node] = []
    for token in prefix:
        parent = nodes[-1] if nodes else None
        step = stepper.step([parent.token if parent else shape.start_id])
        own = float(step.log_probabilities[0, token])
        fate = "finished" if token in shape.end_ids else "kept"
        nodes.append(Node(token, parent, len(steps), 0, own, 0.0, fate, forced=True))
        steps.append(step)
        if token in shape.end_ids:
            break
    return steps, nodes
