"""Where each English-to-French model resolves "it": measured before, on many sentences, and shown beside each other."""

import streamlit as st

from model.evaluation.measured import PronounRoute
from pages import _models as models
from pages import _results as results
from pages import _session as session
from pages._tables import table_on_request
from viz.pronoun_route import cut_title, pronoun_routes
from viz.pronoun_route_table import route_table
from viz.text import Text


@session.part
def show_routes() -> None:
    """The section of the coreference page; nothing where no model has been measured."""
    text = session.text()
    measured = {name: results.pronoun_route(name) for name in models.offered(models.TO_FRENCH)}
    routes = {text(f"models.{name}"): route for name, route in measured.items() if route}
    if not routes:
        return
    st.subheader(text("coreference.routes_title" if len(routes) > 1 else "coreference.route_title"))
    total = next(iter(routes.values())).right["none"].total
    st.caption(text("coreference.routes_caption", total=total))
    said = [route_in_words(name, route, text) for name, route in routes.items()]
    figure = session.drawn(pronoun_routes, routes, text, session.current_theme())
    session.show_figure(figure, key="routes", alt=" ".join(said))
    st.markdown("\n".join(f"- {line}" for line in said))
    table_on_request(
        text("coreference.routes_table"),
        lambda: route_table(routes, text),
        "headlight-where-it-is-resolved",
        key="route_numbers",
    )


def route_in_words(name: str, route: PronounRoute, text: Text) -> str:
    """What costs a model most, if it resolves the pronoun at all, and what its most selective encoder head does."""
    before = route.right["none"].value
    head = text("coreference.route_head", head=route.head, wins=route.wins.value)
    if not route.is_better_than_chance:
        return text("coreference.route_chance", model=name, before=before, head=head)
    cut, after = cut_title(route.costliest, text), route.right[route.costliest].value
    return text("coreference.route_says", model=name, cut=cut, before=before, after=after, head=head)
