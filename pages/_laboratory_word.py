"""The tool of the laboratory that removes a word: nothing may look at it any more."""

import streamlit as st

from model.analysis.effect import Effect
from model.coreference import find_roles
from model.interventions.editing import Interventions, word_removed
from pages import _session as session
from pages._laboratory_choices import choose_place, choose_stack, toggle_button, with_numbers


def remove_word(effect: Effect, done: Interventions) -> None:
    """The word, of the sentence or of what the decoder reads, and the button that removes it or puts it back."""
    text, config = session.text(), effect.translation.translator.config
    with st.container(horizontal=True, vertical_alignment="bottom"):
        stack = choose_stack([kind for kind in ("encoder", "decoder") if effect.before.attention(kind)])
        tokens = effect.before.tokens(stack)[0]
        opening = int(stack == "decoder")  # the first token of a decoder sees nothing but itself
        names, first = with_numbers(tokens.words, tokens)[opening:], find_roles(tokens).antecedent
        found = None if first is None else max(0, first - opening)
        word = opening + choose_place(text("laboratory.word"), names, tokens.words[opening:], found, "removed")
        cuts = word_removed(stack, tokens, word, config)
        label = text("laboratory.put_back" if all(cut in done for cut in cuts) else "laboratory.remove")
        toggle_button(label, cuts, effect, key="remove")
    st.caption(text("laboratory.word_caption"))
