import streamlit as st

from model.analysis.alignment import align
from model.analysis.effect import Effect
from model.interventions import parse, to_text
from model.interventions.editing import Interventions
from model.translator import Translation
from pages import _interventions as interventions
from pages import _models as models
from pages import _results as results
from pages import _session as session
from pages._laboratory_board import choose_switching, show_switchboard
from pages._laboratory_effect import show_effect
from pages._laboratory_tools import show_tools
from viz.changed_text import with_gone, with_new

text = session.text()
theme = session.current_theme()


def show_sentences(plain: Translation, changed: Translation | None, *, anything: bool) -> None:
    """What the model writes by itself, and below it what it writes with the interventions, if `anything` is asked."""
    gone, new = (), ()
    if changed:
        words = align(plain.tokens.words, changed.tokens.words)
        gone, new = words.changed(0), words.changed(1)
    for label, translation, shown in (
        ("without", plain, with_gone(plain.tokens, gone, theme)),
        ("with", changed, with_new(changed.tokens, new, theme) if changed else ""),
    ):
        if translation:
            cut_off = "" if translation.complete else f"   {text('laboratory.unfinished')}"
            shown = shown or text("laboratory.wrote_nothing")
            st.markdown(f"**{text(f'laboratory.{label}')}**   {shown}{cut_off}")
    if not anything:
        st.caption(text("laboratory.nothing_yet"))
    elif changed:
        same = not (gone or new)
        st.caption(text("laboratory.same") if same else text("laboratory.changed", gone=len(gone), new=len(new)))


def show_changes(sentence: str, effect: Effect, done: Interventions, intervene: str) -> None:
    """The switchboard beside the probabilities that changed, and the finer tools; `intervene` is what took effect."""
    board, probabilities = st.columns([6, 5], gap="medium")
    with board:
        how, base = choose_switching(intervene)
        with st.spinner(text("app.working")):
            effects = results.head_effects(sentence, name, how, base)
        show_switchboard(effects, effect, done)
    with probabilities:
        show_effect(effect)
    show_tools(name, effect, effects, done)


@session.part
def show_laboratory() -> None:
    """A sentence and interventions, and what comes of them."""
    left, right = st.columns([4, 5])
    with left:
        sentence = models.sentence_input(name)
    with right:
        written = interventions.interventions_input()
    plain = results.translation(sentence, name=name)
    session.show_unknown_characters(plain.typed)
    changed, done, effect = None, None, results.effect(sentence, name, "")
    with session.guarded():
        done = parse(written, plain.translator.config)
        if done:
            with st.spinner(text("app.working")):
                changed = results.translation(sentence, name=name, intervene=to_text(done))
                effect = results.effect(sentence, name, to_text(done))
    show_sentences(plain, changed, anything=bool(written))
    if done is not None:
        show_changes(sentence, effect, done, to_text(done) if changed else "")


name = models.title_with_model("laboratory", text("laboratory.title"), about=text("laboratory.question"))
show_laboratory()
st.caption(text("laboratory.honest"))
