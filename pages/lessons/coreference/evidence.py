"""What was measured on many sentences: shares with intervals, looks beside effects, two models."""

import streamlit as st

from model.lessons import coreference as lesson
from pages import _models as models
from pages import _results as results
from pages import _session as session
from pages._pronoun_routes import route_in_words
from pages.lessons.coreference.questions import card_of, claims, idle
from pages.lessons.lesson import Reader
from viz.lesson.wins import wins_with_intervals
from viz.pronoun_route import pronoun_routes
from viz.scorecard import head_title, look_and_cost

_HEADS = 6
_COUNTS = (5, 10, 20, 50, 100)


def intervals(reader: Reader) -> None:
    """How often the best heads look at the right noun, in as many sentences as the reader draws."""
    text, card = reader.text, card_of(reader)
    with st.container(horizontal=True, vertical_alignment="bottom"):
        label = text("lesson_coreference.n_sentences")
        count = st.select_slider(label, _COUNTS, key="coreference_n", bind="query-params")
        seed = st.number_input(
            text("lesson_coreference.drawing"), 0, 9999, 0, 1, key="coreference_seed", bind="query-params", width=150
        )
    heads = [score.head for score in lesson.best_heads(card, _HEADS)]
    wins = {head_title(head, text): share for head, share in lesson.drawn(card, heads, count, seed).items()}
    lines = {text(f"scorecard.baseline_{name}"): card.baselines[name] for name in ("first", "nearest")}
    figure = session.drawn(wins_with_intervals, wins, lines, text, session.current_theme())
    said = "; ".join(f"{name} {share}" for name, share in wins.items())
    session.show_figure(figure, key="coreference_wins", alt=text("lesson_coreference.wins_alt", shares=said))


def claims_about_a_head(reader: Reader) -> None:
    """Three sentences, one of which goes too far."""
    st.markdown("\n".join(f"{n}. {claim}" for n, claim in enumerate(claims(reader).values(), start=1)))


def look_and_effect(reader: Reader) -> None:
    """Every head: how often it looks at the right noun, and what cutting that look costs."""
    text, card = reader.text, card_of(reader)
    figure = session.drawn(look_and_cost, card, idle(reader).head, text, session.current_theme())
    costliest = min(card.scores, key=lambda score: score.edge_cut.change)
    alt = text("scorecard.picture_alt", head=head_title(costliest.head, text))
    session.show_figure(figure, key="coreference_costs", alt=alt)


def two_models(reader: Reader) -> None:
    """What cuts in all heads leave of the right pronouns, in both models."""
    text = reader.text
    measured = {name: results.pronoun_route(name) for name in models.offered(models.TO_FRENCH)}
    found = {text(f"models.{name}"): route for name, route in measured.items() if route}
    figure = session.drawn(pronoun_routes, found, text, session.current_theme())
    said = " ".join(route_in_words(name, route, text) for name, route in found.items())
    session.show_figure(figure, key="coreference_routes", alt=said)
