"""A page with a canvas whose every weight is known, and a widget that has nothing to do with it. Served by tests."""

import streamlit as st
import torch

from model.attention_view import AttentionView
from pages._canvas import canvas, head_codes
from tests.views import view_of

LAYERS, HEADS, QUERIES, KEYS = 2, 3, 5, 7
FAINT = 0.1  # beside the strongest weight of each head
QUERY_LABELS = ("<b>one</b>", "שתיים", "三", "four", "five")
KEY_LABELS = ("a", "b", "c", "</script>", "e", "f", "g")


def strongest(layer: int, head: int) -> tuple[int, int]:
    """The query and the key of the weight 1 of a head."""
    return (layer + 2 * head) % QUERIES, (3 * layer + 2 * head + 1) % (KEYS - 1)


@st.cache_resource
def known() -> AttentionView:
    """One weight of 1 in each head, a faint one in the row below it, and a masked last column."""
    values = torch.zeros(LAYERS, HEADS, QUERIES, KEYS)
    allowed = torch.ones(LAYERS, QUERIES, KEYS, dtype=torch.bool)
    allowed[..., -1] = False
    for layer in range(LAYERS):
        for head in range(HEADS):
            query, key = strongest(layer, head)
            values[layer, head, query, key] = 1
            values[layer, head, (query + 1) % QUERIES, key] = FAINT
    return view_of(values, allowed, QUERY_LABELS, KEY_LABELS)


@st.cache_resource
def long() -> AttentionView:
    """More tokens than a thumbnail has pixels."""
    values = torch.rand(4, 5, 101, 97, generator=torch.Generator().manual_seed(0))
    words = [tuple(f"{name}{place}" for place in range(count)) for name, count in (("q", 101), ("k", 97))]
    return view_of(values, torch.ones(4, 101, 97, dtype=torch.bool), *words)


def main() -> None:
    st.title("Canvas")
    view = long() if st.query_params.get("view") == "long" else known()
    code = st.session_state.get("chosen", "enc.1.h1")
    canvas(
        view,
        head_codes(view)[code],
        enter=code != "enc.1.h1",
        on_choose=lambda code: st.session_state.update(chosen=code),
    )
    st.write(f"chosen {code}")
    st.number_input("unrelated", key="unrelated", step=1)


if __name__ == "__main__":
    main()
