import streamlit as st

from model.decoding import Beam, Search
from model.decoding.forcing import hold, read_forced
from pages import _decoding_parts as parts
from pages import _player as player
from pages import _session as session
from pages._search import choose_kind, choose_search

text = session.text()


def stage(sentence: str, search: Search, ticking: bool) -> None:
    """Everything that changes from step to step; while it plays, only this runs."""
    with session.guarded():
        tokenizer = session.translator().tokenizer
        prefix, forced = hold(
            read_forced(player.forced_words(), tokenizer),
            lambda prefix: session.translation(sentence, search, prefix=prefix).decoding.token_ids,
        )
        player.keep_forced([one.label(tokenizer) for one in forced])
        translation = session.translation(sentence, search, prefix=prefix)
        path = translation.decoding.best
        player.keep_up(len(path))
        if player.is_playing() != ticking:
            st.rerun()  # only a run of the whole page starts or stops the clock
        step = choose_step(len(path))
        shown = parts.Shown(translation, path[step - 1], forced, text, session.current_theme())
        sentences = st.container()
        if not translation.complete:
            st.warning(text("decoding.incomplete", steps=len(path)))
        where, what, may = st.columns([11, 11, 8], gap="medium")
        with where:
            layer = parts.show_attention(shown)
        with what:
            parts.show_candidates(shown)
        with may:
            parts.show_mask(shown)
        with sentences:
            parts.show_sentences(shown, layer)
        if isinstance(search, Beam):
            parts.show_tree(shown)


def choose_step(steps: int) -> int:
    """The buttons and the scrubber."""
    row = st.container(horizontal=True, vertical_alignment="bottom")
    buttons = row.container(horizontal=True, width="content")
    with row:
        label = text("decoding.step", steps=steps)
        options = range(1, steps + 1)
        step = st.select_slider(label, options, key=player.STEP, on_change=player.pause, bind="query-params")
    with buttons:
        go_on = {"label": text("decoding.play"), "icon": ":material/play_arrow:"}
        stop = {"label": text("decoding.pause"), "icon": ":material/pause:"}
        step_button("previous", text("decoding.previous"), step - 1, disabled=step == 1)
        st.button(
            **stop if player.is_playing() else go_on,
            key="play",
            on_click=player.play_or_pause,
            args=(steps,),
            disabled=steps == 1,
        )
        step_button("next", text("decoding.next"), step + 1, disabled=step == steps)
    return step


def step_button(direction: str, label: str, step: int, *, disabled: bool) -> None:
    icon = f":material/skip_{direction}:"
    st.button(label, key=direction, icon=icon, on_click=player.go_to, args=(step,), disabled=disabled)


st.title(text("decoding.title"))
st.markdown(text("decoding.question"))
with st.container(horizontal=True, vertical_alignment="bottom"):
    sentence = session.sentence_input()
    kind = choose_kind()
search = choose_search(kind)
with session.guarded():
    session.show_unknown_characters(session.translator().read(sentence))
    player.open_sentence(sentence)
    playing = player.is_playing()
    st.fragment(stage, run_every=player.SECONDS_PER_STEP if playing else None)(sentence, search, playing)
