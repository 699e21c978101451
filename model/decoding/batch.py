"""Greedy decoding of many sentences at once: no trace, no tree."""

from collections.abc import Sequence
from typing import cast

import torch
from torch.nn.utils.rnn import pad_sequence

from model.tap import UNTAPPED, Tap
from model.transformer import Memory, Transformer


def decode_batch(transformer: Transformer, sources: Sequence[Sequence[int]], *, max_new_tokens: int) -> list[list[int]]:
    """The greedy continuation of each source, without the end token."""
    rows = [torch.tensor(source) for source in sources]
    with torch.inference_mode():
        states, mask = transformer.encode(pad_sequence(rows, batch_first=True, padding_value=transformer.config.pad_id))
        memory = transformer.memory(states, mask)
        return decode_rows(transformer, memory, len(rows), max_new_tokens=max_new_tokens)


def decode_rows(
    transformer: Transformer, memory: Memory, n_rows: int, *, max_new_tokens: int, tap: Tap = UNTAPPED
) -> list[list[int]]:
    """What each row of a memory is translated to, without the end token. Use under `torch.inference_mode()`."""
    config = transformer.config
    limit = min(max_new_tokens, config.max_length)
    cache = transformer.new_cache(n_rows, limit)
    newest = torch.full((n_rows, 1), config.end_id)
    ended = torch.zeros(n_rows, dtype=torch.bool)
    columns: list[torch.Tensor] = []
    while len(columns) < limit and not bool(ended.all()):
        newest = transformer.decode(newest, memory, cache=cache, tap=tap).argmax(-1)
        columns.append(newest[:, 0])
        ended |= newest[:, 0] == config.end_id
    written = cast(list[list[int]], torch.stack(columns, dim=1).tolist())
    return [row[: row.index(config.end_id)] if config.end_id in row else row for row in written]
