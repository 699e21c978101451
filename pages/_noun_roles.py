"""Widgets that say which words of a sentence are the pronoun and the nouns it could mean."""

import streamlit as st

from model.coreference import Roles, find_roles, french_pronouns, word_codes
from model.tokens import Tokens
from model.trace import Trace
from pages import _address as address
from pages import _session as session


def pick_roles(source: Tokens, n: int) -> Roles:
    """The words that the reader means; by default the pronoun of sentence 2 means the other noun."""
    text, words, found = session.text(), word_codes(source), find_roles(source)
    nouns = (found.antecedent, found.distractor) if n == 1 else (found.distractor, found.antecedent)
    left, middle, right = st.columns(3)
    with left:
        pronoun = _pick(text("coreference.role_pronoun"), source, words, found.pronoun, f"pronoun_{n}")
    with middle:
        antecedent = _pick(text("coreference.role_antecedent"), source, words, nouns[0], f"antecedent_{n}")
    with right:
        distractor = _pick(text("coreference.role_distractor"), source, words, nouns[1], f"distractor_{n}")
    return Roles(pronoun, antecedent, distractor)


def pick_french(trace: Trace, n: int) -> int | None:
    """The French pronoun that is meant where the translation has several; by default the last."""
    target = trace.target
    found = french_pronouns(target) if target else ()
    if target is None or len(found) < 2:
        return None
    candidates = {code: word for code, word in word_codes(target).items() if word in found}
    return _pick(session.text()("coreference.french_pronoun"), target, candidates, found[-1], f"french_{n}")


def _pick(label: str, tokens: Tokens, candidates: dict[str, int], found: int | None, key: str) -> int | None:
    text = session.text()
    automatic = (
        text("coreference.found_nothing") if found is None else text("coreference.found", word=tokens.words[found])
    )
    options = {code: tokens.words[word] for code, word in candidates.items()}
    picked = address.choice_or_found(label, options, automatic, key=key)
    return found if picked is None else candidates[picked]
