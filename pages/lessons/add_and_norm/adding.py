"""What is added: the residual stream, and the way that gradients take."""

from collections.abc import Mapping

import streamlit as st

from model.lessons import add_and_norm as lesson
from model.residual import StreamProfile
from pages import _address as address
from pages import _results as results
from pages import _session as session
from pages.lessons.lesson import Reader
from viz.lesson.curves import curves
from viz.lesson.four_ways import four_ways_table
from viz.norm_figures import token_through_depth
from viz.stream_map import site_name
from viz.text import markdown_escape

DEPTHS = ("6", "12", "24")


def stream_of(reader: Reader) -> StreamProfile:
    """The encoder's stream of the reader's sentence."""
    encoder = reader.trace.encoder
    assert encoder is not None
    return results.stream(encoder)


def show_stream(reader: Reader) -> None:
    """One token on its way through the encoder: what stands there, what each sublayer adds, their sum."""
    text, seen = reader.text, stream_of(reader)
    tokens = {str(place): f"{place} · {piece}" for place, piece in enumerate(seen.tokens.labels, start=1)}
    picked = address.choice(text("layer_norm.token"), tokens, key="add_and_norm_token", dropdown=True)
    token = int(picked) - 1
    piece = seen.tokens.labels[token]
    figure = session.drawn(token_through_depth, seen, token, text, session.current_theme())
    session.show_figure(figure, key="add_and_norm_depth", alt=text("layer_norm.depth_alt", piece=piece))
    st.caption(text("layer_norm.depth_caption", piece=markdown_escape(piece)))


def highway_values(reader: Reader) -> Mapping[str, object]:
    flow = lesson.gradient_flow(reader.translation)
    return {"times": 1 / flow.remaining}


def show_highway(reader: Reader) -> None:
    """How long the gradient is at each sublayer, with the residual connections open and closed."""
    text = reader.text
    flow = lesson.gradient_flow(reader.translation)
    named = [(text(f"lesson_add_and_norm.way_{way}"), getattr(flow, way).tolist()) for way in ("open", "closed")]
    names = [site_name(site, text) for site in flow.sites]
    up = text("lesson_add_and_norm.gradient")
    figure = session.drawn(curves, named, names, up=up, log=True, height=340, theme=session.current_theme())
    ends = {"open": float(flow.open[0]), "closed": float(flow.closed[0])}
    session.show_figure(figure, key="add_and_norm_highway", alt=text("lesson_add_and_norm.highway_alt", **ends))


def choose_depth(reader: Reader, key: str) -> int:
    return int(address.choice(reader.text("lesson_add_and_norm.depth"), {n: n for n in DEPTHS}, key=key))


def show_four_ways(reader: Reader) -> None:
    """Untrained stacks with residual connections and norms, with one of them, with neither."""
    depth = choose_depth(reader, "add_and_norm_depth_four")
    ways = {
        (residual, norm): lesson.untrained(depth, residual=residual, norm=norm)
        for residual in (True, False)
        for norm in (True, False)
    }
    st.table(four_ways_table(ways, reader.text))
    st.caption(reader.text("lesson_add_and_norm.four_ways", tokens=lesson.N_TOKENS, features=lesson.D_MODEL))


def show_pre_and_post(reader: Reader) -> None:
    """Gradients and sizes of the stream, with the norms after and in front of the sublayers."""
    text, theme = reader.text, session.current_theme()
    depth = choose_depth(reader, "add_and_norm_depth_pre")
    found = {placement: lesson.untrained(depth, placement) for placement in ("post", "pre")}
    names = {placement: text(f"lesson_add_and_norm.{placement}") for placement in found}
    left, right = st.columns(2)
    with left:
        figure = session.drawn(
            curves,
            [(names[placement], one.gradients.tolist()) for placement, one in found.items()],
            range(1, depth + 1),
            across=text("lesson_add_and_norm.layer"),
            up=text("lesson_add_and_norm.gradient"),
            theme=theme,
        )
        session.show_figure(figure, key="add_and_norm_gradients", alt=text("lesson_add_and_norm.gradients_alt"))
    with right:
        figure = session.drawn(
            curves,
            [(names[placement], one.sizes.tolist()) for placement, one in found.items()],
            range(depth + 1),
            across=text("lesson_add_and_norm.after_layer"),
            up=text("lesson_add_and_norm.size"),
            theme=theme,
        )
        session.show_figure(figure, key="add_and_norm_sizes", alt=text("lesson_add_and_norm.sizes_alt"))
    st.caption(text("lesson_add_and_norm.untrained"))


def show_links(reader: Reader) -> None:
    """Where one goes on."""
    text = reader.text
    to = {"sentence": reader.sentence, "lang": reader.language}
    st.page_link("pages/layer_norm.py", label=text("lesson_add_and_norm.link_page"), query_params=to)
    st.page_link("pages/compare.py", label=text("lesson_add_and_norm.link_compare"), query_params=to)
