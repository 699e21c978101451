"""The numbers behind the figures of the decoding page, as tables."""

import math
from collections.abc import Callable, Sequence

import pandas as pd

from model.decoding.candidates import Candidate
from model.decoding.step_attention import StepAttention
from model.translator import Translation
from viz.hypothesis_tree import fate_name
from viz.labels import head_of_layer_name
from viz.text import Text

_DIGITS = 5


def attention_table(attention: StepAttention, text: Text) -> pd.DataFrame:
    """One row per token that is looked at, one column per head: weights from 0 to 1."""
    columns: dict[str, list[float]] = {text("decoding.mean"): attention.mean.tolist()}
    for head, row in enumerate(attention.weights):
        columns[head_of_layer_name(head)] = row.tolist()
    return pd.DataFrame({text("decoding.column_token"): attention.keys, **columns}).round(_DIGITS)


def candidates_table(candidates: Sequence[Candidate], spell: Callable[[int], str], text: Text) -> pd.DataFrame:
    """The candidates of a step with their ranks and probabilities from 0 to 1."""
    table: dict[str, Sequence[int | float | str | None]] = {
        text("decoding.column_rank"): [candidate.rank for candidate in candidates],
        text("decoding.column_piece"): [spell(candidate.token) for candidate in candidates],
        text("decoding.column_probability"): [candidate.probability for candidate in candidates],
    }
    if any(candidate.drawn is not None for candidate in candidates):
        table[text("decoding.column_drawn")] = [candidate.drawn for candidate in candidates]
    return pd.DataFrame(table).round(_DIGITS)


def hypotheses_table(translation: Translation, text: Text) -> pd.DataFrame:
    """The finished sentences, best first: final score, sum of log P (nats), number of pieces, text."""
    results = translation.decoding.results
    decode = translation.translator.tokenizer.decode
    paths = [node.path() for node, _ in results]
    return pd.DataFrame(
        {
            text("decoding.column_rank"): list(range(1, len(results) + 1)),
            text("decoding.column_score"): [score for _, score in results],
            text("decoding.column_log_probability"): [node.score for node, _ in results],
            text("decoding.column_length"): [len(path) for path in paths],
            text("decoding.column_sentence"): [decode([node.token for node in path]) for path in paths],
        }
    ).round(_DIGITS)


def nodes_table(translation: Translation, spell: Callable[[int], str], text: Text) -> pd.DataFrame:
    """Every piece that the search considered: after what, its own probability, the sum of log P (nats), its fate."""
    decode = translation.translator.tokenizer.decode
    nodes = translation.decoding.nodes
    before = [decode([earlier.token for earlier in node.path()[:-1]]) for node in nodes]
    return pd.DataFrame(
        {
            text("decoding.column_step"): [node.step + 1 for node in nodes],
            text("decoding.column_before"): before,
            text("decoding.column_piece"): [spell(node.token) for node in nodes],
            text("decoding.column_probability"): [math.exp(node.log_probability) for node in nodes],
            text("decoding.column_log_probability"): [node.score for node in nodes],
            text("decoding.column_fate"): [fate_name(node, text) for node in nodes],
        }
    ).round(_DIGITS)
