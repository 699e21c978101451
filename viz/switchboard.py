"""The switchboard: every head of a model as a switch, on the colour of what switching it off alone changes."""

from collections.abc import Mapping
from typing import Any

import numpy as np
import plotly.graph_objects as go
from numpy.typing import NDArray

from model.analysis.effect import Effect
from model.analysis.head_effects import HeadEffects
from model.interventions.editing import HeadState, HeadStates
from model.trace import AttentionKind
from viz.figure import colour_stops, unchecked
from viz.labels import head_name, head_of_layer_name, layer_name, short_number
from viz.text import Text
from viz.theme import TYPE, Theme, layout

SILENT: Mapping[HeadState, str] = {"zero": "×", "mean": "≈", "uniform": "=", "skipped": "–", "taken": "←"}
"""What stands on a head that says nothing of this sentence, by what was done to it."""
EDITED = "•"

_LEAST_END = 1.0  # nats: the scale never ends below, so that noise does not look like an effect
_SHORT_GRID, _ROW, _LOW_ROW = 12, 28, 18  # rows of a grid that is short; pixels of a row there, and in longer ones
_ABOVE, _BELOW = 24, 56  # pixels: the names of the heads, the colour bar
_NEARLY_ZERO = 0.05  # below this no number stands in the cell, so that the eye finds the rest

Numbers = NDArray[np.float32]
Row = tuple[AttentionKind, int]


def switchboard(effects: HeadEffects, states: HeadStates, text: Text, theme: Theme) -> go.Figure:
    """Layers as rows, kind by kind; heads as columns. `states` say of every head what was done to it.

    Unit: nats (see `HeadEffects`), on a scale of equal ends, at least −1 to 1. A head that says nothing of this
    sentence is grey and carries a mark (`SILENT`); a dot says that something in its rows was edited. A click gives
    [kind, layer, head].
    """
    rows = _places(effects)
    n_rows, n_heads = max(rows.values()) + 1, len(states[next(iter(rows))[0]][0])
    end = max(_LEAST_END, effects.largest)
    changes, silent = (np.full((n_rows, n_heads), np.nan, np.float32) for _ in range(2))
    marks = [[""] * n_heads for _ in range(n_rows)]
    for (kind, layer), place in rows.items():
        changes[place] = effects.changes[kind][layer].numpy()
        for head, state in enumerate(states[kind][layer]):
            silent[place, head] = 0 if state in SILENT else np.nan
            marks[place][head] = SILENT.get(state, "")
            if state == "edited":
                marks[place][head] = EDITED
    layers = [_cells(changes, silent, marks, end, text, theme), _silenced(silent, marks, theme)]
    axis = {"showgrid": False, "zeroline": False, "fixedrange": True, "ticks": ""}
    height = _ROW if n_rows <= _SHORT_GRID else _LOW_ROW
    return unchecked(
        [*layers, _targets(effects, states, text)],
        layout(theme)
        | {
            "height": height * n_rows + _ABOVE + _BELOW,
            "margin": {"t": _ABOVE, "b": _BELOW - 12, "l": 8, "r": 8},
            "showlegend": False,
            "dragmode": False,
            "clickmode": "event+select",
            "hoverdistance": -1,  # so that all of a cell can be clicked, not only what lies near its middle
            "xaxis": axis
            | {
                "range": [-0.5, n_heads - 0.5],
                "tickvals": list(range(n_heads)),
                "ticktext": [head_of_layer_name(head) for head in range(n_heads)],
                "side": "top",
            },
            "yaxis": axis
            | {
                "range": [n_rows - 0.5, -0.5],
                "tickvals": list(rows.values()),
                "ticktext": [f"{text(f'laboratory.short_{kind}')} {layer_name(layer)}" for kind, layer in rows],
            },
        },
    )


def board_description(effects: HeadEffects, text: Text) -> str:
    """What `switchboard` shows, in words."""
    kind, layer, head = effects.strongest
    strongest = switch_name(kind, layer, head, text)
    return text("laboratory.board_alt", head=strongest, change=float(effects.changes[kind][layer, head]))


def board_measure(effects: HeadEffects, effect: Effect, text: Text) -> str:
    """What its colours stand for."""
    if effects.measure == "pronoun" and effect.pronoun:
        written, other = effect.pronoun.before.written, effect.pronoun.before.other
        return text("laboratory.board_pronoun", written=written, other=other, baseline=effects.baseline)
    return text("laboratory.board_sentence", baseline=effects.baseline)


def switch_name(kind: AttentionKind, layer: int, head: int, text: Text) -> str:
    """A head with the attention that it belongs to: "Encoder L6·H4"."""
    return f"{text(f'laboratory.part_{kind}')} {head_name(layer, head)}"


def _places(effects: HeadEffects) -> dict[Row, int]:
    """The row of the figure for each layer; an empty one stands between two kinds."""
    kinds = list(effects.changes)
    rows: list[Row] = [(kind, layer) for kind in kinds for layer in range(len(effects.changes[kind]))]
    return {row: n + kinds.index(row[0]) for n, row in enumerate(rows)}


def _cells(
    changes: Numbers, silent: Numbers, marks: list[list[str]], end: float, text: Text, theme: Theme
) -> dict[str, Any]:
    shown = np.where(np.isnan(silent), changes, np.nan)
    labels = [
        [
            f"{short_number(change, digits=1, signed=True, least=_NEARLY_ZERO)}{mark}"
            for change, mark in zip(*row, strict=True)
        ]
        for row in zip(shown.tolist(), marks, strict=True)
    ]
    return _matrix(shown.round(3), labels, TYPE.small) | {
        "zmin": -end,
        "zmax": end,
        "colorscale": colour_stops(theme.diverging),
        "colorbar": {
            "orientation": "h",
            "y": 0,
            "yanchor": "top",
            "len": 0.9,
            "thickness": 10,
            "outlinewidth": 0,
            "tickvals": [-end, 0, end],
            "ticktext": [f"−{end:.1f}", "0", f"+{end:.1f}"],
            "tickfont": {"size": TYPE.small},
            "title": {"text": text("laboratory.scale"), "side": "bottom", "font": {"size": TYPE.small}},
        },
    }


def _silenced(silent: Numbers, marks: list[list[str]], theme: Theme) -> dict[str, Any]:
    labels = [
        ["" if value != value else mark for value, mark in zip(*row, strict=True)]
        for row in zip(silent.tolist(), marks, strict=True)
    ]
    return _matrix(silent, labels, TYPE.heading) | {
        "colorscale": colour_stops([theme.masked, theme.masked]),
        "showscale": False,
    }


def _matrix(values: Numbers, labels: list[list[str]], size: int) -> dict[str, Any]:
    return {
        "type": "heatmap",
        "z": values,
        "text": labels,
        "texttemplate": "%{text}",
        "textfont": {"size": size},
        "xgap": 2,
        "ygap": 2,
        "hoverinfo": "skip",
    }


def _targets(effects: HeadEffects, states: HeadStates, text: Text) -> dict[str, Any]:
    """What the pointer meets: an invisible square over each cell."""
    switches: list[tuple[AttentionKind, int, int, int, HeadState]] = [
        (kind, layer, head, row, state)
        for (kind, layer), row in _places(effects).items()
        for head, state in enumerate(states[kind][layer])
    ]
    unseen = {"marker": {"opacity": 0}}
    return {
        "type": "scatter",
        "mode": "markers",
        "x": [head for _, _, head, _, _ in switches],
        "y": [row for _, _, _, row, _ in switches],
        "marker": {"symbol": "square", "size": 24, "opacity": 0},
        "selected": unseen,
        "unselected": unseen,
        "customdata": [[kind, layer, head] for kind, layer, head, _, _ in switches],
        "text": [
            text(
                "laboratory.switch",
                head=switch_name(kind, layer, head, text),
                state=text(f"laboratory.state_{state}"),
                change=float(effects.changes[kind][layer, head]),
            )
            for kind, layer, head, _, state in switches
        ],
        "hovertemplate": "%{text}<extra></extra>",
    }
