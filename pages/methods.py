import streamlit as st
from streamlit.delta_generator import DeltaGenerator

from model.analysis.attribution import (
    MOST_TOKENS,
    TOLERANCE,
    Attribution,
    Method,
    applicable,
)
from model.translator import Translation
from pages import _methods_parts as parts
from pages import _models as models
from pages import _results as results
from pages import _session as session
from pages._tables import table_on_request
from viz.attribution_agreement import agreement_figure, agreement_in_words
from viz.attribution_credit import credit_description, credit_figure
from viz.attribution_tables import agreement_table, credit_table, lens_table
from viz.logit_lens import lens_description, lens_figure

text = session.text()
theme = session.current_theme()


def show_credit(found: tuple[Attribution, ...], able: tuple[Method, ...]) -> None:
    """One row of words for each method that could answer, and whether the integrated gradients are complete."""
    st.markdown(f"**{text('methods.credit_title')}**")
    figure = session.drawn(credit_figure, found, text, theme)
    session.show_figure(figure, key="credit", alt=credit_description(found, text))
    notes = [text("methods.credit_caption")]
    error = next((one.error for one in found if one.error is not None), None)
    if error is not None:
        notes.append(text("methods.complete" if error <= TOLERANCE else "methods.incomplete", error=error))
    if "flow" not in able:
        notes.append(text("methods.no_flow", most=MOST_TOKENS))
    st.caption("  \n".join(notes))


def show_agreement(found: tuple[Attribution, ...]) -> None:
    """How far the methods agree with each other, and each of them with what was measured."""
    agreed = results.agreed(found)
    says = agreement_in_words(agreed, text)
    st.markdown(f"**{text('methods.agreement_title')}**")
    session.show_figure(
        session.drawn(agreement_figure, agreed, text, theme), key="agreement", alt=says.replace("*", "")
    )
    st.caption(f"{says}  \n{text('methods.agreement_caption')}")
    table_on_request(
        text("methods.agreement_table"),
        lambda: agreement_table(agreed, text),
        "headlight-agreement",
        key="agreement_numbers",
    )


@session.part
def show_lens(asked: parts.Asked) -> None:
    """When the word became what the decoder would write."""
    lens = results.lens(asked.question)
    st.subheader(text("methods.lens_title"), anchor=False)
    st.caption(text("methods.lens_caption"))
    figure = session.drawn(lens_figure, lens, asked.spell, text, theme)
    session.show_figure(figure, key="lens", alt=lens_description(lens, asked.spell, text))
    table_on_request(
        text("methods.lens_table"),
        lambda: lens_table(lens, asked.spell, text),
        "headlight-logit-lens",
        key="lens_numbers",
    )


@session.part
def ask_and_answer(name: str) -> None:
    """A sentence, the question beside it, and everything that follows from both."""
    left, right = st.columns([5, 7])
    with left:
        sentence = models.sentence_input(name)
    translation = results.translation(sentence, name=name)
    session.show_unknown_characters(translation.typed)
    answer(sentence, translation, right.container(horizontal=True, vertical_alignment="bottom"))


@session.part
def answer(sentence: str, translation: Translation, question: DeltaGenerator) -> None:
    """What the methods answer to what is chosen on the place of the `question`."""
    with question:
        asked = parts.choose(sentence, translation, name)
    st.markdown(parts.why(asked, translation, text))
    able = applicable(asked.question)
    found = parts.attributions(asked, able)
    left, right = st.columns([5, 3], gap="medium")
    with left:
        show_credit(found, able)
        table_on_request(text("methods.table"), lambda: credit_table(found, text), "headlight-attribution")
    with right:
        show_agreement(found)
    show_lens(asked)


name = models.title_with_model("methods", text("methods.title"))
st.markdown(text("methods.question"))
ask_and_answer(name)
st.subheader(text("methods.cards_title"), anchor=False)
parts.show_cards(text)
