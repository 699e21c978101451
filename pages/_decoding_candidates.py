"""What a step of the decoding page had to choose from, and the words that the reader forces."""

import streamlit as st

from model.decoding import Sample
from model.decoding.candidates import candidates
from model.decoding.forcing import ForcedToken
from pages import _session as session
from pages._decoding_parts import Shown, show_numbers
from pages._forced_words import FORCED, force, player
from viz.decoding_tables import candidates_table
from viz.next_tokens import next_tokens

_OFFERED = 50  # pieces that can be forced from the list; ten of them are bars


def show_candidates(shown: Shown) -> None:
    """The most probable next pieces; a click, or a choice from the list, forces one."""
    text, step, node, search = shown.text, shown.step, shown.node, shown.translation.search
    st.subheader(text("decoding.candidates_title"), anchor=False)
    log_probabilities = shown.translation.decoding.steps[node.step].log_probabilities[node.row]
    offered = candidates(log_probabilities, search, chosen=node.token, count=_OFFERED)
    bars = candidates(log_probabilities, search, chosen=node.token)
    labels = {} if shown.is_given else {one.token: _label(shown, ForcedToken(step, one.token)) for one in offered}
    why = "given" if shown.is_given else "forced" if step in {one.step for one in shown.forced} else "chosen"
    figure = session.drawn(next_tokens, bars, shown.spell, chosen=node.token, why=why, text=text, theme=shown.theme)
    best, chosen = shown.spell(bars[0].token), shown.spell(node.token)
    probability = f"{bars[0].probability:.3f}"
    alt = text("decoding.candidates_alt", step=step, word=best, probability=probability, chosen=chosen)
    on_click = None if shown.is_given else lambda token: force(labels[token])
    session.show_figure(figure, key="next_tokens", alt=alt, on_click=on_click)
    if shown.is_given:
        st.caption(text("decoding.given_candidates_caption"))
    elif isinstance(search, Sample):
        st.caption(text("decoding.sampling_caption"))
    else:
        st.caption(text("decoding.candidates_caption"))
    st.multiselect(
        text("decoding.force"),
        list(dict.fromkeys([*(_label(shown, one) for one in shown.forced), *labels.values()])),
        key=FORCED,
        placeholder=text("decoding.force_given" if shown.is_given else "decoding.force_placeholder", step=step),
        help=text("decoding.force_help"),
        on_change=player.pause,
        select_all=False,
        bind="query-params",
    )
    show_numbers("candidates_numbers", text("decoding.numbers"), lambda: candidates_table(offered, shown.spell, text))


def _label(shown: Shown, forced: ForcedToken) -> str:
    return forced.label(shown.translation.translator.tokenizer)
