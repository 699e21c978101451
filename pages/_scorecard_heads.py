"""The scorecard's heads: one picture, the chosen head in words and in sentences, and all numbers."""

from collections.abc import Sequence
from typing import cast

import streamlit as st

from model.analysis.scorecard import HeadScore, Scorecard, make_scorecard
from model.interventions import head_code
from model.interventions.place import Head
from model.tokens import Tokens
from pages import _address as address
from pages import _loaded as loaded
from pages import _session as session
from pages._measuring import measured
from pages._scorecard_sentences import Sentences
from pages._tables import show_table, table_on_request
from viz.marked_text import marked
from viz.pronouns import role_marks
from viz.scorecard import MEASURES, Measure, head_map, head_title, look_and_cost, map_head
from viz.scorecard_table import scorecard_table, sentences_table
from viz.share import share_in_words

HEAD = "head"
_SENTENCES = 3  # shown of the best and of the worst


def show(name: str, sentences: Sentences) -> None:
    """Everything about single heads."""
    text = session.text()
    card = sentences.stored.scorecard if sentences.stored else _measured(name, sentences)
    _show_closely(card, [loaded.translator(name).tokenizer.tokens(probe.source, "en") for probe in card.probes])
    st.subheader(text("scorecard.table_title"))
    st.caption(text("scorecard.table_caption"))
    show_table(scorecard_table(card, text), "headlight-scorecard")


@session.part
def _show_closely(card: Scorecard, sources: Sequence[Tokens]) -> None:
    """The picture, and the chosen head in words, sentences and numbers."""
    text = session.text()
    titles = {head_code(*head): head_title(head, text) for head in _best_first(card)}
    picture, words = st.columns([3, 2], gap="large")
    with words:
        chosen = address.choice(text("scorecard.head"), titles, key=HEAD, dropdown=True)
        index = [head_code(*head) for head in card.heads].index(chosen)
        for paragraph in _in_words(card, card.scores[index]):
            st.markdown(paragraph)
    with picture:
        _show_picture(card, card.heads[index])
    _show_sentences(card, index, sources)
    table_on_request(
        text("scorecard.sentences_table", head=titles[chosen]),
        lambda: sentences_table(card, card.heads[index], sources, text),
        "headlight-sentences",
    )


def _show_picture(card: Scorecard, chosen: Head) -> None:
    """All heads: as dots, by how they look and what that is worth, or as a map of layers and heads."""
    text, theme = session.text(), session.current_theme()
    with st.container(horizontal=True, vertical_alignment="bottom"):
        pictures = {name: text(f"scorecard.picture_{name}") for name in ("dots", "map")}
        picture = address.choice(text("scorecard.picture"), pictures, key="heads_as")
        if picture == "map":
            measures = {name: text(f"scorecard.measure_{name}") for name in MEASURES}
            measure = cast(Measure, address.choice(text("scorecard.measure"), measures, key="colour", dropdown=True))

    def choose(head: Head) -> None:
        st.session_state[HEAD] = head_code(*head)

    costliest = head_title(card.heads[_costliest(card)], text)
    if picture == "map":
        session.show_figure(
            session.drawn(head_map, card, measure, chosen, text, theme),
            key="head_map",
            alt=text("scorecard.map_alt", measure=measures[measure], head=costliest),
            on_click=lambda cell: choose(map_head(card, *cell)),
        )
        st.caption(text("scorecard.map_caption"))
    else:
        session.show_figure(
            session.drawn(look_and_cost, card, chosen, text, theme),
            key="look_and_cost",
            alt=text("scorecard.picture_alt", head=costliest),
            on_click=lambda place: choose(card.heads[place]),
        )
        st.caption(text("scorecard.picture_caption"))


def _measured(name: str, sentences: Sentences) -> Scorecard:
    label = session.text()("scorecard.measuring", n=len(sentences.probes))
    translator = loaded.translator(name)
    return measured(
        "scorecard", sentences.key, label, lambda progress: make_scorecard(translator, sentences.probes, progress)
    )


def _show_sentences(card: Scorecard, index: int, sources: Sequence[Tokens]) -> None:
    """The sentences in which the head prefers the antecedent most, and least."""
    text, theme = session.text(), session.current_theme()
    order = card.contrast[index].argsort(descending=True, stable=True).tolist()
    few = min(_SENTENCES, (len(order) + 1) // 2)
    ends = {"best": order[:few], "worst": order[len(order) - few :][::-1]}
    for column, (title, places) in zip(st.columns(2, gap="large"), ends.items(), strict=True):
        with column.container(gap="xsmall"):
            st.markdown(f"**{text(f'scorecard.{title}')}**")
            for place in places:
                source = sources[place]
                values = {
                    "antecedent": float(card.antecedent[index, place]),
                    "distractor": float(card.distractor[index, place]),
                    "before": float(card.clean[place]),
                    "after": float(card.edge_cut[index, place]),
                }
                st.markdown(marked(source, role_marks(card.probes[place].roles(source), theme)))
                st.caption(text("scorecard.sentence", **values))


def _in_words(card: Scorecard, score: HeadScore) -> list[str]:
    """What was measured of a head, and what follows from it."""
    text = session.text()
    values = {
        "head": head_title(score.head, text),
        "wins": share_in_words(score.wins, text),
        "nearest": card.baselines["nearest"],
        "before": card.right.value,
        "off": score.off.right.value,
        "cut": score.edge_cut.right.value,
        "off_change": score.off.change,
        "off_half": score.off.half_width,
        "cut_change": score.edge_cut.change,
        "cut_half": score.edge_cut.half_width,
    }
    others = {
        f"{name}_{what}": getattr(standing, what)
        for name, standing in (("off", score.off_among), ("cut", score.cut_among))
        for what in ("rank", "lowest", "median", "highest")
    }
    return [
        text("scorecard.says", **values),
        text("scorecard.others_say", n=len(card.heads) - 1, **others),
        text(f"scorecard.verdict_{card.verdict(score)}", **values),
    ]


def _best_first(card: Scorecard) -> list[Head]:
    """The heads by how often they prefer the antecedent; among equals, by what cutting that edge costs."""
    ordered = sorted(card.scores, key=lambda score: (-score.wins.hits, score.edge_cut.change))
    return [score.head for score in ordered]


def _costliest(card: Scorecard) -> int:
    return min(range(len(card.heads)), key=lambda n: card.scores[n].edge_cut.change)
