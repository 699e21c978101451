"""Greedy decoding of many sentences at once, for evaluation: no trace, no tree."""

from collections.abc import Sequence
from typing import cast

import torch
from torch.nn.utils.rnn import pad_sequence

from model.transformer import Transformer


def decode_batch(transformer: Transformer, sources: Sequence[Sequence[int]], *, max_new_tokens: int) -> list[list[int]]:
    """The greedy continuation of each source, without the end token."""
    config = transformer.config
    limit = min(max_new_tokens, config.max_length)
    rows = [torch.tensor(source) for source in sources]
    with torch.inference_mode():
        states, mask = transformer.encode(pad_sequence(rows, batch_first=True, padding_value=config.pad_id))
        memory = transformer.memory(states, mask)
        cache = transformer.new_cache(len(rows), limit)
        newest = torch.full((len(rows), 1), config.end_id)
        ended = torch.zeros(len(rows), dtype=torch.bool)
        columns: list[torch.Tensor] = []
        while len(columns) < limit and not bool(ended.all()):
            newest = transformer.decode(newest, memory, cache=cache).argmax(-1)
            columns.append(newest[:, 0])
            ended |= newest[:, 0] == config.end_id
        written = cast(list[list[int]], torch.stack(columns, dim=1).tolist())
    return [row[: row.index(config.end_id)] if config.end_id in row else row for row in written]
