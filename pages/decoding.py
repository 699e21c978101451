import streamlit as st

from model.decoding import Beam, Search
from model.decoding.forcing import hold, read_forced
from pages import _decoding_parts as parts
from pages import _forced_words as forced_words
from pages import _loaded as loaded
from pages import _models as models
from pages import _results as results
from pages import _session as session
from pages._decoding_candidates import show_candidates
from pages._forced_words import player
from pages._player import SECONDS_PER_STEP
from pages._search import choose_kind, choose_search

text = session.text()


def stage(name: str, sentence: str, search: Search, given: int, ticking: bool) -> None:
    """Everything that changes from step to step; while it plays, only this runs."""
    with session.guarded():
        tokenizer = loaded.translator(name).tokenizer
        prefix, forced = hold(
            read_forced(forced_words.forced_words(), tokenizer),
            lambda prefix: results.translation(sentence, search, name, prefix).decoding.token_ids,
            given=given,
        )
        forced_words.keep_forced([one.label(tokenizer) for one in forced])
        translation = results.translation(sentence, search, name, prefix)
        path = translation.decoding.best
        player.keep_up(len(path))
        if player.is_playing() != ticking:
            st.rerun()  # only a run of the whole page starts or stops the clock
        step = player.controls(len(path), text("decoding.step", steps=len(path)), first=given + 1)
        shown = parts.Shown(name, translation, path[step - 1], forced, text, session.current_theme())
        sentences = st.container()
        if not translation.complete:
            st.warning(text("decoding.incomplete", steps=len(path)))
        where, what, may = st.columns([11, 11, 8], gap="medium")
        with where:
            layer = parts.show_attention(shown)
        with what:
            show_candidates(shown)
        with may:
            parts.show_mask(shown)
        with sentences:
            parts.show_sentences(shown, layer)
        if isinstance(search, Beam):
            parts.show_tree(shown)


name = models.title_with_model("decoding", text("decoding.title"), text("decoding.title_continuing"))
st.markdown(text("decoding.question"))
with st.container(horizontal=True, vertical_alignment="bottom"):
    sentence = models.sentence_input(name)
    kind = choose_kind()
search = choose_search(kind)
with session.guarded():
    opening = results.translation(sentence, search, name)
    session.show_unknown_characters(opening.typed)
    forced_words.open_sentence((name, sentence), first=opening.given + 1)
    playing = player.is_playing()
    st.fragment(stage, run_every=SECONDS_PER_STEP if playing else None)(name, sentence, search, opening.given, playing)
