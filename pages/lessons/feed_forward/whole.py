"""The feed-forward sublayers as a whole: what becomes of the translation without them, and how far each reaches."""

from collections.abc import Mapping

import numpy as np
import streamlit as st

from model.interventions import to_text
from model.lessons import feed_forward as lesson
from model.tokens import Tokens
from pages import _address as address
from pages import _loaded as loaded
from pages import _results as results
from pages import _session as session
from pages.lessons.lesson import Reader
from viz.lesson.skips import skips_table
from viz.number_grid import number_grid
from viz.text import markdown_escape


def parameter_values(reader: Reader) -> Mapping[str, object]:
    found = lesson.parameters(loaded.translator(reader.model))
    return {"attention": found.self_attention, "feed": found.feed_forward, "share": 100 * found.share}


def show_without(reader: Reader) -> None:
    """The translation, and what it becomes without any feed-forward sublayer of the encoder."""
    text, shape = reader.text, loaded.translator(reader.model).config
    skipped = to_text(lesson.without_feed_forward(shape, "encoder"))
    for name, intervene in (("with", ""), ("without", skipped)):
        found = results.translation(reader.sentence, name=reader.model, intervene=intervene)
        with st.container(border=True):
            st.markdown(f"**{text(f'lesson_feed_forward.{name}')}**")
            st.markdown(f"*{markdown_escape(found.text) or '…'}*")
            if intervene:
                st.caption(text("lesson_feed_forward.intervention", notation=intervene))


def middle_of(tokens: Tokens) -> int:
    """A token in the middle of a sentence: the one whose vector is exchanged first."""
    return max(0, len(tokens) // 2 - 1)


def show_reach(reader: Reader) -> None:
    """One vector exchanged: where the outputs of attention and of feed-forward change."""
    text, tokens = reader.text, reader.translation.typed
    places = {str(n): f"{n} · {label}" for n, label in enumerate(tokens.labels, start=1)}
    middle = str(middle_of(tokens) + 1)
    label = text("lesson_feed_forward.exchange")
    picked = address.choice_or_found(label, places, places[middle], key="feed_forward_place")
    found = lesson.reach(loaded.translator(reader.model), tokens, int(picked or middle) - 1)
    both = np.stack([found.self_attention.numpy(), found.feed_forward.numpy()])
    figure = session.drawn(
        number_grid,
        both,
        [text(f"layer_norm.sublayer_{name}") for name in ("self_attention", "feed_forward")],
        tokens.labels,
        highest=float(both.max()),
        unit=text("lesson_feed_forward.changed"),
        theme=session.current_theme(),
    )
    session.show_figure(figure, key="feed_forward_reach", alt=text("lesson_feed_forward.reach_alt"))
    changed = {name: int((row > lesson.ROUNDING).sum()) for name, row in zip(("attention", "feed"), both, strict=True)}
    st.markdown(text("lesson_feed_forward.reached", tokens=len(tokens), **changed))


def show_skips(reader: Reader) -> None:
    """What it costs to skip each feed-forward sublayer, and the translation without it."""
    found = lesson.skips(reader.translation)
    written = [loaded.translator(reader.model).translate(reader.sentence, tap=one.skipped.tap()).text for one in found]
    st.table(skips_table(found, written, reader.text))
    st.caption(reader.text("lesson_feed_forward.skips"))


def show_links(reader: Reader) -> None:
    """Where one goes on."""
    text = reader.text
    to = {"sentence": reader.sentence, "lang": reader.language}
    skip = to | {"intervene": "enc.1.ff=skip"}
    st.page_link("pages/laboratory.py", label=text("lesson_feed_forward.link_laboratory"), query_params=skip)
    st.page_link("pages/layer_norm.py", label=text("lesson_feed_forward.link_stream"), query_params=to)
