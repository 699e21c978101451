"""What a sentence is translated to without each of the heads."""

from collections.abc import Mapping, Sequence

import torch

from model.analysis.clean_run import DECODER, CleanEncoding
from model.analysis.heads import Head, all_heads
from model.decoding.batch import decode_rows
from model.interventions import heads_off_by_row
from model.tap import UNTAPPED
from model.trace import AttentionKind
from model.translator import Translator


def translations_without(
    translator: Translator,
    sentence: str,
    kinds: Sequence[AttentionKind] = ("encoder", "decoder", "cross"),
    *,
    max_new_tokens: int | None = None,
) -> Mapping[Head, str]:
    """The greedy translation with each head of these kinds switched off alone, all in one batch.

    Raises InputError as `Translator.read` does, and ModelError for a language model.
    """
    translator.require_source()
    transformer, heads = translator.transformer, all_heads(translator, kinds)
    source = translator.read(sentence)
    row_of = {head: row for row, head in enumerate(heads)}
    off = {
        place: torch.tensor(
            [
                [row_of.get(Head(place, index)) == row for index in range(translator.config.n_heads)]
                for row in range(len(heads))
            ]
        )
        for place in dict.fromkeys(head.place for head in heads)
    }
    with torch.inference_mode():
        encoding = CleanEncoding(transformer, [source.ids])
        states = encoding.states(UNTAPPED, DECODER, len(heads))
        for place, table in off.items():
            if place.kind == "encoder":
                rows = table.any(-1)
                states[rows] = encoding.states(heads_off_by_row({place: table[rows]}), place.layer, int(rows.sum()))
        written = decode_rows(
            transformer,
            encoding.memory(states),
            len(heads),
            max_new_tokens=max_new_tokens or translator.target_limit(len(source)),
            tap=heads_off_by_row({place: table for place, table in off.items() if place.kind != "encoder"}),
        )
    return {head: translator.tokenizer.decode(ids) for head, ids in zip(heads, written, strict=True)}
