"""The tree of hypotheses of a beam search: what was kept, what ended a sentence, what fell out of the beam."""

import math
from collections.abc import Callable, Sequence
from typing import Any

import plotly.graph_objects as go

from model.decoding.hypotheses import Decoding, Node
from viz.figure import unchecked
from viz.labels import columns, isolated, plain, shortened
from viz.text import Text
from viz.theme import TYPE, Theme, layout
from viz.tree_layout import Place, parent_column, place_nodes

_ROW_HEIGHT = 34  # pixels
_CLEAR = 0.3  # rows above and below a word that lines keep clear of
_LONGEST = 12  # letters of a label
_BETWEEN = 2  # letters between two labels
_NARROWEST = 40  # letters; a thinner tree would be drawn with needlessly wide angles

Ranks = dict[Node, tuple[int, float]]
"""The finished hypotheses with their rank, from 1, and final score."""


def hypothesis_tree(
    decoding: Decoding, spell: Callable[[int], str], *, step: int, start: str, text: Text, theme: Theme
) -> go.Figure:
    """The tree, step by step downwards from `start`, with the winner in the accent colour and `step`, from 1, marked.

    What was dropped is a cross; its word is in the hover label. A node's `customdata` is its step. Its score is the sum
    of log P along the path (≤ 0); a finished hypothesis also has the final score by which it is ranked.
    """
    winner = set(decoding.best)
    ranks = {node: (rank, score) for rank, (node, score) in enumerate(decoding.results, 1)}
    labels = {node: _label(node, spell, ranks) for node in decoding.nodes}
    places = place_nodes(decoding.nodes, lambda node: columns(labels[node]) + _BETWEEN)
    won = [node for node in decoding.nodes if node in winner]
    kept = [node for node in decoding.nodes if node not in winner and node.fate != "dropped"]
    dropped = [node for node in decoding.nodes if node.fate == "dropped"]
    traces = [
        _lines(dropped, places, {"color": theme.border, "width": 1}),
        _lines(kept, places, {"color": theme.muted, "width": 1.5}),
        _lines(won, places, {"color": theme.accent, "width": 3}),
        _words(dropped, places, [labels[node] for node in dropped], theme.muted),
        _words(kept, places, [plain(labels[node]) for node in kept], theme.text),
        _words(won, places, [f"<b>{plain(labels[node])}</b>" for node in won], theme.accent),
        {**_words([], places, [plain(start)], theme.muted), "x": [0], "y": [0]},
        _targets(decoding.nodes, places, [_hover(node, spell, ranks, text) for node in decoding.nodes]),
    ]
    last = max(row for _, row in places.values())
    margins = [(place[0], columns(labels[node]) / 2 + 1) for node, place in places.items()]
    left = min(-_NARROWEST / 2, *(column - half for column, half in margins))
    right = max(_NARROWEST / 2, *(column + half for column, half in margins))
    return unchecked(
        traces,
        layout(theme)
        | {
            "dragmode": False,
            "height": _ROW_HEIGHT * (last + 1) + 16,
            "margin": {"t": 8, "b": 8, "l": 8, "r": 8},
            "showlegend": False,
            "shapes": [_band(step, theme)],
            "xaxis": {"range": [left, right], "visible": False, "fixedrange": True},
            "yaxis": {
                "range": [last + 0.5, -0.5],
                "tickvals": list(range(1, last + 1)),
                "showgrid": False,
                "zeroline": False,
                "fixedrange": True,
            },
        },
    )


def _lines(nodes: Sequence[Node], places: dict[Node, Place], line: dict[str, Any]) -> dict[str, Any]:
    x: list[float | None] = []
    y: list[float | None] = []
    for node in nodes:
        column, row = places[node]
        x += [parent_column(node, places), column, None]
        y += [row - 1 + _CLEAR, row - _CLEAR, None]
    return {"type": "scatter", "x": x, "y": y, "mode": "lines", "line": line, "hoverinfo": "skip"}


def _words(nodes: Sequence[Node], places: dict[Node, Place], labels: list[str], colour: str) -> dict[str, Any]:
    return {
        "type": "scatter",
        "x": [places[node][0] for node in nodes],
        "y": [places[node][1] for node in nodes],
        "mode": "text",
        "text": labels,
        "textfont": {"size": TYPE.label, "color": colour},
        "hoverinfo": "skip",
    }


def _targets(nodes: Sequence[Node], places: dict[Node, Place], hovers: list[str]) -> dict[str, Any]:
    """What the pointer meets: an invisible mark on every word."""
    hidden = {"marker": {"opacity": 0}}
    return {
        "type": "scatter",
        "x": [places[node][0] for node in nodes],
        "y": [places[node][1] for node in nodes],
        "mode": "markers",
        "marker": {"size": 24, "opacity": 0},
        "selected": hidden,
        "unselected": hidden,
        "customdata": [node.step + 1 for node in nodes],
        "hovertext": hovers,
        "hovertemplate": "%{hovertext}<extra></extra>",
    }


def _band(step: int, theme: Theme) -> dict[str, Any]:
    across = {"type": "rect", "xref": "paper", "x0": 0, "x1": 1, "y0": step - 0.5, "y1": step + 0.5}
    return {**across, "fillcolor": theme.panel, "line": {"width": 0}, "layer": "below"}


def _label(node: Node, spell: Callable[[int], str], ranks: Ranks) -> str:
    if node.fate == "dropped":
        return "×"
    return f"#{ranks[node][0]}" if node in ranks else shortened(spell(node.token), _LONGEST)


def _hover(node: Node, spell: Callable[[int], str], ranks: Ranks, text: Text) -> str:
    lines = [
        f"<b>{isolated(spell(node.token))}</b> · {fate_name(node, text)}",
        text("decoding.node_probability", probability=f"{math.exp(node.log_probability):.3f}"),
        text("decoding.node_score", score=f"{node.score:.2f}"),
    ]
    if node in ranks:
        rank, score = ranks[node]
        lines.append(text("decoding.node_rank", rank=rank, score=f"{score:.3f}"))
    return "<br>".join(lines)


def fate_name(node: Node, text: Text) -> str:
    """What became of a node, in words."""
    if node.forced:
        return text("decoding.fate_held")
    return {
        "kept": text("decoding.fate_kept"),
        "finished": text("decoding.fate_finished"),
        "dropped": text("decoding.fate_dropped"),
    }[node.fate]
