"""What changed in the probabilities: of the pronoun, and of the next token at a place that the reader picks."""

import streamlit as st

from model.analysis.effect import Effect
from model.decoding.forcing import piece_label
from pages import _address as address
from pages import _session as session
from pages._tables import table_on_request
from viz.probability_shift import probability_shift, pronoun_in_words, shift_table
from viz.pronouns import pronoun_bars


@session.part
def show_effect(effect: Effect) -> None:
    """Both, before and after, given the translation without interventions up to that place."""
    text, theme = session.text(), session.current_theme()
    if effect.pronoun:
        passes = {text("laboratory.before"): effect.pronoun.before, text("laboratory.after"): effect.pronoun.after}
        said = pronoun_in_words(effect.pronoun, text)
        session.show_figure(pronoun_bars(passes, text, theme), key="pronoun", alt=said)
        st.caption(said)
    place = _choose_place(effect)
    shifts = effect.shifts(place)
    distance, divergence = float(effect.total_variation[place]), float(effect.divergence[place])
    said = text("laboratory.shift_caption", distance=distance, divergence=divergence)
    picture = probability_shift(
        shifts, lambda token: _spell(effect, token), written=effect.written[place], text=text, theme=theme
    )
    session.show_figure(picture, key="shift", alt=said)
    st.caption(said)
    table_on_request(
        text("laboratory.shift_table"),
        lambda: shift_table(effect.shifts(place, 100), lambda token: _spell(effect, token), text),
        "headlight-next-token",
        key="shift_numbers",
    )


def _choose_place(effect: Effect) -> int:
    text = session.text()
    pieces = [_spell(effect, token) for token in effect.written]
    found = text("laboratory.found", name=f"{effect.place + 1}  {pieces[effect.place]}")
    places = range(effect.given, len(pieces))
    options = {f"{place + 1}-{pieces[place]}": f"{place + 1}  {pieces[place]}" for place in places}
    label, explained = text("laboratory.place"), text("laboratory.place_help")
    chosen = address.choice_or_found(label, options, found, key="place", help=explained)
    return effect.place if chosen is None else int(chosen.partition("-")[0]) - 1


def _spell(effect: Effect, token: int) -> str:
    return piece_label(effect.translation.translator.tokenizer.piece(token))
