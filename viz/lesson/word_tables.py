"""Tables of the lesson from logits to words: steps of writing, a softmax by hand, what different searches write."""

from collections.abc import Callable, Mapping, Sequence

import pandas as pd

from model.decoding import Beam, Search
from model.lessons.words import Outcome, Shifted, SoftmaxSteps
from viz.labels import plain
from viz.text import Text, markdown_escape


def steps_table(steps: Sequence[Shifted], spell: Callable[[int], str], text: Text) -> pd.DataFrame:
    """One row for each step, from 1: what is read, what is written, and its probability."""
    return pd.DataFrame(
        {
            text("lesson_words.column_reads"): [
                markdown_escape(" ".join(spell(token) for token in step.reads)) for step in steps
            ],
            text("lesson_words.column_writes"): [markdown_escape(spell(step.writes)) for step in steps],
            text("lesson_words.column_probability"): [f"{step.probability:.1%}" for step in steps],
        },
        index=range(1, len(steps) + 1),
    )


def softmax_table(made: SoftmaxSteps, text: Text) -> pd.DataFrame:
    """One row for each logit, to two decimals."""
    columns = {
        text("lesson_words.column_logit"): made.logits,
        text("lesson_words.column_scaled"): made.scaled,
        text("lesson_words.column_power"): made.exponentials,
        text("lesson_words.column_share"): made.probabilities,
    }
    names = [f"z{n}" for n in range(1, len(made.logits) + 1)]
    return pd.DataFrame({name: [f"{value:.2f}" for value in values] for name, values in columns.items()}, index=names)


def searches_table(found: Mapping[Search, Outcome], text: Text) -> pd.DataFrame:
    """One row for each search: what it wrote, log P of it in nats, its pieces, and log P for each of them."""
    rows = found.values()
    return pd.DataFrame(
        {
            text("lesson_words.column_text"): [markdown_escape(one.text) for one in rows],
            "log P": [f"{one.log_probability:.2f}" for one in rows],
            text("lesson_words.column_pieces"): [one.n_tokens for one in rows],
            text("lesson_words.column_each"): [f"{one.log_probability / one.n_tokens:.2f}" for one in rows],
        },
        index=[_name(search, text) for search in found],
    )


def _name(search: Search, text: Text) -> str:
    if isinstance(search, Beam):
        return plain(text("lesson_words.beam", width=search.width))
    return text("lesson_words.greedy")
