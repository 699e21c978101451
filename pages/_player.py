"""The player of the decoding page: which step is shown, whether it moves on by itself, and the words that were forced.

The step and the forced words belong to widgets that are bound to the address bar; here they are changed from elsewhere.
"""

import time
from collections.abc import Sequence

import streamlit as st

STEP = "step"
FORCED = "forced"
SECONDS_PER_STEP = 1.2
_PLAYING = "playing"
_NEXT_MOVE = "next_move"  # on the clock of time.monotonic
_SUBJECT = "played_sentence"


def open_sentence(sentence: str) -> None:
    """Start over where the sentence is not the one that was played before; a link keeps its step and forced words."""
    if st.session_state.get(_SUBJECT, sentence) != sentence:
        pause()
        go_to(1)
        st.session_state[FORCED] = []
    st.session_state[_SUBJECT] = sentence


def is_playing() -> bool:
    return bool(st.session_state.get(_PLAYING))


def play_or_pause(steps: int) -> None:
    """Start, from the first step where the last one is shown, or stop."""
    if is_playing():
        return pause()
    if st.session_state[STEP] >= steps:
        go_to(1)
    st.session_state[_PLAYING] = True
    _wait()
    return None


def pause() -> None:
    st.session_state[_PLAYING] = False


def go_to(step: int) -> None:
    """Show a step and stop there."""
    pause()
    st.session_state[STEP] = step


def keep_up(steps: int) -> None:
    """Keep the step within the sentence and, while playing, move on when it is time; at the end stop."""
    if STEP not in st.session_state:
        return
    step = min(st.session_state[STEP], steps)
    if is_playing() and step < steps and time.monotonic() >= st.session_state[_NEXT_MOVE]:
        step += 1
        _wait()
    if step == steps:
        pause()
    st.session_state[STEP] = step


def forced_words() -> Sequence[str]:
    """The forced words, as they are written in the address bar."""
    return st.session_state.get(FORCED, st.query_params.get_all(FORCED))


def keep_forced(words: Sequence[str]) -> None:
    """Leave only these of the forced words."""
    if FORCED in st.session_state and list(words) != st.session_state[FORCED]:
        st.session_state[FORCED] = list(words)


def force(word: str) -> None:
    """Force one more word."""
    pause()
    st.session_state[FORCED] = [*forced_words(), word]


def _wait() -> None:
    # Less than the whole time: the browser's timer may come a little early. It is there to tell its calls from others.
    st.session_state[_NEXT_MOVE] = time.monotonic() + 0.7 * SECONDS_PER_STEP
