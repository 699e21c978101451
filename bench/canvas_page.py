"""A page with all heads of random attention: on the canvas, in BertViz's model view, or not at all.

Its address says how many.
"""

import sys
from typing import Any

import streamlit as st
import torch

from model.attention_view import AttentionView, Axis
from pages._canvas import canvas, head_codes
from pages._process import spare_modules


@st.cache_resource
def random_view(layers: int, heads: int, length: int) -> AttentionView:
    """Rows as peaked as those of trained heads."""
    scores = 3 * torch.randn(layers, heads, length, length, generator=torch.Generator().manual_seed(0))
    words = Axis(tuple(f"word{place}" for place in range(length)), tuple(range(length)))
    return AttentionView(
        kind="encoder",
        quantity="weights",
        together="single",
        by_word=True,
        specials="show",
        values=scores.softmax(-1),
        allowed=torch.ones(layers, length, length, dtype=torch.bool),
        queries=words,
        keys=words,
    )


@st.cache_data
def bertviz_document(layers: int, heads: int, length: int) -> str:
    from bertviz import model_view

    view = random_view(layers, heads, length)
    drawn: Any = model_view([layer[None] for layer in view.values], list(view.keys.labels), html_action="return")
    require = "https://cdnjs.cloudflare.com/ajax/libs/require.js/2.3.6/require.min.js"
    return f'<script src="{require}"></script>{drawn.data}'


def main() -> None:
    layers, heads, length = (int(st.query_params[name]) for name in ("layers", "heads", "length"))
    st.title("All heads")
    if st.query_params["side"] == "empty":
        return
    if st.query_params["side"] == "bertviz":
        st.iframe(bertviz_document(layers, heads, length), height=800)
        return
    view = random_view(layers, heads, length)
    code = st.session_state.get("chosen", "enc.1.h1")
    canvas(
        view,
        head_codes(view)[code],
        enter=code != "enc.1.h1",
        on_choose=lambda code: st.session_state.update(chosen=code),
    )
    if "unrelated" in st.query_params:  # on BertViz's side there is none: it would load scripts of its own
        st.number_input("unrelated", key="unrelated", step=1)
    spare_modules(len(sys.modules))  # as app.py does


if __name__ == "__main__":
    main()
