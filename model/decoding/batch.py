"""Greedy decoding of many sentences at once: no trace, no tree."""

from collections.abc import Sequence
from itertools import takewhile
from typing import cast

import torch
from torch.nn.utils.rnn import pad_sequence

from model.network import Memory, Network
from model.tap import UNTAPPED, Tap


def decode_batch(network: Network, sources: Sequence[Sequence[int]], *, max_new_tokens: int) -> list[list[int]]:
    """The greedy continuation of each source, without the end token."""
    rows = [torch.tensor(source) for source in sources]
    with torch.inference_mode():
        states, mask = network.encode(pad_sequence(rows, batch_first=True, padding_value=network.config.pad_id))
        memory = network.memory(states, mask)
        return decode_rows(network, memory, len(rows), max_new_tokens=max_new_tokens)


def decode_rows(
    network: Network, memory: Memory, n_rows: int, *, max_new_tokens: int, tap: Tap = UNTAPPED
) -> list[list[int]]:
    """What each row of a memory is translated to, without the end token. Use under `torch.inference_mode()`."""
    config = network.config
    limit = min(max_new_tokens, config.max_length)
    cache = network.new_cache(n_rows, limit)
    newest = torch.full((n_rows, 1), config.start_id)
    ends = torch.tensor(config.end_ids)
    ended = torch.zeros(n_rows, dtype=torch.bool)
    columns: list[torch.Tensor] = []
    while len(columns) < limit and not bool(ended.all()):
        logits = network.decode(newest, memory, cache=cache, tap=tap)
        if config.never:
            logits[..., list(config.never)] = -torch.inf
        newest = (
            logits.argmax(-1)
            if len(columns) >= len(config.forced)
            else torch.full_like(newest, config.forced[len(columns)])
        )
        columns.append(newest[:, 0])
        ended |= torch.isin(newest[:, 0], ends)
    written = cast(list[list[int]], torch.stack(columns, dim=1).tolist())
    return [list(takewhile(lambda token: token not in config.end_ids, row)) for row in written]
