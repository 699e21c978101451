"""The scorecard beyond single heads: routes cut, sets of heads switched off, activations patched."""

import streamlit as st

from model.analysis.head_sets import HeadSets, Trial, find_head_sets
from model.analysis.patching import patch_pair
from model.analysis.routes import RouteMap, make_routes
from model.coreference_pairs import READY_PAIRS
from model.trace import AttentionKind
from pages import _address as address
from pages import _loaded as loaded
from pages import _session as session
from pages._measuring import measured
from pages._scorecard_sentences import Sentences
from pages._tables import table_on_request
from viz.pronoun_paths import (
    boundary_names,
    falling_curve,
    layer_and_head_names,
    patch_map,
    range_name,
    route_map,
    route_name,
)
from viz.scorecard import head_title
from viz.scorecard_table import route_map_table
from viz.share import share_in_words


def show_routes(name: str, sentences: Sentences) -> None:
    """The map of where this model resolves the pronoun."""
    text, theme = session.text(), session.current_theme()
    routes = sentences.stored.routes if sentences.stored else _routes(name, sentences)
    worst = min(routes.effects, key=lambda route: routes.effects[route].right.value)
    said = text(
        "scorecard.route_says",
        route=route_name(worst, text),
        layers=range_name(worst.layers, text),
        before=share_in_words(routes.right, text),
        after=share_in_words(routes.effects[worst].right, text),
    )
    st.markdown(said)
    kinds: tuple[AttentionKind, ...] = ("encoder", "cross")
    for kind, place in zip(kinds, st.columns([3, 2], gap="large"), strict=True):
        with place:
            title = text(f"scorecard.part_{kind}")
            st.markdown(f"**{title}**")
            alt = text("scorecard.route_alt", kind=title, said=said)
            session.show_figure(session.drawn(route_map, routes, kind, text, theme), key=f"routes_{kind}", alt=alt)
    st.caption(text("scorecard.route_caption"))
    table_on_request(
        text("scorecard.route_table"), lambda: route_map_table(routes, text), "headlight-routes", key="numbers"
    )


def _routes(name: str, sentences: Sentences) -> RouteMap:
    label = session.text()("scorecard.measuring", n=len(sentences.probes))
    translator = loaded.translator(name)
    return measured(
        "routes", sentences.key, label, lambda progress: make_routes(translator, sentences.probes, progress)
    )


def show_sets(name: str, sentences: Sentences) -> None:
    """The fewest heads that suffice, and the fewest whose loss is felt."""
    text = session.text()
    found = sentences.stored.sets if sentences.stored else _sets(name, sentences)
    st.markdown("\n".join(f"- {line}" for line in _sets_in_words(found)))
    if found.necessary:
        alt = text("scorecard.falling_alt", n=len(found.necessary), after=share_in_words(found.off.right, text))
        session.show_figure(session.drawn(falling_curve, found, text, session.current_theme()), key="falling", alt=alt)
    where = text(
        "scorecard.measured_on_others" if found.held_out else "scorecard.measured_on_same", searched=found.searched
    )
    st.caption(f"{where} {text('scorecard.sets_caption')}")


def _sets(name: str, sentences: Sentences) -> HeadSets:
    label = session.text()("scorecard.searching", n=len(sentences.probes))
    translator = loaded.translator(name)
    return measured(
        "sets",
        sentences.key,
        label,
        lambda progress: find_head_sets(translator, sentences.probes, on_progress=progress),
    )


def _sets_in_words(found: HeadSets) -> list[str]:
    text = session.text()
    if not found.is_better_than_chance:
        return [text("scorecard.sets_chance", before=share_in_words(found.right, text))]
    sufficient, necessary = (
        ", ".join(head_title(head, text) for head in heads) for heads in (found.sufficient, found.necessary)
    )
    before, n, m = share_in_words(found.right, text), len(found.sufficient), len(found.necessary)
    return [
        text("scorecard.sufficient", n=n, heads=sufficient, before=before, **_trial_in_words(found.alone)),
        text("scorecard.without", n=n, **_trial_in_words(found.without)),
        text(
            "scorecard.necessary" if found.is_lost else "scorecard.not_lost",
            n=m,
            heads=necessary,
            **_trial_in_words(found.off),
        ),
    ]


def _trial_in_words(trial: Trial) -> dict[str, object]:
    low, high = trial.random_range
    right = share_in_words(trial.right, session.text())
    return {"right": right, "sets": len(trial.random), "mean": trial.random_mean, "low": low, "high": high}


def show_patching(name: str) -> None:
    """Two sentences that differ in a word: where the difference is, layer by layer."""
    text, theme = session.text(), session.current_theme()
    titles = {pair.name: pair.title for pair in READY_PAIRS}
    chosen = address.choice(text("coreference.pair"), titles, key="pair", dropdown=True)
    pair = next(pair for pair in READY_PAIRS if pair.name == chosen)
    translator = loaded.translator(name)
    found = measured(
        "patching", f"{name} {pair.name}", text("scorecard.patching"), lambda progress: patch_pair(translator, pair)
    )
    values = {"first": pair.words[0], "second": pair.words[1], "pronoun": pair.nouns[0].pronoun}
    said = text("scorecard.patch_says", before=found.before, other=found.other, **values)
    st.markdown(said)
    if not found.differs:
        st.info(text("scorecard.patch_no_difference"))
        return
    stream, heads = st.columns([3, 2], gap="large")
    with stream:
        st.markdown(f"**{text('scorecard.patch_stream')}**")
        figure = session.drawn(
            patch_map,
            found.moved(found.stream).numpy(),
            boundary_names(found, text),
            translator.read(pair.sentences[0]).labels,
            text,
            theme,
        )
        session.show_figure(figure, key="patch_stream", alt=text("scorecard.patch_stream_alt", said=said))
    with heads:
        st.markdown(f"**{text('scorecard.patch_heads')}**")
        figure = session.drawn(patch_map, found.moved(found.heads).numpy(), *layer_and_head_names(found), text, theme)
        session.show_figure(figure, key="patch_heads", alt=text("scorecard.patch_heads_alt", said=said))
    st.caption(text("scorecard.patch_caption", **values))
