"""The finer tools of the laboratory: a row of weights to be dragged, an edge to be cut, a word to be removed, a
sublayer to be skipped, a part of another sentence to be taken."""

import streamlit as st

from model.analysis.effect import Effect
from model.analysis.head_effects import HeadEffects
from model.coreference import find_roles
from model.decoding.forcing import Spelling
from model.interventions import edge_code, parse
from model.interventions.editing import (
    Interventions,
    all_sublayers,
    head_state,
    weights_dragged,
    word_cuts,
)
from model.tokens import Tokens
from model.trace import AttentionKind
from pages import _address as address
from pages import _interventions as interventions
from pages import _session as session
from pages._laboratory_choices import choose_head, choose_kind, choose_place, toggle_button, with_numbers
from pages._laboratory_other import take_from_another
from pages._laboratory_word import remove_word
from pages._row_editor import row_editor
from viz.labels import head_name, head_of_layer_name, layer_name
from viz.laboratory_names import numbered, row_names, sublayer_name
from viz.row_editor import row_sliders

ALL = "all"
TOOLS = ("row", "edge", "word", "sublayer", "other")


@session.part
def show_tools(name: str, effect: Effect, effects: HeadEffects, done: Interventions) -> None:
    """The tool that the reader chose."""
    interventions.show_changed()
    text = session.text()
    st.subheader(text("laboratory.tools_title"), anchor=False)
    with st.container(horizontal=True, vertical_alignment="bottom"):
        names = {tool: text(f"laboratory.tool_{tool}") for tool in TOOLS}
        tool = address.choice(text("laboratory.tool"), names, key="tool")
        kind = choose_kind(list(effects.changes)) if tool in ("row", "edge") else None
    match tool:
        case "row" if kind:
            _row(effect, effects, kind, done)
        case "edge" if kind:
            _edge(effect, kind, done)
        case "word":
            remove_word(effect, done)
        case "other":
            take_from_another(name, effect, effects, done)
        case _:
            _sublayer(effect, done)


def choose_row(kind: AttentionKind, layer: int, head: int) -> None:
    """Show the row of a head, before the page runs again."""
    st.session_state["tool"] = "row"
    st.session_state["part"] = kind
    st.session_state["head"] = head_name(layer, head).replace("·", "")


def _row(effect: Effect, effects: HeadEffects, kind: AttentionKind, done: Interventions) -> None:
    text, config = session.text(), effect.translation.translator.config
    asking, answering = effect.before.tokens(kind)
    with st.container(horizontal=True, vertical_alignment="bottom"):
        place, head = choose_head(effects, kind)
        names = numbered(row_names(asking.labels, kind, _last_piece(effect)))
        first = effect.place if kind != "encoder" else _first_piece(asking, find_roles(asking).pronoun)
        query = choose_place(text("laboratory.query"), names, asking.labels, first, "query")
    layer = place.layer
    seen = answering.labels[: query + 1] if kind == "decoder" else answering.labels
    title = text("laboratory.row_title", head=head_name(layer, head), query=names[query])
    if len(seen) == 1:
        st.info(text("laboratory.row_alone"))
        return
    passes = (effect.before, effect.after)
    before, after = (one.attention(kind)[layer].weights[head, query, : len(seen)].tolist() for one in passes)
    st.caption(text("laboratory.row_caption"))
    if head_state(done, place, head) in ("zero", "mean", "skipped", "taken"):
        st.info(text("laboratory.row_silent"))

    def drag(written: str) -> None:
        interventions.edit(lambda done: weights_dragged(done, parse(written, config)), config)

    edges = [edge_code(place, head, query, key) for key in range(len(seen))]
    row_editor(row_sliders(title, edges, seen, after, before, text), drag)


def _edge(effect: Effect, kind: AttentionKind, done: Interventions) -> None:
    text, config = session.text(), effect.translation.translator.config
    asking, answering = effect.before.tokens(kind)
    roles = find_roles(answering)
    with st.container(horizontal=True, vertical_alignment="bottom"):
        names = with_numbers(row_names(asking.words, kind, _last_piece(effect)), asking)
        first = roles.pronoun if kind == "encoder" else asking.word_of[effect.place]
        query = choose_place(text("laboratory.from_word"), names, asking.words, first, "from")
        answers = with_numbers(answering.words, answering)
        key = choose_place(text("laboratory.to_word"), answers, answering.words, roles.antecedent, "to")
        layers = {ALL: text("laboratory.all_layers")}
        layers |= {str(n + 1): layer_name(n) for n in range(len(effect.before.attention(kind)))}
        layer = address.choice(text("laboratory.layer"), layers, key="cut_layer", dropdown=True)
        heads = {ALL: text("laboratory.all_heads")}
        if layer != ALL:
            heads |= {str(n + 1): head_of_layer_name(n) for n in range(config.n_heads)}
        head = address.choice(text("laboratory.head"), heads, key="cut_head", dropdown=True)
        cuts = word_cuts(kind, (asking, query), (answering, key), _index(layer), _index(head))
        is_cut = bool(cuts) and all(cut in done for cut in cuts)
        label = text("laboratory.join" if is_cut else "laboratory.cut")
        toggle_button(label, cuts, effect, key="cut")
    st.caption(text("laboratory.edge_caption"))


def _sublayer(effect: Effect, done: Interventions) -> None:
    text = session.text()
    skips = {str(skip): skip for skip in all_sublayers(effect.translation.translator.config)}
    with st.container(horizontal=True, vertical_alignment="bottom"):
        names = {code: sublayer_name(skip, text) for code, skip in skips.items()}
        skip = skips[address.choice(text("laboratory.sublayer"), names, key="sublayer", dropdown=True)]
        toggle_button(text("laboratory.restore" if skip in done else "laboratory.skip"), (skip,), effect, key="skip")
    st.caption(text("laboratory.sublayer_caption"))


def _first_piece(tokens: Tokens, word: int | None) -> int | None:
    return None if word is None else tokens.word_of.index(word)


def _last_piece(effect: Effect) -> str:
    return Spelling(effect.translation.translator.tokenizer)(effect.written[-1])


def _index(code: str) -> int | None:
    return None if code == ALL else int(code) - 1
