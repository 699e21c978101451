"""A layer norm of four numbers that can be changed, step by step."""

import streamlit as st

from model.layer_norm_by_hand import by_hand
from pages import _session as session
from viz.labels import number_text
from viz.layer_norm_equations import equations

EXAMPLE = (1.0, 2.0, 3.0, 4.0)
GAIN, BIAS = 1.5, 0.5


@st.fragment
def show_norm_by_hand(prefix: str = "") -> None:
    """The worked example; its widgets' keys, which stand in the address, begin with `prefix`."""
    text = session.text()
    places = st.columns(len(EXAMPLE) + 2)
    numbers: list[float] = []
    names = [*(f"x{index}" for index in range(1, len(EXAMPLE) + 1)), "gain", "bias"]
    labels = [*(f"x{index}" for index in "₁₂₃₄"), text("layer_norm.hand_gain"), text("layer_norm.hand_bias")]
    for place, name, label, value in zip(places, names, labels, (*EXAMPLE, GAIN, BIAS), strict=True):
        with place:
            key = f"{prefix}{name}"
            numbers.append(
                st.number_input(label, -1000.0, 1000.0, value, step=0.5, key=key, bind="query-params", format="%g")
            )
    *values, gain, bias = numbers
    made = by_hand(tuple(values), gain, bias)
    for equation in equations(made):
        st.latex(equation)
    last, first = (
        ", ".join(number_text(number) for number in each) for each in (made.rounded_last, made.rounded_first)
    )
    if made.steps.variance == 0:
        st.caption(text("layer_norm.hand_spread"))
    elif last == first:
        st.caption(text("layer_norm.hand_same", last=last))
    else:
        st.caption(text("layer_norm.hand_rounding", last=last, first=first))
