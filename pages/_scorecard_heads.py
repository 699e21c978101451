"""The scorecard's heads: one picture, the chosen head in words and in sentences, and all numbers."""

import streamlit as st

from model.analysis.scorecard import HeadScore, Scorecard, make_scorecard
from model.interventions import head_code
from model.interventions.place import Head
from pages import _address as address
from pages import _session as session
from pages._scorecard_sentences import Sentences
from pages._tables import show_table
from viz.marked_text import marked
from viz.pronouns import role_marks
from viz.scorecard import head_title, look_and_cost
from viz.scorecard_table import scorecard_table
from viz.share import share_in_words

HEAD = "head"
_SENTENCES = 3  # shown of the best and of the worst


def show(name: str, sentences: Sentences) -> None:
    """Everything about single heads."""
    text = session.text()
    card = sentences.stored.scorecard if sentences.stored else _measured(name, sentences)
    titles = {head_code(*head): head_title(head, text) for head in _best_first(card)}
    picture, words = st.columns([3, 2], gap="large")
    with words:
        chosen = address.choice(text("scorecard.head"), titles, key=HEAD, dropdown=True)
        index = [head_code(*head) for head in card.heads].index(chosen)
        score = card.scores[index]
        st.markdown(_in_words(card, score))
    with picture:
        session.show_figure(
            look_and_cost(card, score.head, text, session.current_theme()),
            key="look_and_cost",
            alt=text("scorecard.picture_alt", head=head_title(card.heads[_costliest(card)], text)),
            on_click=lambda place: st.session_state.update({HEAD: head_code(*card.heads[place])}),
        )
        st.caption(text("scorecard.picture_caption"))
    _show_sentences(card, index, name)
    st.subheader(text("scorecard.table_title"))
    st.caption(text("scorecard.table_caption"))
    show_table(scorecard_table(card, text), "headlight-scorecard")


def _measured(name: str, sentences: Sentences) -> Scorecard:
    label = session.text()("scorecard.measuring", n=len(sentences.probes))
    translator = session.translator(name)
    return session.measured(
        "scorecard", sentences.key, label, lambda progress: make_scorecard(translator, sentences.probes, progress)
    )


def _show_sentences(card: Scorecard, index: int, name: str) -> None:
    """The sentences in which the head prefers the antecedent most, and least."""
    text, theme = session.text(), session.current_theme()
    tokenizer = session.translator(name).tokenizer
    contrast = card.antecedent[index] - card.distractor[index]
    order = contrast.argsort(descending=True, stable=True).tolist()
    few = min(_SENTENCES, (len(order) + 1) // 2)
    ends = {"best": order[:few], "worst": order[len(order) - few :][::-1]}
    for column, (title, places) in zip(st.columns(2, gap="large"), ends.items(), strict=True):
        with column.container(gap="xsmall"):
            st.markdown(f"**{text(f'scorecard.{title}')}**")
            for place in places:
                probe = card.probes[place]
                source = tokenizer.tokens(probe.source, "en")
                values = {
                    "antecedent": float(card.antecedent[index, place]),
                    "distractor": float(card.distractor[index, place]),
                    "before": float(card.clean[place]),
                    "after": float(card.edge_cut[index, place]),
                }
                st.markdown(marked(source, role_marks(probe.roles(source), theme)))
                st.caption(text("scorecard.sentence", **values))


def _in_words(card: Scorecard, score: HeadScore) -> str:
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
        "rank": score.rank,
        "total": len(card.heads),
    }
    return "\n\n".join([text("scorecard.says", **values), text(f"scorecard.verdict_{card.verdict(score)}", **values)])


def _best_first(card: Scorecard) -> list[Head]:
    """The heads by how often they prefer the antecedent; among equals, by what cutting that edge costs."""
    ordered = sorted(card.scores, key=lambda score: (-score.wins.hits, score.edge_cut.change))
    return [score.head for score in ordered]


def _costliest(card: Scorecard) -> int:
    return min(range(len(card.heads)), key=lambda n: card.scores[n].edge_cut.change)
