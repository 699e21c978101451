from collections.abc import Sequence

import streamlit as st
from streamlit.delta_generator import DeltaGenerator

from model.analysis.attention_difference import AttentionDifference
from pages import _compare_effects as effects
from pages import _models as models
from pages import _session as session
from pages._compare_heads import choose_difference, show_heads
from pages._compare_sides import Sides, choose_mode, read_sides

text = session.text()


@session.part
def show_differences(sides: Sides) -> None:
    """Where the two sides differ: in their heads, their streams and what they expect next."""
    controls, *maps = st.columns([11, 10, 10, 10], gap="small")
    with controls:
        difference = choose_difference(sides, name)
    st.caption(text("compare.legend", kind=text(f"compare.kind_{difference.kind}")))
    left, right = st.columns(2, gap="large")
    with left:
        effects.show_stream(sides, difference)
    with right:
        effects.show_output(sides)
    numbers = st.container()
    with controls:
        show_closely(sides, difference, maps, numbers)


@session.part
def show_closely(
    sides: Sides, difference: AttentionDifference, maps: Sequence[DeltaGenerator], numbers: DeltaGenerator
) -> None:
    """A head of each side and the word that looks: the `maps` of what they do, and the `numbers` of all."""
    heads = show_heads(sides, difference, maps)
    with numbers:
        effects.show_numbers(sides, difference, heads)


name = models.title_with_model("compare", text("compare.title"), about=text("compare.question"))
mode = choose_mode()
sides = read_sides(mode, name)
if sides:
    show_differences(sides)
    st.caption(text(f"compare.honest_{mode}"))
