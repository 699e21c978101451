import streamlit as st

from pages import _compare_effects as effects
from pages import _models as models
from pages import _session as session
from pages._compare_heads import show_heads
from pages._compare_sides import Sides, choose_mode, read_sides

text = session.text()


@session.part
def show_differences(sides: Sides) -> None:
    """Where the two sides differ: in their heads, their streams and what they expect next."""
    chosen = show_heads(sides, name)
    left, right = st.columns(2, gap="large")
    with left:
        effects.show_stream(sides, chosen.difference)
    with right:
        effects.show_output(sides)
    effects.show_numbers(sides, chosen)


name = models.title_with_model("compare", text("compare.title"), about=text("compare.question"))
mode = choose_mode()
sides = read_sides(mode, name)
if sides:
    show_differences(sides)
    st.caption(text(f"compare.honest_{mode}"))
