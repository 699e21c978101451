from urllib.parse import urlencode

import streamlit as st

from model.trace import AttentionKind, Trace
from pages import _address as address
from pages import _attention_settings as settings
from pages import _models as models
from pages import _packed as packed
from pages import _results as results
from pages import _session as session
from pages._tables import table_on_request
from viz.attention_table import attention_table
from viz.bertviz import ABOUT_SCORES, View, elements, height, limit, longest

VIEWS: tuple[View, ...] = ("head", "model", "neuron")

text = session.text()
theme = session.current_theme()


def choose_view() -> View:
    options = {view: text(f"bertviz.view_{view}") for view in VIEWS}
    chosen = address.choice(text("bertviz.view"), options, key="view", help=text("bertviz.view_help"))
    return next(view for view in VIEWS if view == chosen)


def attention_page(kind: AttentionKind) -> str:
    """A link to the same sentence and kind of attention on the attention page."""
    state = {"lang": text.language, models.MODEL: name, models.known(name).key: sentence, "kind": kind}
    return f"./?{urlencode(state)}"


def show_view(trace: Trace, view: View, kind: AttentionKind) -> None:
    """The view in a frame of its own, which begins with the layer and head that the address says."""
    layers = trace.attention(kind)
    title = text(
        "bertviz.alt",
        view=text(f"bertviz.view_{view}"),
        kind=text(f"attention.kind_{kind}"),
        tokens=longest(trace, kind),
        layers=len(layers),
        heads=len(layers[0].weights),
    )
    framed = packed.bertviz(sentence, name, view, kind, theme.mode, text.language, title)
    st.iframe(framed, height=height(trace, view, kind), alt=title)


def bearable(trace: Trace, view: View, kind: AttentionKind) -> bool:
    """Whether a browser draws the view without stalling, or the reader wants it all the same."""
    tokens, most = longest(trace, kind), limit(trace, view, kind)
    if tokens <= most:
        return True
    st.warning(
        text(
            "bertviz.too_long",
            view=text(f"bertviz.view_{view}"),
            tokens=tokens,
            limit=most,
            elements=elements(trace, view, kind),
            link=attention_page(kind),
        )
    )
    return st.toggle(text("bertviz.draw"), key="draw", bind="query-params")


def show(trace: Trace, view: View, kind: AttentionKind) -> None:
    address.written("layer", len(trace.attention(kind)))
    address.written("head", len(trace.attention(kind)[0].weights))
    if not bearable(trace, view, kind):
        return
    picture, words = st.columns(2) if view == "head" else (st.container(), st.container())  # the others are wide
    with picture:
        show_view(trace, view, kind)
    with words:
        st.caption(text(f"bertviz.about_{view}"))
        st.caption(text(f"bertviz.cannot_{view}"))
        notes = [one for one in ABOUT_SCORES if one in models.known(name).peculiarities]
        if view == "neuron" and notes:
            listed = [f"- {text(f'model.peculiar_{one}')}" for one in notes]
            st.caption("\n".join([text("bertviz.peculiar"), "", *listed]))
        st.caption(text("bertviz.here", link=attention_page(kind)))
    seen = results.attention(sentence, kind, by_word=False, name=name)
    table_on_request(text("bertviz.table"), lambda: attention_table(seen, seen.cells), "headlight-bertviz")


name = models.title_with_model("bertviz", text("bertviz.title"), about=text("bertviz.question"))
left, right = st.columns([2, 3])
with left:
    sentence = models.sentence_input(name)
with session.guarded():
    trace = results.seen(sentence, name)
    session.show_unknown_characters(results.typed(sentence, name))
    with right, st.container(horizontal=True, vertical_alignment="bottom"):
        view = choose_view()
        kind = settings.choose_kind(trace, models.languages(name))
    show(trace, view, kind)
