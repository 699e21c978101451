"""What changed in the probabilities: of the pronoun, and of the next token at a place that the reader picks."""

import streamlit as st

from model.analysis.effect import Effect
from model.decoding.forcing import Spelling
from pages import _address as address
from pages import _session as session
from pages._tables import table_on_request
from viz.probability_shift import probability_shift, pronoun_in_words, shift_table
from viz.pronouns import pronoun_bars


@session.part
def show_effect(effect: Effect) -> None:
    """Both, before and after, given the translation without interventions up to that place."""
    text, theme, spell = session.text(), session.current_theme(), _spelling(effect)
    if effect.pronoun:
        passes = {text("laboratory.before"): effect.pronoun.before, text("laboratory.after"): effect.pronoun.after}
        said = pronoun_in_words(effect.pronoun, text)
        session.show_figure(session.drawn(pronoun_bars, passes, text, theme), key="pronoun", alt=said)
        st.caption(said)
    place = _choose_place(effect)
    shifts = effect.shifts(place)
    distance, divergence = float(effect.total_variation[place]), float(effect.divergence[place])
    said = text("laboratory.shift_caption", distance=distance, divergence=divergence)
    picture = session.drawn(
        probability_shift,
        shifts,
        spell,
        written=effect.written[place],
        text=text,
        theme=theme,
    )
    session.show_figure(picture, key="shift", alt=said)
    st.caption(said)
    table_on_request(
        text("laboratory.shift_table"),
        lambda: shift_table(effect.shifts(place, 100), spell, text),
        "headlight-next-token",
        key="shift_numbers",
    )


def _choose_place(effect: Effect) -> int:
    text = session.text()
    spell = _spelling(effect)
    pieces = [spell(token) for token in effect.written]
    found = text("laboratory.found", name=f"{effect.place + 1}  {pieces[effect.place]}")
    places = range(effect.given, len(pieces))
    options = {f"{place + 1}-{pieces[place]}": f"{place + 1}  {pieces[place]}" for place in places}
    label, explained = text("laboratory.place"), text("laboratory.place_help")
    chosen = address.choice_or_found(label, options, found, key="place", help=explained)
    return effect.place if chosen is None else int(chosen.partition("-")[0]) - 1


def _spelling(effect: Effect) -> Spelling:
    return Spelling(effect.translation.translator.tokenizer)
