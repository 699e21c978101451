from collections.abc import Sequence

import streamlit as st
from streamlit.delta_generator import DeltaGenerator

from model.analysis.importance import HeadImportance, agreement
from model.analysis.roles import MARGIN, HeadProfile, HeadRoles
from pages import _address as address
from pages import _head_measures as measures
from pages import _models as models
from pages import _session as session
from pages._tables import table_on_request
from viz.importance_scatter import (
    Rises,
    agreement_in_words,
    importance_in_words,
    importance_scatter,
    scatter_description,
)
from viz.role_bars import bars_description, role_bars
from viz.role_map import map_description, role_map
from viz.roles import clearest_first, found_in_words, head_in_words, head_option, spread_in_words
from viz.roles_table import heads_table, scores_table

text = session.text()
theme = session.current_theme()


def choose_head(code: str) -> None:
    """Choose the head that was clicked, before the page runs again."""
    st.session_state["head"] = code


def pick_head(roles: HeadRoles) -> HeadProfile:
    """The head that the reader chose, in the address bar; at first the one with the clearest role."""
    heads = {head.code: head for head in clearest_first(roles.heads)}
    options = {code: head_option(head, text) for code, head in heads.items()}
    return heads[address.choice(text("roles.head"), options, key="head", dropdown=True)]


def show_head(head: HeadProfile, roles: HeadRoles) -> DeltaGenerator:
    """One head in words and numbers; what comes back is the place for its importance."""
    for paragraph in head_in_words(head, text):
        st.markdown(paragraph)
    alt = bars_description(head, text)
    session.show_figure(role_bars(head, text, theme), key="role_bars", alt=alt)
    st.caption(spread_in_words(head, roles, text))
    return st.empty()


def show_importance(head: HeadProfile, place: DeltaGenerator) -> tuple[Sequence[HeadImportance], Rises | None]:
    """How much the heads matter: by the gradient and, once it is asked for, by switching each off."""
    importance, rises = measures.head_importance(name), None
    st.subheader(text("roles.importance_title"))
    values = {"heads": len(importance), "sentences": measures.IMPORTANCE_SENTENCES}
    st.caption(text("roles.importance_caption", **values))
    place.caption(importance_in_words(head.place, head.head, importance, rises, text))
    if st.toggle(text("roles.ablate"), key="ablate", bind="query-params"):
        with session.guarded():
            rises = measures.ablation(name)
            place.caption(importance_in_words(head.place, head.head, importance, rises, text))
            show_both(head, importance, rises)
    return importance, rises


def show_both(head: HeadProfile, importance: Sequence[HeadImportance], rises: Rises) -> None:
    """Both measures of all heads against each other."""
    st.markdown(agreement_in_words(agreement(importance, rises), importance, rises, text))
    figure = importance_scatter(importance, rises, head.code, text, theme)
    alt = scatter_description(importance, rises, text)
    session.show_figure(figure, key="importance", alt=alt, on_click=choose_head)


@session.part
def show_roles() -> None:
    """The map of all heads, the chosen one in words and numbers, and how much they matter."""
    st.markdown(text("roles.question", sentences=measures.ROLE_SENTENCES))
    roles = measures.head_roles(name)
    left, right = st.columns([11, 10], gap="large")
    with right:
        head = pick_head(roles)
        place = show_head(head, roles)
    with left:
        st.markdown(found_in_words(roles, text))
        figure = role_map(roles, head, text, theme)
        session.show_figure(figure, key="role_map", alt=map_description(roles, text), on_click=choose_head)
        st.caption(text("roles.map_caption"))
    importance, rises = (), None
    if models.known(name).writes:
        with session.guarded():
            importance, rises = show_importance(head, place)
    else:
        st.info(text("roles.no_loss"))
    table_on_request(text("roles.table"), lambda: heads_table(roles, importance, rises, text), "headlight-roles")
    table_on_request(
        text("roles.all_scores"), lambda: scores_table(roles, text), "headlight-role-scores", key="score_numbers"
    )
    with st.expander(text("roles.method_title"), key="method", bind="query-params"):
        st.markdown(text("roles.method", margin=MARGIN))


name = models.title_with_model("roles", text("roles.title"))
show_roles()
