"""The steps about all kinds of positions: what each adds, and where."""

import streamlit as st

from model import position_comparison as positions
from pages import _address as address
from pages import _loaded as loaded
from pages import _session as session
from pages.lessons.lesson import Reader
from viz.positions_added import position_table
from viz.positions_relative import position_matrix, slope_bars, turning_pair
from viz.positions_table import comparison_table

KINDS = ("learned", "rotary", "alibi")
LENGTH, SIZE, PAIR, HEADS = 12, 16, 1, 8
HEIGHT = 300


def show_kind(reader: Reader) -> None:
    """One kind of positions other than those of the model."""
    text, theme = reader.text, session.current_theme()
    names = {kind: text(f"positions.kind_{kind}") for kind in KINDS}
    kind = address.choice(text("positions.encoding"), names, key="positions_kind")
    left, right = st.columns(2)
    query_key = {"rows": text("positions.query"), "columns": text("positions.key")}
    if kind == "learned":
        view = positions.learned_view(LENGTH, SIZE, loaded.translator(reader.model).transformer)
        pictures = (
            session.drawn(position_table, view.table, None, text=text, theme=theme, height=HEIGHT),
            session.drawn(position_matrix,
                view.cosines, text("positions.cosine"), rows=text("positions.position"),
                columns=text("positions.position"), diverging=True, theme=theme, height=HEIGHT,
            ),
        )  # fmt: skip
        alts = (
            text("positions.learned_alt", length=len(view.table), size=view.table.shape[1]),
            text("positions.cosines_alt", length=LENGTH),
        )
        st.caption(text("positions.learnt" if view.learnt else "positions.random_start"))
    elif kind == "rotary":
        view = positions.rotary_view(LENGTH, SIZE, PAIR)
        pictures = (
            session.drawn(turning_pair, view.angle, LENGTH, PAIR, text=text, theme=theme, height=HEIGHT),
            session.drawn(
                position_matrix,
                view.scores,
                text("positions.score"),
                **query_key,
                diverging=True,
                theme=theme,
                height=HEIGHT,
            ),
        )
        alts = (text("positions.circle_alt", pair=PAIR, length=LENGTH), text("positions.scores_alt"))
        st.caption(text("positions.scores_caption", spread=view.spread))
    else:
        view = positions.alibi_view(LENGTH, HEADS, 0)
        pictures = (
            session.drawn(slope_bars, view.slopes, 0, text=text, theme=theme, height=HEIGHT),
            session.drawn(
                position_matrix,
                view.bias,
                text("positions.bias"),
                **query_key,
                diverging=False,
                theme=theme,
                height=HEIGHT,
            ),
        )
        steepest, flattest = float(view.slopes.max()), float(view.slopes.min())
        alts = (
            text("positions.slopes_alt", heads=HEADS, steepest=steepest, flattest=flattest),
            text("positions.bias_alt", head=1),
        )
        st.caption(text("positions.bias_caption", head=1, lowest=float(view.bias.min())))
    for place, figure, alt, side in zip((left, right), pictures, alts, "ab", strict=True):
        with place:
            session.show_figure(figure, key=f"positions_kind_{side}", alt=alt)


def show_all(reader: Reader) -> None:
    st.table(comparison_table(loaded.translator(reader.model).transformer.config.positions, reader.text))
