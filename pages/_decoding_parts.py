"""The parts of the decoding page: what one step reads, writes, looks at and may see, and what the beam considered."""

from collections.abc import Callable
from dataclasses import dataclass
from functools import cached_property
from typing import Literal, cast

import pandas as pd
import streamlit as st

from model.decoding import Node
from model.decoding.forcing import ForcedToken, Spelling
from model.decoding.step_attention import step_attention
from model.trace import Trace
from model.translator import Translation
from pages import _address as address
from pages import _models as models
from pages import _session as session
from pages._forced_words import player
from pages._tables import show_table
from viz.causal_mask import causal_mask
from viz.decoding_tables import attention_table, hypotheses_table, nodes_table
from viz.hypothesis_tree import hypothesis_tree
from viz.running_text import GIVEN_BAR, looked_at, written
from viz.step_attention import step_heatmap
from viz.text import Text, markdown_escape
from viz.theme import Theme


@dataclass(frozen=True)
class Shown:
    """What the page shows: a step (`node`) of what the model writes, and the words that the reader forced into it."""

    name: str
    translation: Translation
    node: Node
    forced: tuple[ForcedToken, ...]
    text: Text
    theme: Theme

    @property
    def step(self) -> int:
        """Counted from 1."""
        return self.node.step + 1

    @cached_property
    def trace(self) -> Trace:
        """What the step computed."""
        return self.translation.step_trace(self.node)

    @property
    def is_given(self) -> bool:
        """Whether the piece of this step is part of the beginning that was typed."""
        return self.step <= self.translation.given

    @property
    def start(self) -> str:
        """What opens the sentence that is written: </s> in our models."""
        return self.spell(self.translation.translator.config.start_id)

    @property
    def spell(self) -> Spelling:
        """A token to read."""
        return Spelling(self.translation.translator.tokenizer)


def show_sentences(shown: Shown, layer: int) -> None:
    """What is read, if anything, shaded by where the step looks in `layer`, and what is written."""
    translation, text, theme = shown.translation, shown.text, shown.theme
    caption = text("decoding.target_caption", start=markdown_escape(shown.start))
    if translation.source:
        looks = step_attention(shown.trace, "cross", layer, by_word=True)
        source = looked_at(translation.source, looks.mean.tolist(), theme)
        st.markdown(f"**{text('decoding.source_title')}**   {source}")
    else:
        caption = f"{caption} {text('decoding.given_caption', bar=markdown_escape(GIVEN_BAR))}"
    forced = {one.step for one in shown.forced}
    target = written(translation.tokens, shown.step, forced, shown.start, theme, given=translation.given)
    st.markdown(f"**{text('decoding.target_title')}**   {target}", help=caption)


def show_attention(shown: Shown) -> int:
    """Every head of a layer; the layer comes back."""
    text, step = shown.text, shown.step
    st.subheader(text("decoding.attention_title", step=step), anchor=False)
    picture = st.container()
    st.caption(text("decoding.attention_caption"))
    with st.container(horizontal=True, vertical_alignment="bottom"):
        kind = _choose_look(shown) if shown.translation.source else "decoder"
        layer = shown.translation.translator.config.n_decoder_layers
        if layer > 1:
            label, layers = text("decoding.layer"), range(1, layer + 1)
            layer = st.segmented_control(
                label, layers, default=layer, required=True, key="decoder_layer", bind="query-params"
            )
        by_piece = st.toggle(text("decoding.pieces"), key="pieces", bind="query-params")
    looks = step_attention(shown.trace, kind, layer - 1, by_word=not by_piece)
    word, weight = looks.strongest
    alt = text("decoding.attention_alt", step=step, word=word, weight=f"{weight:.2f}")
    with picture:
        session.show_figure(
            session.drawn(step_heatmap, looks, text=text, theme=shown.theme), key="step_attention", alt=alt
        )
    show_numbers("attention_numbers", text("decoding.numbers"), lambda: attention_table(looks, text))
    return layer - 1


def _choose_look(shown: Shown) -> Literal["cross", "decoder"]:
    """At the source, or at what is written."""
    text = shown.text
    cross = text("decoding.look_cross", **models.languages(shown.name))
    kinds = {"cross": cross, "decoder": text("decoding.look_decoder")}
    return cast(Literal["cross", "decoder"], address.choice(text("decoding.look"), kinds, key="look"))


def show_mask(shown: Shown) -> None:
    """What may be looked at."""
    text, step = shown.text, shown.step
    st.subheader(text("decoding.mask_title"), anchor=False)
    labels = [shown.start, *(shown.spell(token) for token in shown.translation.decoding.token_ids[:-1])]
    figure = session.drawn(causal_mask, labels, step, text=text, theme=shown.theme)
    session.show_figure(figure, key="causal_mask", alt=text("decoding.mask_alt", size=len(labels), step=step))
    st.caption(text("decoding.mask_caption"))


def show_tree(shown: Shown) -> None:
    """Everything the beam considered, and the sentences it finished."""
    text, decoding = shown.text, shown.translation.decoding
    st.subheader(text("decoding.tree_title"), anchor=False)
    st.caption(text("decoding.tree_caption"))
    figure = session.drawn(
        hypothesis_tree, decoding, shown.spell, step=shown.step, start=shown.start, text=text, theme=shown.theme
    )
    counts = {"nodes": len(decoding.nodes), "steps": len(decoding.steps)}
    best = {"winner": shown.translation.text, "score": f"{decoding.results[0][1]:.3f}"}
    alt = text("decoding.tree_alt", **counts, **best)
    session.show_figure(figure, key="hypothesis_tree", alt=alt, on_click=player.go_to)
    with st.container(horizontal=True):
        show_numbers("hypotheses", text("decoding.finished"), lambda: hypotheses_table(shown.translation, text))
        show_numbers("nodes", text("decoding.considered"), lambda: nodes_table(shown.translation, shown.spell, text))


def show_numbers(name: str, label: str, table: Callable[[], pd.DataFrame]) -> None:
    """A table that is made only when it is asked for."""
    popover = st.popover(label, key=name, on_change="rerun")
    if popover.open:
        with popover:
            show_table(table(), name)
