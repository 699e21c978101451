"""The player of the decoding page, and the words that were forced.

The forced words belong to a widget that is bound to the address bar; here they are changed from elsewhere.
"""

from collections.abc import Hashable, Sequence

import streamlit as st

from pages._player import Player

FORCED = "forced"
player = Player("step")


def open_sentence(sentence: Hashable, first: int) -> None:
    """Start over at step `first` where the sentence is not the one that was played before.

    A link keeps its step and forced words.
    """
    if player.open(sentence, first):
        st.session_state[FORCED] = []


def forced_words() -> Sequence[str]:
    """The forced words, as they are written in the address bar."""
    return st.session_state.get(FORCED, st.query_params.get_all(FORCED))


def keep_forced(words: Sequence[str]) -> None:
    """Leave only these of the forced words."""
    if FORCED in st.session_state and list(words) != st.session_state[FORCED]:
        st.session_state[FORCED] = list(words)


def force(word: str) -> None:
    """Force one more word."""
    player.pause()
    st.session_state[FORCED] = [*forced_words(), word]
