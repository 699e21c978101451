"""Sentences, their pronouns, and where all heads look: of one sentence, and of a pair that differs in one word."""

from collections.abc import Mapping

import streamlit as st

from model.coreference import Resolution, compare
from model.coreference_pairs import READY_PAIRS, ReadyPair
from pages import _address as address
from pages import _results as results
from pages import _session as session
from pages._tables import show_table
from pages.lessons.coreference.questions import case_of
from pages.lessons.lesson import Reader
from viz.contrast_change import contrast_change
from viz.contrast_grid import contrast_grid, grid_description
from viz.coreference import head_title
from viz.coreference_table import head_table
from viz.marked_text import marked
from viz.pronouns import probabilities, pronoun_bar, pronoun_mark, role_marks
from viz.text import markdown_escape

WRONG_FIRST = "truck"  # a pair that the model gets wrong; a test holds that it does


def choose_pair(reader: Reader, exhibit: str, first: str = READY_PAIRS[0].name) -> ReadyPair:
    """A ready pair; `first` stands there at the start."""
    pairs = {pair.name: pair for pair in sorted(READY_PAIRS, key=lambda pair: pair.name != first)}
    titles = {name: pair.title for name, pair in pairs.items()}
    label = reader.text("coreference.pair")
    return pairs[address.choice(label, titles, key=f"coreference_{exhibit}_pair", dropdown=True)]


def pair_of_sentences(reader: Reader) -> None:
    """Two sentences that differ in a word, with the pronoun that each translation chose."""
    _show_pair(reader, choose_pair(reader, "question"), "question")


def right_and_wrong(reader: Reader) -> None:
    """Pairs with what was to be expected, beginning with one that goes wrong."""
    pair = choose_pair(reader, "errors", WRONG_FIRST)
    for n in range(2):
        shown = resolved(reader, pair, n)
        st.markdown(f"{_source(shown)}  \n{_target(shown)}")
        noun, written = pair.nouns[n], shown.choice.written.casefold() if shown.choice else ""
        key = "right" if written == noun.pronoun else "wrong" if written else "none"
        values = {"english": noun.english, "french": noun.french, "pronoun": noun.pronoun, "written": written}
        st.caption(reader.text(f"coreference.expected_{key}", **values))


def all_heads(reader: Reader) -> None:
    """The contrast of every head in the reader's sentence."""
    text, case = reader.text, case_of(reader)
    shown = case.resolution
    st.markdown(_source(shown))
    if case.translation.typed.text != reader.translation.typed.text:
        st.caption(text("lesson_coreference.famous_instead"))
    figure = session.drawn(contrast_grid, shown, text, session.current_theme())
    session.show_figure(figure, key="coreference_grid", alt=grid_description(shown, text))


def one_word_changed(reader: Reader) -> None:
    """Every head's contrast in the two sentences of a pair."""
    text = reader.text
    pair = choose_pair(reader, "change")
    first, second = (resolved(reader, pair, n) for n in range(2))
    heads = compare(first, second)
    if not heads:
        st.info(text("coreference.no_french_pronoun"))
        return
    figure = session.drawn(contrast_change, heads, first, second, text, session.current_theme())
    alt = text("coreference.change_alt", best=head_title(heads[0], text))
    session.show_figure(figure, key="coreference_change", alt=alt)
    with st.popover(text("lesson_coreference.numbers")):
        show_table(head_table(heads, first, second, text), "headlight-coreference", key="coreference_save")


def _show_pair(reader: Reader, pair: ReadyPair, exhibit: str) -> None:
    for n, place in enumerate(st.columns(2, gap="large")):
        with place:
            shown = resolved(reader, pair, n)
            st.markdown(f"{_source(shown)}  \n{_target(shown)}")
            if shown.choice:
                said = probabilities(shown.choice, reader.text)
                figure = session.drawn(pronoun_bar, shown.choice, reader.text, session.current_theme())
                session.show_figure(figure, key=f"coreference_{exhibit}_{n}", alt=said)
                st.caption(said)


def resolved(reader: Reader, pair: ReadyPair, n: int) -> Resolution:
    """Sentence 0 or 1 of a pair, as the lesson's model translates it."""
    sentence = pair.sentences[n]
    return results.resolution(
        sentence, reader.model, pair.roles(n, results.translation(sentence, name=reader.model).typed)
    )


def _source(shown: Resolution) -> str:
    """The sentence with its pronoun and nouns marked."""
    return marked(shown.source, role_marks(shown.roles, session.current_theme()))


def _target(shown: Resolution) -> str:
    """The translation with its pronoun marked."""
    marks: Mapping[int, str] = {shown.choice.word: pronoun_mark(session.current_theme())} if shown.choice else {}
    return marked(shown.target, marks) or markdown_escape(shown.target.text)
