"""The heads of the compare page: how much each differs, the chosen one on both sides, and the difference between."""

from collections.abc import Mapping, Sequence

import streamlit as st
from jaxtyping import Float
from streamlit.delta_generator import DeltaGenerator
from torch import Tensor

from model.analysis.alignment import Alignment, Side
from model.analysis.attention_difference import AttentionDifference, extreme_head, over_rows
from model.attention_view import Cell
from pages import _address as address
from pages import _attention_settings as settings
from pages import _models as models
from pages import _results as results
from pages import _session as session
from pages._compare_sides import Sides
from viz.attention_heatmap import attention_heatmap
from viz.comparison import head_grid
from viz.labels import head_name
from viz.text import markdown_escape
from viz.theme import head_colour

HEADS = ("head", "other_head")
"""The chosen head of each side in the address; where both sides are one model, the first is that of both."""
_AUTOMATIC = "-"


def follow(label: str, automatic: str, options: Mapping[str, str], *, key: str) -> str | None:
    """One of `options` (code → shown name), or at first None: what `automatic` names, whatever the sentences are."""
    code = address.choice(label, {_AUTOMATIC: automatic} | dict(options), key=key, dropdown=True)
    return None if code == _AUTOMATIC else code


def choose_difference(sides: Sides, name: str) -> AttentionDifference:
    """How the attention of one kind differs."""
    return sides.comparison.attention[settings.choose_kind(sides.comparison.first.trace, models.languages(name))]


def show_heads(sides: Sides, difference: AttentionDifference, maps: Sequence[DeltaGenerator]) -> tuple[Cell, Cell]:
    """The grid of heads, and on three `maps` the attention of the chosen ones; a head of each side comes back."""
    left, middle, right = maps
    row = _choose_row(difference.queries)
    heads = (_choose_one if sides.comparison.same_model else _choose_two)(difference, row)
    with left:
        _show_map(sides, difference, 0, heads[0], row)
    with middle:
        _show_difference(difference, heads, row)
    with right:
        _show_map(sides, difference, 1, heads[1], row)
    if not sides.comparison.same_model:
        for side, place in ((0, left), (1, right)):
            with place:
                _show_distances(sides, difference, side, heads, row)
    return heads


def _choose_row(queries: Alignment) -> int | None:
    """The word that looks, by its place in the alignment, or None for all words that both sides have."""
    text = session.text()
    codes = settings.focus_codes(queries.labels)
    shown = {"all": text("compare.row_all")} | {codes[place]: queries.labels[place] for place in queries.shared}
    first = settings.first_focus(queries.labels)
    if first in queries.shared:
        shown = {codes[first]: queries.labels[first]} | shown
    row = address.choice(text("compare.row"), shown, key="row", dropdown=True, help=text("compare.row_help"))
    return None if row == "all" else codes.index(row)


def _choose_one(difference: AttentionDifference, row: int | None) -> tuple[Cell, Cell]:
    """One head of the model, by how much its attention has moved."""
    text = session.text()
    moved = over_rows(difference.head_by_head, row)
    most = extreme_head(moved)
    grid = st.container(gap="xsmall")
    head = _choose_head(difference, 0, most, "differs")
    with grid:
        st.caption(text("compare.grid_title"))
        alt = text("compare.grid_alt", head=head_name(*most), largest=float(moved[most]))
        _show_grid(difference, 0, moved, head, alt)
    return head, head


def _choose_two(difference: AttentionDifference, row: int | None) -> tuple[Cell, Cell]:
    """A head of each model, at first one that tells much and the one most like it."""
    word = None if row is None else difference.queries.pairs[row][0]
    first = _choose_head(difference, 0, results.telling(difference.views[0], word)[0], "telling")
    second = _choose_head(difference, 1, difference.nearest(0, first, row), "nearest")
    st.caption(session.text()("compare.grid_caption_models"))
    return first, second


def _show_distances(
    sides: Sides, difference: AttentionDifference, side: Side, heads: tuple[Cell, Cell], row: int | None
) -> None:
    """How far each head of a model lies from the chosen head of the other."""
    text = session.text()
    other: Side = 1 if side == 0 else 0
    distances = over_rows(difference.from_head(other, heads[other]), row)
    nearest = extreme_head(distances, largest=False)
    with st.container(gap="xsmall"):
        chosen = {"model": markdown_escape(sides.names[other]), "head": head_name(*heads[other])}
        st.caption(text("compare.grid_title_nearest", **chosen))
        found = {"nearest": head_name(*nearest), "smallest": float(distances[nearest])}
        alt = text("compare.grid_alt_nearest", model=sides.names[side], head=chosen["head"], **found)
        _show_grid(difference, side, distances, heads[side], alt)


def _show_grid(
    difference: AttentionDifference, side: Side, values: Float[Tensor, "layer head"], chosen: Cell, alt: str
) -> None:
    """One number for each head of a side; a click chooses."""
    view = difference.views[side]
    codes = dict(zip(view.cells, settings.head_codes(view), strict=True))

    def select(clicked: list[int]) -> None:
        layer, head = clicked
        st.session_state[HEADS[side]] = codes[layer, head]

    figure = session.drawn(head_grid, values, chosen, session.text(), session.current_theme())
    session.show_figure(figure, key=f"heads_{side + 1}", alt=alt, on_click=select)


def _choose_head(difference: AttentionDifference, side: Side, automatic: Cell, why: str) -> Cell:
    """A head of a side, by default `automatic`; `why` names the reason for that."""
    text, cells = session.text(), settings.head_codes(difference.views[side])
    label = text("compare.head") if why == "differs" else text("compare.head_n", n=side + 1)
    found = text(f"compare.head_{why}", head=head_name(*automatic))
    code = follow(label, found, {code: head_name(*cell) for code, cell in cells.items()}, key=HEADS[side])
    return automatic if code is None else cells[code]


def _show_map(sides: Sides, difference: AttentionDifference, side: Side, head: Cell, row: int | None) -> None:
    """The attention of a side as it is, its own words and no others."""
    text, theme = session.text(), session.current_theme()
    focus = None if row is None else difference.queries.pairs[row][side]
    view, colour, unit = difference.views[side], head_colour(head[1]), text("compare.weight")
    figure = session.drawn(attention_heatmap, view, head, colour, theme, unit=unit, focus=focus)
    alt = text("compare.map_alt", head=head_name(*head), side=sides.names[side])
    with st.container(gap="xxsmall"):
        st.caption(markdown_escape(sides.names[side]))
        session.show_figure(figure, key=f"map_{side + 1}", alt=alt)


def _show_difference(difference: AttentionDifference, heads: tuple[Cell, Cell], row: int | None) -> None:
    text, theme = session.text(), session.current_theme()
    view = results.between(difference, heads)
    names = {"unit": text("compare.difference_unit"), "name": text("compare.difference_title")}
    figure = session.drawn(attention_heatmap, view, (0, 0), theme.text, theme, focus=row, **names)
    smallest, largest = difference.extremes(*heads)
    alt = text("compare.difference_alt", smallest=smallest, largest=largest)
    with st.container(gap="xxsmall"):
        st.caption(text("compare.difference_caption"))
        session.show_figure(figure, key="difference", alt=alt)
