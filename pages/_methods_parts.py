"""The parts of the page of attribution methods: what is asked, its progress, and a card for each method."""

from collections.abc import Sequence
from dataclasses import dataclass
from functools import cached_property

import streamlit as st

from model.analysis.attribution import (
    METHODS,
    Attribution,
    Method,
    Question,
    counterpart_of,
    most_telling_word,
    places_of_words,
)
from model.analysis.progress import Progress
from model.decoding.forcing import Spelling
from model.translator import Translation
from pages import _address as address
from pages import _results as results
from pages import _session as session
from pages._measuring import measured
from viz.attribution import method_name
from viz.text import Text, markdown_escape

_SLOW: tuple[Method, ...] = ("flow", "integrated_gradients")  # a second each, of a sentence of a dozen words
_CARDS_A_ROW = 4
_PARTS = ("computes", "shows", "cannot")


@dataclass(frozen=True)
class Asked:
    """What the reader asks: why the translation of `sentence` has its token at `place`."""

    sentence: str
    name: str
    place: int
    contrast: bool
    by_word: bool

    @cached_property  # a figure spells dozens of tokens, and each look into Streamlit's cache costs a tenth of one
    def question(self) -> Question:
        return results.question(self.sentence, self.place, self.contrast, self.by_word, self.name)

    @cached_property
    def spell(self) -> Spelling:
        """A token to read."""
        return Spelling(self.question.passage.translator.tokenizer)


def choose(sentence: str, translation: Translation, name: str) -> Asked:
    """The word, what is measured of it where there is a choice, and words or pieces."""
    text = session.text()
    by_word = not st.session_state.get("explain_pieces", st.query_params.get("explain_pieces") == "true")
    place = _choose_place(translation, by_word, text)
    contrast = False
    if (other := counterpart_of(translation, place)) is not None:
        words = [_spelt(translation, token) for token in (translation.decoding.token_ids[place], other)]
        word, against = map(markdown_escape, words)
        shown = {how: text(f"methods.measure_{how}", word=word, other=against) for how in ("contrast", "alone")}
        contrast = address.choice(text("methods.measure"), shown, key="measure", dropdown=True) == "contrast"
    st.toggle(text("methods.pieces"), key="explain_pieces", bind="query-params")
    return Asked(sentence, name, place, contrast, by_word)


def _choose_place(translation: Translation, by_word: bool, text: Text) -> int:
    """The place of a written word or piece; in the address stand its number and itself, so that it has its sentence."""
    tokens, places = translation.tokens, places_of_words(translation)
    first = places[most_telling_word(translation)]
    labels = tokens.labels
    options = (
        {place: tokens.words[word] for word, place in places.items()}
        if by_word
        else {place: labels[place] for place in range(0 if translation.source else 1, len(tokens))}
    )
    codes = {f"{place + 1}-{label}": place for place, label in options.items()}
    shown = {
        code: code.replace("-", " · ", 1) for code, place in sorted(codes.items(), key=lambda one: one[1] != first)
    }
    chosen = address.choice(
        text("methods.explain"), shown, key="explain", dropdown=True, help=text("methods.explain_help")
    )
    return codes[chosen]


def _spelt(translation: Translation, token: int) -> str:
    return Spelling(translation.translator.tokenizer)(token).removeprefix("+")


def why(asked: Asked, translation: Translation, text: Text) -> str:
    """The question in words, with the number that is to be explained."""
    choice, (score, nothing) = asked.question.choice, asked.question.scores
    values = {"word": choice.token} | ({} if choice.other is None else {"other": choice.other})
    spelt = {key: markdown_escape(_spelt(translation, token)) for key, token in values.items()}
    key = "methods.why_alone" if choice.other is None else "methods.why_contrast"
    return text(key, **spelt, text=markdown_escape(translation.text), score=score, nothing=nothing)


def attributions(asked: Asked, methods: Sequence[Method]) -> tuple[Attribution, ...]:
    """What each method answers; those that take long under a progress bar. Stopped, they are missing."""
    text, slow = session.text(), [method for method in methods if method in _SLOW]

    def answer(method: Method) -> Attribution:
        return results.attribution(method, asked.sentence, asked.place, asked.contrast, asked.by_word, asked.name)

    def answer_slowly(progress: Progress) -> list[Attribution]:
        answers: list[Attribution] = []
        for method in slow:
            answers.append(answer(method))
            progress(len(answers) / len(slow))
        return answers

    found = [answer(method) for method in methods if method not in _SLOW]
    label = text("methods.progress", method=", ".join(method_name(method, text) for method in slow))
    with session.guarded():
        found += measured(f"attributions {slow} {asked}", asked.name, label, answer_slowly)
    return tuple(sorted(found, key=lambda one: METHODS.index(one.method)))


def show_cards(text: Text) -> None:
    """For each method what it computes, what it can show and what it cannot."""
    for start in range(0, len(METHODS), _CARDS_A_ROW):
        for place, method in zip(st.columns(_CARDS_A_ROW), METHODS[start : start + _CARDS_A_ROW], strict=True):
            with place, st.container(border=True, height="stretch"):
                parts = [text(f"methods.{part}", words=text(f"methods.{part}_{method}")) for part in _PARTS]
                st.markdown(f"**{method_name(method, text)}**")
                st.caption("\n\n".join(parts))
