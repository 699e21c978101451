"""The numbers of the scorecard, as tables."""

from collections.abc import Sequence

import pandas as pd

from model.analysis.routes import RouteMap
from model.analysis.scorecard import Scorecard
from model.interventions.place import Head
from model.tokens import Tokens
from viz.pronoun_paths import range_name, route_name
from viz.scorecard import head_title
from viz.text import Text


def scorecard_table(card: Scorecard, text: Text) -> pd.DataFrame:
    """One row for each head, the one that it costs most to switch off first. Log-odds in nats."""
    rows = [
        {
            "head": head_title(score.head, text),
            "rank": score.off_among.rank,
            "wins": score.wins.value,
            "low": score.wins.interval[0],
            "high": score.wins.interval[1],
            "antecedent": score.antecedent,
            "distractor": score.distractor,
            "off_change": score.off.change,
            "off_half_width": score.off.half_width,
            "off_right": score.off.right.value,
            "cut_change": score.edge_cut.change,
            "cut_half_width": score.edge_cut.half_width,
            "cut_right": score.edge_cut.right.value,
            "cut_rank": score.cut_among.rank,
        }
        for score in sorted(card.scores, key=lambda score: score.off_among.rank)
    ]
    table = pd.DataFrame(rows).round(4)
    return table.rename(columns={name: text(f"scorecard.column_{name}") for name in table.columns})


def sentences_table(card: Scorecard, head: Head, sources: Sequence[Tokens], text: Text) -> pd.DataFrame:
    """One row for each sentence, of which `sources` are the tokens: what a head looks at, and what is left without it.

    The sentence in which it prefers the antecedent most comes first. Log-odds in nats.
    """
    index = card.heads.index(head)
    rows = [
        {
            "sentence": source.text,
            "noun": _word(source, probe.antecedent),
            "other_noun": _word(source, probe.distractor),
            "antecedent": float(card.antecedent[index, place]),
            "distractor": float(card.distractor[index, place]),
            "clean": float(card.clean[place]),
            "off": float(card.off[index, place]),
            "cut": float(card.edge_cut[index, place]),
        }
        for place, (probe, source) in enumerate(zip(card.probes, sources, strict=True))
    ]
    rows.sort(key=lambda row: float(row["distractor"]) - float(row["antecedent"]))
    table = pd.DataFrame(rows).round(4)
    return table.rename(columns={name: text(f"scorecard.column_{name}") for name in table.columns})


def _word(source: Tokens, positions: Sequence[int]) -> str:
    return source.words[source.word_of[positions[0]]]


def route_map_table(routes: RouteMap, text: Text) -> pd.DataFrame:
    """One row for each cut: from whom to whom, in which layers, and what it leaves. Log-odds in nats."""
    rows = [
        {
            "route": route_name(route, text),
            "layers": range_name(route.layers, text),
            "cut_right": effect.right.value,
            "low": effect.right.interval[0],
            "high": effect.right.interval[1],
            "cut_change": effect.change,
            "cut_half_width": effect.half_width,
        }
        for route, effect in routes.effects.items()
    ]
    table = pd.DataFrame(rows).round(4)
    return table.rename(columns={name: text(f"scorecard.column_{name}") for name in table.columns})
