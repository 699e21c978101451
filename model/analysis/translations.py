"""What a sentence is translated to without each of the heads."""

from collections.abc import Mapping, Sequence

import torch

from model.analysis.clean_run import DECODER, CleanEncoding
from model.decoding.batch import decode_rows
from model.interventions import How, MeanOutputs, heads_off_by_row, rows_off
from model.interventions.place import Head, all_heads
from model.tap import UNTAPPED
from model.translator import Translator


def translations_without(
    translator: Translator, sentence: str, how: How = "zero", means: MeanOutputs | None = None
) -> Mapping[Head, str]:
    """The greedy translation with each head switched off alone; `how` and `means` as in `heads_off`.

    Raises InputError as `Translator.read` does, and ModelError for a language model.
    """
    translator.require_source()
    source = translator.read(sentence).ids
    heads, limit = all_heads(translator.config), translator.target_limit(len(source))
    written = decoded_without(translator, source, heads, limit, how, means)
    return {head: translator.tokenizer.decode(ids) for head, ids in written.items()}


def decoded_without(
    translator: Translator,
    source: Sequence[int],
    heads: Sequence[Head],
    max_new_tokens: int,
    how: How = "zero",
    means: MeanOutputs | None = None,
) -> Mapping[Head, list[int]]:
    """What is written with each of these heads switched off alone, in one batch, without the end token."""
    transformer = translator.transformer
    off = rows_off([[head] for head in heads], translator.config.n_heads)
    with torch.inference_mode():
        encoding = CleanEncoding(transformer, [source])
        states = encoding.states(UNTAPPED, DECODER, len(heads))
        for place, table in off.items():
            if place.kind == "encoder":
                rows = table.any(-1)
                states[rows] = encoding.states(
                    heads_off_by_row({place: table[rows]}, how, means), place.layer, int(rows.sum())
                )
        later = heads_off_by_row({place: table for place, table in off.items() if place.kind != "encoder"}, how, means)
        memory = encoding.memory(states)
        written = decode_rows(transformer, memory, len(heads), max_new_tokens=max_new_tokens, tap=later)
    return dict(zip(heads, written, strict=True))
