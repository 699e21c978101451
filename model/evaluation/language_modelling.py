"""How well a language model predicts real sentences."""

from collections.abc import Sequence
from dataclasses import dataclass
from math import exp, log

import torch
import torch.nn.functional as F
from torch.nn.utils.rnn import pad_sequence

from model.translator import Translator

_BATCH = 50


@dataclass(frozen=True)
class LanguageModelFit:
    """How surprised a model is by sentences, each with its end. Bits per character compare across vocabularies."""

    sentences: int
    perplexity: float
    bits_per_character: float


def language_model_fit(translator: Translator, sentences: Sequence[str]) -> LanguageModelFit:
    """The fit of a decoder-only model. Raises InputError for a sentence that it cannot read."""
    config = translator.config
    rows = sorted((torch.tensor([*translator.read_target(text).ids, config.end_ids[0]]) for text in sentences), key=len)
    total = tokens = 0.0
    for start in range(0, len(rows), _BATCH):
        lengths = torch.tensor([len(row) - 1 for row in rows[start : start + _BATCH]])
        ids = pad_sequence(rows[start : start + _BATCH], batch_first=True, padding_value=config.pad_id)
        with torch.inference_mode():
            logits = translator.transformer(None, ids[:, :-1])
        losses = F.cross_entropy(logits.mT, ids[:, 1:], reduction="none")
        present = torch.arange(losses.shape[1]) < lengths[:, None]
        total += float(losses[present].sum())
        tokens += int(present.sum())
    characters = sum(len(text) + 1 for text in sentences)  # the end is one, too
    return LanguageModelFit(len(sentences), exp(total / tokens), total / log(2) / characters)
