"""The numbers of the roles page as tables."""

from collections.abc import Sequence

import pandas as pd

from model.analysis.importance import HeadImportance
from model.analysis.roles import HeadProfile, HeadRoles
from viz.importance_scatter import Rises
from viz.labels import head_of_layer_name, layer_name
from viz.roles import role_name
from viz.text import Text


def heads_table(
    roles: HeadRoles, importance: Sequence[HeadImportance], rises: Rises | None, text: Text
) -> pd.DataFrame:
    """One row per head: the role that it has, how widely and how far it looks, and how much it matters.

    `importance` is empty where a model writes nothing, and so has no loss.
    """
    heads = roles.heads
    held = [head.role for head in heads]
    columns = _names(heads, text)
    columns |= {
        text("roles.column_role"): [role_name(one.role if one else None, text) for one in held],
        text("roles.column_score"): [one and one.score.value for one in held],
        text("roles.column_baseline"): [one and one.baseline for one in held],
        text("roles.column_entropy"): [head.entropy for head in heads],
        text("roles.column_tokens"): [head.effective_tokens for head in heads],
        text("roles.column_distance"): [head.distance for head in heads],
        text("roles.column_absolute"): [head.absolute_distance for head in heads],
    }
    if roles.diagonal_error is not None:
        errors = [head.alignment for head in heads]
        columns[text("roles.column_error_next")] = [one and one.next for one in errors]
        columns[text("roles.column_error_last")] = [one and one.last for one in errors]
    if importance:
        by_head = {(one.place, one.head): one for one in importance}
        found = [by_head[head.place, head.head] for head in heads]
        columns[text("roles.column_gradient")] = [one.gradient for one in found]
        columns[text("roles.column_normalised")] = [one.normalised for one in found]
    if rises is not None:
        changes = [rises[head.place, head.head] for head in heads]
        columns[text("roles.column_ablation")] = [one.value for one in changes]
        columns[text("roles.column_ablation_low")] = [one.low for one in changes]
        columns[text("roles.column_ablation_high")] = [one.high for one in changes]
    return pd.DataFrame(columns).round(4)


def scores_table(roles: HeadRoles, text: Text) -> pd.DataFrame:
    """One row for each role of each head: its score with interval, against each baseline."""
    rows = [(head, one) for head in roles.heads for one in head.scores]
    scores = [one for _, one in rows]
    columns = _names([head for head, _ in rows], text)
    columns |= {
        text("roles.column_role"): [role_name(one.role, text) for one in scores],
        text("roles.column_score"): [one.score.value for one in scores],
        text("roles.column_low"): [one.score.low for one in scores],
        text("roles.column_high"): [one.score.high for one in scores],
        text("roles.column_chance"): [one.chance for one in scores],
        text("roles.column_fixed"): [one.fixed for one in scores],
        text("roles.column_offset"): [one.offset for one in scores],
        text("roles.column_rival"): [one.rival for one in scores],
        text("roles.column_held"): [one.is_held for one in scores],
        text("roles.column_largest"): [one.largest.value for one in scores],
        text("roles.column_cases"): [one.largest.total for one in scores],
    }
    return pd.DataFrame(columns).round(4)


def _names(heads: Sequence[HeadProfile], text: Text) -> dict[str, Sequence[object]]:
    return {
        text("roles.column_attention"): [text(f"roles.kind_{head.place.kind}") for head in heads],
        text("roles.column_layer"): [layer_name(head.place.layer) for head in heads],
        text("roles.column_head"): [head_of_layer_name(head.head) for head in heads],
    }
