"""The tool of the laboratory that takes a part of another sentence."""

import streamlit as st

from model.analysis.alignment import align
from model.analysis.effect import Effect
from model.analysis.head_effects import HeadEffects
from model.interventions import HeadTaken, StreamTaken
from model.interventions.editing import Interventions, word_taken
from model.tokens import Tokens
from model.trace import StackName, asking_stack
from model.translator import Translation
from pages import _address as address
from pages import _models as models
from pages import _results as results
from pages import _session as session
from pages._laboratory_choices import choose_head, choose_kind, choose_place, choose_stack, toggle_button, with_numbers
from viz.laboratory_names import OUT, stream_places
from viz.text import markdown_escape


def take_from_another(name: str, effect: Effect, effects: HeadEffects, done: Interventions) -> None:
    """The other sentence, what is taken of it and where, and the button that takes it or puts it back."""
    text = session.text()
    with st.container(horizontal=True, vertical_alignment="bottom"):
        sentence = models.other_sentence_input(name, text("laboratory.other_sentence")).strip()
        whats = {what: text(f"laboratory.taken_{what}") for what in ("stream", "head")}
        what = address.choice(text("laboratory.taken"), whats, key="taken")
        kinds = list(effects.changes)
        kind = choose_kind(kinds) if what == "head" else choose_stack(kinds)
    with session.guarded():
        other = results.translation(sentence, name=name)
        here, there = effect.before.tokens(kind)[0], _read(other, asking_stack(kind))
        with st.container(horizontal=True, vertical_alignment="bottom"):
            if what == "stream":
                changes = _stream(effect, asking_stack(kind), here, there, sentence)
            else:
                changes = (HeadTaken(*choose_head(effects, kind), sentence),)
            missing = _missing(changes, here, there, asking_stack(kind))
            label = text("laboratory.put_back" if all(change in done for change in changes) else "laboratory.take")
            toggle_button(label, () if missing else changes, effect, key="take")
        if missing:
            st.info(missing)
        st.caption(text("laboratory.other_caption", written=markdown_escape(other.text)))


def _read(other: Translation, stack: StackName) -> Tokens:
    """The tokens of the other sentence in a stack: what a language model has written after it takes no part."""
    if stack == "encoder" or other.source is None:
        return other.typed
    return other.trace.tokens("decoder")[0]


def _stream(effect: Effect, stack: StackName, here: Tokens, there: Tokens, sentence: str) -> Interventions:
    """A word, at first one that the other sentence has not, and the layer that its stream enters."""
    text, config = session.text(), effect.translation.translator.config
    first = next(iter(align(here.words, there.words).changed(0)), None)
    word = choose_place(text("laboratory.taken_word"), with_numbers(here.words, here), here.words, first, "taken_word")
    n_layers = config.n_encoder_layers if stack == "encoder" else config.n_decoder_layers
    names = stream_places(stack, n_layers, text)
    place = address.choice(text("laboratory.taken_at"), names, key="taken_at", dropdown=True)
    return word_taken(stack, here, word, None if place == OUT else int(place) - 1, sentence)


def _missing(changes: Interventions, here: Tokens, there: Tokens, stack: StackName) -> str:
    """What the other sentence lacks for these changes; empty where it has it all."""
    text = session.text()
    if stack == "encoder" and len(here) != len(there):
        return text("errors.not_parallel", first=len(here), second=len(there))
    if any(isinstance(one, StreamTaken) and one.token >= len(there) for one in changes):
        return text("laboratory.no_such_token", n=len(there))
    return ""
