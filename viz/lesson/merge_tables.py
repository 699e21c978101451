"""Tables of byte-pair encoding: which pairs stand side by side, and how the count of one comes about."""

from itertools import pairwise
from typing import Any

import pandas as pd

from model.lessons.tokens import Pair, Stage
from viz.text import Text, markdown_escape


def pair_table(stage: Stage, most: int, text: Text) -> pd.DataFrame:
    """The most frequent pairs with how often they stand there; the one to merge next is named so."""
    ordered = sorted(stage.pairs.items(), key=lambda pair: -pair[1])[:most]
    rows = [
        {
            text("lesson_tokens.pair"): " + ".join(map(markdown_escape, pair)),
            text("lesson_tokens.count"): count,
            text("lesson_tokens.then"): f"→ **{markdown_escape(''.join(pair))}**" if pair == stage.best else "",
        }
        for pair, count in ordered
    ]
    return pd.DataFrame(rows)


def sum_table(stage: Stage, pair: Pair, text: Text) -> pd.DataFrame:
    """The words in which the pair stands, how often each word and the pair in it, the products and their sum."""
    rows: list[dict[str, Any]] = []
    for word, pieces in stage.pieces.items():
        inside = list(pairwise(pieces)).count(pair)
        if inside:
            count = stage.counts[word]
            rows.append(_summand(markdown_escape(word), count, inside, count * inside, text))
    return pd.DataFrame(
        [*rows, _summand(f"**{text('lesson_tokens.together')}**", "", "", f"**{stage.pairs[pair]}**", text)]
    )


def _summand(word: str, count: object, inside: object, product: object, text: Text) -> dict[str, Any]:
    return {
        text("lesson_tokens.sum_word"): word,
        "$c(w)$": str(count),
        "$n_{ab}(w)$": str(inside),
        "$c \\cdot n$": str(product),
    }
