"""The look from the pronoun to a noun, cut in few heads or many; and the pages where one goes on."""

import streamlit as st

from model.interventions import head_code
from model.lessons import coreference as lesson
from pages import _address as address
from pages import _results as results
from pages import _session as session
from pages.lessons.coreference.questions import best, case_of, idle
from pages.lessons.lesson import Reader
from viz.lesson.scope_table import scope_table
from viz.probability_shift import pronoun_in_words
from viz.pronouns import pronoun_bars


def cut_the_look(reader: Reader) -> None:
    """A noun and a scope to choose; the pronoun before and after, and the log-odds of every scope."""
    text, case, heads = reader.text, case_of(reader), best(reader)
    looked = case.looked_at(heads[0])
    nouns = {str(word): case.word(word) for word in sorted((case.first, case.second), key=lambda word: word != looked)}
    scopes: dict[str, lesson.Scope] = {scope: scope for scope in lesson.SCOPES}
    names = {scope: text(f"lesson_coreference.scope_{scope}") for scope in scopes}
    with st.container(horizontal=True, vertical_alignment="bottom"):
        label = text("lesson_coreference.noun", pronoun=case.word(case.pronoun))
        noun = int(address.choice(label, nouns, key="coreference_noun"))
        scope = scopes[address.choice(text("lesson_coreference.scope"), names, key="coreference_scope")]
    sentence = case.translation.typed.text
    intervene = case.cut(noun, scope, heads)
    shifts = {one: results.effect(sentence, reader.model, case.cut(noun, one, heads)).pronoun for one in lesson.SCOPES}
    shift = shifts[scope]
    assert shift is not None  # a case has a pronoun
    passes = {text("laboratory.before"): shift.before, text("laboratory.after"): shift.after}
    said = pronoun_in_words(shift, text)
    session.show_figure(
        session.drawn(pronoun_bars, passes, text, session.current_theme()), key="coreference_cut", alt=said
    )
    odds = {names[one]: found.log_odds for one, found in shifts.items() if found and found.log_odds}
    st.table(scope_table(odds, text))
    with st.container(horizontal=True, vertical_alignment="center"):
        st.code(intervene, language=None, width="content")
        to = {"sentence": sentence, "intervene": intervene, "lang": reader.language}
        st.page_link(
            "pages/laboratory.py",
            label=text("lesson_coreference.in_laboratory"),
            icon=":material/science:",
            query_params=to,
            width="content",
        )


def go_on(reader: Reader) -> None:
    """From the course to the evidence: the pages with this lesson's sentence, head and cut already in them."""
    case, heads = case_of(reader), best(reader)
    sentence = case.translation.typed.text
    cut = case.cut(case.looked_at(heads[0]), "head", heads)
    pages = {
        "laboratory": ("science", {"sentence": sentence, "intervene": cut}),
        "scorecard": ("fact_check", {"head": head_code(*idle(reader).head)}),
        "roles": ("badge", {}),
        "coreference": ("link", {}),
        "compare": ("compare_arrows", {"sentence": sentence}),
        "methods": ("balance", {"sentence": sentence}),
        "model": ("upload", {}),
    }
    for page, (icon, to) in pages.items():
        label = reader.text(f"lesson_coreference.on_{page}")
        to = {**to, "lang": reader.language}
        st.page_link(f"pages/{page}.py", label=label, icon=f":material/{icon}:", query_params=to)


def where_it_began(reader: Reader) -> None:
    """Back to the map of the course and to its glossary."""
    for page, icon in (("learn", "school"), ("glossary", "menu_book")):
        label = reader.text(f"app.{page}")
        st.page_link(f"pages/{page}.py", label=label, icon=f":material/{icon}:", query_params={"lang": reader.language})
