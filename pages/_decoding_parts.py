"""The parts of the decoding page: what one step reads, writes, looks at, considers and may see."""

from collections.abc import Callable
from dataclasses import dataclass

import pandas as pd
import streamlit as st

from model.decoding import Node, Sample
from model.decoding.candidates import candidates
from model.decoding.forcing import ForcedToken, piece_label
from model.decoding.step_attention import step_attention
from model.tokenizer import END
from model.translator import Translation
from pages import _player as player
from pages import _session as session
from viz.causal_mask import causal_mask
from viz.decoding_tables import attention_table, candidates_table, hypotheses_table, nodes_table
from viz.hypothesis_tree import hypothesis_tree
from viz.next_tokens import next_tokens
from viz.running_text import looked_at, written
from viz.step_attention import step_heatmap
from viz.text import Text, markdown_escape
from viz.theme import Theme

_OFFERED = 50  # pieces that can be forced from the list; ten of them are bars


@dataclass(frozen=True)
class Shown:
    """What the page shows: a step (`node`) of a translation, and the words that the reader forced into it."""

    translation: Translation
    node: Node
    forced: tuple[ForcedToken, ...]
    text: Text
    theme: Theme

    @property
    def step(self) -> int:
        """Counted from 1."""
        return self.node.step + 1

    def spell(self, token: int) -> str:
        """A token to read."""
        return piece_label(self.translation.translator.tokenizer.piece(token))


def show_sentences(shown: Shown, layer: int) -> None:
    """What is read, shaded by where the step looks in `layer`, and what is written."""
    translation, text, theme = shown.translation, shown.text, shown.theme
    looks = step_attention(translation.step_trace(shown.node), "cross", layer, by_word=True)
    st.markdown(f"**{text('decoding.source_title')}**   {looked_at(translation.source, looks.mean.tolist(), theme)}")
    target = written(translation.tokens, shown.step, {one.step for one in shown.forced}, END, theme)
    caption = text("decoding.target_caption", start=markdown_escape(END))
    st.markdown(f"**{text('decoding.target_title')}**   {target}", help=caption)


def show_attention(shown: Shown) -> int:
    """Every head of a layer; the layer comes back."""
    text, step = shown.text, shown.step
    st.subheader(text("decoding.attention_title", step=step), anchor=False)
    picture = st.container()
    st.caption(text("decoding.attention_caption"))
    with st.container(horizontal=True, vertical_alignment="bottom"):
        kinds = {"cross": text("decoding.look_cross"), "decoder": text("decoding.look_decoder")}
        kind = session.choice(text("decoding.look"), kinds, key="look")
        layer = shown.translation.translator.config.n_decoder_layers
        if layer > 1:
            label, layers = text("decoding.layer"), range(1, layer + 1)
            layer = st.segmented_control(
                label, layers, default=layer, required=True, key="decoder_layer", bind="query-params"
            )
        by_piece = st.toggle(text("decoding.pieces"), key="pieces", bind="query-params")
    looks = step_attention(shown.translation.step_trace(shown.node), kind, layer - 1, by_word=not by_piece)
    word, weight = looks.strongest
    alt = text("decoding.attention_alt", step=step, word=word, weight=f"{weight:.2f}")
    with picture:
        session.show_figure(step_heatmap(looks, text=text, theme=shown.theme), key="step_attention", alt=alt)
    show_numbers("attention_numbers", text("decoding.numbers"), lambda: attention_table(looks, text))
    return layer - 1


def show_candidates(shown: Shown) -> None:
    """The most probable next pieces; a click, or a choice from the list, forces one."""
    text, step, node, search = shown.text, shown.step, shown.node, shown.translation.search
    tokenizer = shown.translation.translator.tokenizer
    st.subheader(text("decoding.candidates_title"), anchor=False)
    log_probabilities = shown.translation.decoding.steps[node.step].log_probabilities[node.row]
    offered = candidates(log_probabilities, search, chosen=node.token, count=_OFFERED)
    bars = candidates(log_probabilities, search, chosen=node.token)
    labels = {one.token: ForcedToken(step, one.token).label(tokenizer) for one in offered}
    forced = step in {one.step for one in shown.forced}
    figure = next_tokens(bars, shown.spell, chosen=node.token, forced=forced, text=text, theme=shown.theme)
    best, chosen = shown.spell(bars[0].token), shown.spell(node.token)
    probability = f"{bars[0].probability:.3f}"
    alt = text("decoding.candidates_alt", step=step, word=best, probability=probability, chosen=chosen)
    session.show_figure(figure, key="next_tokens", alt=alt, on_click=lambda token: player.force(labels[token]))
    is_drawn = isinstance(search, Sample)
    st.caption(text("decoding.sampling_caption") if is_drawn else text("decoding.candidates_caption"))
    st.multiselect(
        text("decoding.force"),
        list(dict.fromkeys([*(one.label(tokenizer) for one in shown.forced), *labels.values()])),
        key=player.FORCED,
        placeholder=text("decoding.force_placeholder", step=step),
        help=text("decoding.force_help"),
        on_change=player.pause,
        select_all=False,
        bind="query-params",
    )
    show_numbers("candidates_numbers", text("decoding.numbers"), lambda: candidates_table(offered, shown.spell, text))


def show_mask(shown: Shown) -> None:
    """What may be looked at."""
    text, step = shown.text, shown.step
    st.subheader(text("decoding.mask_title"), anchor=False)
    labels = [END, *(shown.spell(token) for token in shown.translation.decoding.token_ids[:-1])]
    figure = causal_mask(labels, step, text=text, theme=shown.theme)
    session.show_figure(figure, key="causal_mask", alt=text("decoding.mask_alt", size=len(labels), step=step))
    st.caption(text("decoding.mask_caption"))


def show_tree(shown: Shown) -> None:
    """Everything the beam considered, and the translations it finished."""
    text, decoding = shown.text, shown.translation.decoding
    st.subheader(text("decoding.tree_title"), anchor=False)
    st.caption(text("decoding.tree_caption"))
    figure = hypothesis_tree(decoding, shown.spell, step=shown.step, start=END, text=text, theme=shown.theme)
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
            numbers = table()
            st.dataframe(numbers, hide_index=True)
            download = session.text()("decoding.download")
            st.download_button(download, numbers.to_csv(index=False), f"{name}.csv", "text/csv")
