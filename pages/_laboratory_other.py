"""The tool of the laboratory that takes a part of another sentence."""

import streamlit as st

from model.analysis.alignment import align
from model.analysis.effect import Effect
from model.analysis.head_effects import HeadEffects
from model.interventions import HeadTaken
from model.interventions.editing import Interventions, word_taken
from model.tokens import Tokens
from pages import _address as address
from pages import _models as models
from pages import _session as session
from pages._laboratory_choices import choose_head, choose_place, toggle_button, with_numbers
from viz.laboratory_names import OUT, stream_places
from viz.text import markdown_escape


def take_from_another(name: str, effect: Effect, effects: HeadEffects, done: Interventions) -> None:
    """The other sentence, what is taken of it and where, and the button that takes it or puts it back."""
    text, source = session.text(), effect.before.tokens("encoder")[0]
    with st.container(horizontal=True, vertical_alignment="bottom"):
        sentence = models.other_sentence_input(name, text("laboratory.other_sentence")).strip()
        whats = {what: text(f"laboratory.taken_{what}") for what in ("stream", "head")}
        what = address.choice(text("laboratory.taken"), whats, key="taken")
    with session.guarded():
        other = session.translation(sentence, name=name)
        fits = len(other.typed) == len(source)
        with st.container(horizontal=True, vertical_alignment="bottom"):
            if what == "stream":
                changes = _stream(effect, source, other.typed)
            else:
                place, head = choose_head(effects, "encoder")
                changes = (HeadTaken(place, head, sentence),)
            label = text("laboratory.put_back" if all(change in done for change in changes) else "laboratory.take")
            toggle_button(label, changes if fits else (), effect, key="take")
        if not fits:
            st.info(text("errors.not_parallel", first=len(source), second=len(other.typed)))
        st.caption(text("laboratory.other_caption", written=markdown_escape(other.text)))


def _stream(effect: Effect, source: Tokens, other: Tokens) -> Interventions:
    """A word, at first one that the other sentence has not, and the layer that its stream enters."""
    text = session.text()
    first = next(iter(align(source.words, other.words).changed(0)), None)
    word = choose_place(
        text("laboratory.taken_word"), with_numbers(source.words, source), source.words, first, "taken_word"
    )
    names = stream_places(effect.translation.translator.config.n_encoder_layers, text)
    place = address.choice(text("laboratory.taken_at"), names, key="taken_at", dropdown=True)
    return word_taken(source, word, None if place == OUT else int(place) - 1, other.text.strip())
