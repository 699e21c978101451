"""A player: which step of something is shown, and whether it moves on by itself.

The step belongs to a widget that is bound to the address bar; here it is changed from elsewhere. A page makes one
`Player` with the key of that widget, and a fragment that runs every `SECONDS_PER_STEP` while it plays:
`keep_up` in the fragment moves the step on, and `controls` shows the buttons and the scrubber.
"""

import time
from collections.abc import Callable, Hashable

import streamlit as st

from pages import _session as session

SECONDS_PER_STEP = 1.2


class Player:
    """The player whose step, counted from 1, stands in the widget and in the address bar under `key`."""

    def __init__(self, key: str) -> None:
        self.key = key
        self._playing = f"{key}_playing"
        self._next_move = f"{key}_next_move"  # on the clock of time.monotonic
        self._subject = f"{key}_subject"

    def open(self, subject: Hashable, first: int = 1) -> bool:
        """Start over at step `first`, and say so, where the subject is not the one that was played before.

        A link keeps its step.
        """
        is_new = st.session_state.get(self._subject, subject) != subject
        if is_new:
            self.go_to(first)
        st.session_state[self._subject] = subject
        return is_new

    def is_playing(self) -> bool:
        return bool(st.session_state.get(self._playing))

    def play_or_pause(self, steps: int, first: int = 1) -> None:
        """Start, from the first step where the last one is shown, or stop."""
        if self.is_playing():
            return self.pause()
        if st.session_state[self.key] >= steps:
            self.go_to(first)
        st.session_state[self._playing] = True
        self._wait()
        return None

    def pause(self) -> None:
        st.session_state[self._playing] = False

    def go_to(self, step: int) -> None:
        """Show a step and stop there."""
        self.pause()
        st.session_state[self.key] = step

    def keep_up(self, steps: int) -> None:
        """Keep the step within the subject and, while playing, move on when it is time; at the end stop."""
        if self.key not in st.session_state:
            return
        step = min(st.session_state[self.key], steps)
        if self.is_playing() and step < steps and time.monotonic() >= st.session_state[self._next_move]:
            step += 1
            self._wait()
        if step == steps:
            self.pause()
        st.session_state[self.key] = step

    def controls(self, steps: int, label: str, name: Callable[[int], str] = str, *, first: int = 1) -> int:
        """The buttons and the scrubber, whose steps are shown by `name`; the step comes back.

        `first` is where playing starts, and the step that the address bar leaves out.
        """
        text = session.text()
        row = st.container(horizontal=True, vertical_alignment="bottom")
        buttons = row.container(horizontal=True, width="content")
        with row:
            step = st.select_slider(
                label,
                range(1, steps + 1),
                first,
                key=self.key,
                format_func=name,
                on_change=self.pause,
                bind="query-params",
            )
        with buttons:
            go_on = {"label": text("decoding.play"), "icon": ":material/play_arrow:"}
            stop = {"label": text("decoding.pause"), "icon": ":material/pause:"}
            self._step_button("previous", text("decoding.previous"), step - 1, disabled=step == 1)
            st.button(
                **stop if self.is_playing() else go_on,
                key="play",
                on_click=self.play_or_pause,
                args=(steps, first),
                disabled=steps == 1,
            )
            self._step_button("next", text("decoding.next"), step + 1, disabled=step == steps)
        return step

    def _step_button(self, direction: str, label: str, step: int, *, disabled: bool) -> None:
        icon = f":material/skip_{direction}:"
        st.button(label, key=direction, icon=icon, on_click=self.go_to, args=(step,), disabled=disabled)

    def _wait(self) -> None:
        # Less than the whole time: the browser's timer may come early. It is there to tell its calls from others.
        st.session_state[self._next_move] = time.monotonic() + 0.7 * SECONDS_PER_STEP
