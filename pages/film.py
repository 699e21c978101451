import streamlit as st

from pages import _film_parts as parts
from pages import _films as films
from pages import _session as session
from pages._film_parts import Screening, player
from pages._player import SECONDS_PER_STEP
from viz.film_strip import tokens_name

text = session.text()


def stage(screening: Screening, ticking: bool) -> None:
    """Everything that changes from snapshot to snapshot; while it plays, only this runs."""
    steps = len(screening.film)
    player.keep_up(steps)
    if player.is_playing() != ticking:
        st.rerun()  # only a run of the whole page starts or stops the clock
    names = [tokens_name(tokens) for tokens in screening.tokens]
    with st.container(gap="xsmall"):
        frame = player.controls(steps, text("film.frame"), lambda step: names[step - 1]) - 1
        reading, theme = screening.readings[frame], session.current_theme()
        parts.show_strip(screening, frame, theme)
        sentence, training = st.columns([5, 4], gap="large")
    with sentence.container(gap="xsmall"):
        parts.show_sentences(reading, theme)
        parts.show_choice(reading, theme)
        parts.show_grid(reading, theme)
    with training.container(gap="xsmall"):
        parts.show_curves(screening.film, frame, theme)


st.title(text("film.title"))
with session.guarded():
    film = films.film()
    st.markdown(text("film.question", frames=len(film)))
    asked, shown = parts.choose_sentences(film)
    screening = parts.screen(film, asked, shown)
    parts.show_story(screening)
    playing = player.is_playing()
    st.fragment(stage, run_every=SECONDS_PER_STEP if playing else None)(screening, playing)
    parts.show_about(film)
    parts.show_numbers(screening)
