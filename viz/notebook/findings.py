"""Figures and tables of what analyses find."""

from collections.abc import Sequence

import pandas as pd
import plotly.graph_objects as go

from model.analysis.attribution import Attribution
from model.analysis.head_effects import HeadEffects
from model.analysis.head_sets import HeadSets
from model.analysis.patching import Patching
from model.analysis.roles import HeadRoles
from model.analysis.routes import RouteMap
from model.analysis.scorecard import Scorecard
from model.interventions import parse_head
from model.interventions.editing import HeadState, HeadStates
from model.residual import StreamProfile
from model.trace import AttentionKind, Trace
from viz.attention_table import attention_table
from viz.attribution_credit import credit_figure
from viz.attribution_tables import credit_table
from viz.notebook.finish import LARGE, finished
from viz.notebook.traces import chosen_heads, no_such_head
from viz.pronoun_paths import falling_curve, layer_and_head_names, patch_map, route_map
from viz.role_map import role_map
from viz.roles import clearest_first
from viz.roles_table import scores_table
from viz.scorecard import look_and_cost
from viz.scorecard_table import route_map_table, scorecard_table
from viz.stream_table import stream_table
from viz.switchboard import switchboard
from viz.switchboard_table import switchboard_table
from viz.text import Language, Text
from viz.theme import Mode, theme

Found = Scorecard | RouteMap | HeadSets | Patching | HeadRoles | HeadEffects | Sequence[Attribution]
"""What analyses find, as `draw` takes it."""


def draw(
    found: Found,
    *,
    chosen: str | None = None,
    kind: AttentionKind = "encoder",
    lang: Language = "en",
    mode: Mode = "light",
) -> go.Figure:
    """What an analysis found, as on its page: scorecard, routes, sets of heads, patching, roles, attributions, …

    `chosen` is the code of a head to mark, on a scorecard or a map of roles (there by default the clearest). `kind` is
    which routes are shown. Raises InterventionError for a code that names no head, TypeError for what has no picture.
    """
    text, colours = Text(lang), theme(mode)
    match found:
        case Scorecard():
            marked = None if chosen is None else parse_head(chosen)
            if marked not in (None, *found.heads):
                raise no_such_head(chosen)
            figure = look_and_cost(found, marked, text, colours)
        case RouteMap():
            figure = route_map(found, kind, text, colours)
        case HeadSets():
            figure = falling_curve(found, text, colours)
        case Patching():
            figure = patch_map(found.moved(found.heads).numpy(), *layer_and_head_names(found), text, colours)
        case HeadRoles():
            wanted = [one for one in found.heads if chosen in (None, one.code)]
            if not wanted:
                raise no_such_head(chosen)
            figure = role_map(found, clearest_first(wanted)[0], text, colours)
        case HeadEffects():
            figure = switchboard(found, _untouched(found), text, colours)
        case [Attribution(), *_]:
            figure = credit_figure(found, text, colours)
        case _:
            raise TypeError(f"there is no picture of a {type(found).__name__}")
    return finished(figure, colours, LARGE)


def table(found: Trace | StreamProfile | Found, *codes: str, lang: Language = "en") -> pd.DataFrame:
    """The numbers behind a picture. Of a trace: the weights of the heads with these codes, each query and key a row.

    Raises InterventionError as `head` does, TypeError for what has no table.
    """
    text = Text(lang)
    match found:
        case Trace():
            return attention_table(*chosen_heads(found, codes, "weights", True, "show"))
        case StreamProfile():
            return stream_table(found)
        case Scorecard():
            return scorecard_table(found, text)
        case RouteMap():
            return route_map_table(found, text)
        case HeadRoles():
            return scores_table(found, text)
        case HeadEffects():
            return switchboard_table(found, _untouched(found), text)
        case [Attribution(), *_]:
            return credit_table(found, text)
        case _:
            raise TypeError(f"there is no table of a {type(found).__name__}")


def _untouched(effects: HeadEffects) -> HeadStates:
    """The state of every head before anything is switched off."""
    states: dict[AttentionKind, list[list[HeadState]]] = {}
    for kind, changes in effects.changes.items():
        states[kind] = [["on"] * changes.shape[1] for _ in range(len(changes))]
    return states
