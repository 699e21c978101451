"""The two sides of the compare page: what is compared, what each side is asked, and what it wrote."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Literal, cast

import streamlit as st

from model.analysis.comparison import Comparison
from model.analysis.suggestion import suggested_intervention
from model.tokens import Tokens
from model.translator import Translation
from pages import _address as address
from pages import _models as models
from pages import _results as results
from pages import _session as session
from pages._results import Asked
from viz.comparison import change_marks
from viz.marked_text import marked
from viz.text import markdown_escape

Mode = Literal["sentences", "models", "intervention"]
MODES: tuple[Mode, ...] = ("sentences", "models", "intervention")


@dataclass(frozen=True, eq=False)
class Sides:
    """What is compared, and what each side is called (plain text)."""

    mode: Mode
    names: tuple[str, str]
    comparison: Comparison


def choose_mode() -> Mode:
    text = session.text()
    shown = {mode: text(f"compare.mode_{mode}") for mode in MODES}
    return cast(Mode, address.choice(text("compare.mode"), shown, key="compare_mode"))


def read_sides(mode: Mode, name: str) -> Sides | None:
    """Ask both sides and show what they wrote; None where one of them cannot be read."""
    text = session.text()
    left, right = st.columns(2, gap="large")
    with left:
        label = text("compare.sentence_n", n=1) if mode == "sentences" else None
        first = Asked(models.sentence_input(name, label), name)  # the first sentence is that of the other pages
        opening = _translation(first)
    with right:
        second = _ask_second(mode, first, opening)
        other = _translation(second) if second and (opening or mode == "sentences") else None
    names = _names(mode, first, second)
    comparison = results.comparison(first, second) if second and opening and other else None
    for side, place, translation in ((0, left, opening), (1, right, other)):
        if translation:
            marks = change_marks(comparison.written, side, session.current_theme()) if comparison else {}
            with place:
                _show_written(translation, names[side], marks)
    return Sides(mode, names, comparison) if comparison else None


def _translation(asked: Asked) -> Translation | None:
    """What the model makes of it, with what it could not read said; None, and the reason said, where it cannot."""
    with session.guarded():
        translation = results.translation(asked.sentence, name=asked.model, intervene=asked.intervene)
        session.show_unknown_characters(translation.typed)
        return translation
    return None


def _ask_second(mode: Mode, first: Asked, opening: Translation | None) -> Asked | None:
    text = session.text()
    match mode:
        case "sentences":
            return Asked(models.other_sentence_input(first.model, text("compare.sentence_n", n=2)), first.model)
        case "models":
            others = models.others(first.model)
            if not others:
                st.info(text("compare.no_other_model"))
                return None
            shown = {name: models.label(name, text) for name in others}
            other = address.choice(text("compare.other_model"), shown, key="other_model", dropdown=True)
            return Asked(first.sentence, other)
        case "intervention":
            return Asked(first.sentence, first.model, _intervention(opening))


def _intervention(opening: Translation | None) -> str:
    """What is typed, or else what is suggested for this sentence."""
    text = session.text()
    suggested = suggested_intervention(opening.source) if opening else ""
    with st.container(horizontal=True, vertical_alignment="bottom"):
        typed = st.text_input(
            text("compare.intervention"),
            key="intervene",
            placeholder=suggested,
            help=text("compare.intervention_help"),
            bind="query-params",
        )
        if opening:
            with st.popover(text("compare.token_numbers")):
                if opening.source:
                    st.markdown(text("compare.tokens_read", tokens=_numbered(opening.source)))
                if target := opening.trace.target:
                    st.markdown(text("compare.tokens_written", tokens=_numbered(target)))
    return typed.strip() or suggested


def _numbered(tokens: Tokens) -> str:
    return " · ".join(f"{place} {markdown_escape(label)}" for place, label in enumerate(tokens.labels, start=1))


def _names(mode: Mode, first: Asked, second: Asked | None) -> tuple[str, str]:
    text = session.text()
    match mode:
        case "sentences":
            return text("compare.sentence_n", n=1), text("compare.sentence_n", n=2)
        case "models":
            return models.label(first.model, text), models.label(second.model, text) if second else ""
        case "intervention":
            return text("compare.without"), text("compare.with", notation=second.intervene if second else "")


def _show_written(translation: Translation, side: str, marks: Mapping[int, str]) -> None:
    """What a side wrote, with the words marked that the other side did not write."""
    text = session.text()
    key = "compare.wrote" if translation.source else "compare.continued"
    target = models.language_name(translation.translator.target_language, "target" if translation.source else "text")
    with st.container(gap="xxsmall"):
        st.caption(text(key, side=markdown_escape(side), target=target))
        st.markdown(marked(translation.tokens, marks) if translation.text else text("attention.no_translation"))
        if not translation.complete:
            st.caption(text("attention.unfinished"))
