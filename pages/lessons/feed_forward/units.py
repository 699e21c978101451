"""Inside a feed-forward sublayer: its numbers, its activation, its units."""

from collections.abc import Mapping

import streamlit as st

from model.lessons import feed_forward as lesson
from model.trace import StackTrace
from pages import _address as address
from pages import _loaded as loaded
from pages import _session as session
from pages._measuring import measured
from pages.lessons.lesson import Reader
from viz.labels import layer_name
from viz.lesson.curves import curves
from viz.lesson.excited import excited_in_words
from viz.lesson.tiny_feed_forward import tiny_equations
from viz.number_grid import number_grid
from viz.text import markdown_escape

STEPS = [step / 10 for step in range(-40, 41)]
SENTENCES = 200


def encoder_of(reader: Reader) -> StackTrace:
    encoder = reader.trace.encoder
    assert encoder is not None
    return encoder


def show_tiny(reader: Reader) -> None:
    """Two vectors of two numbers through the same small weights."""
    left, right = st.columns(2)
    with left:
        first = st.number_input("x₁", -9.0, 9.0, 2.0, 0.5, "%g", key="feed_forward_x1", bind="query-params")
    with right:
        second = st.number_input("x₂", -9.0, 9.0, -1.0, 0.5, "%g", key="feed_forward_x2", bind="query-params")
    for equation in tiny_equations(lesson.tiny([first, second]), lesson.W1, lesson.B1, lesson.W2, lesson.B2):
        st.latex(equation)


def show_curves(reader: Reader) -> None:
    """Four activation functions, and their values and slopes at the reader's x."""
    text = reader.text
    x = st.slider("x", -4.0, 4.0, -1.0, 0.1, key="feed_forward_x", bind="query-params")
    names = {name: text(f"lesson_feed_forward.{name}") for name in lesson.ACTIVATIONS}
    named = [(names[name], lesson.curve(name, STEPS).values.tolist()) for name in lesson.ACTIVATIONS]
    figure = session.drawn(curves, named, STEPS, across="x", up="f(x)", at=x, theme=session.current_theme())
    session.show_figure(figure, key="feed_forward_curves", alt=text("lesson_feed_forward.curves_alt"))
    here = {names[name]: lesson.curve(name, [x]) for name in lesson.ACTIVATIONS}
    shown = [
        text("lesson_feed_forward.here", name=name, value=float(one.values), slope=float(one.slopes))
        for name, one in here.items()
    ]
    st.markdown("  \n".join(shown))


def active_values(reader: Reader) -> Mapping[str, object]:
    """How many units are on, on average, in percent; and how many there are."""
    encoder = encoder_of(reader)
    share, layers = lesson.active(encoder), [layer.sublayer("feed_forward") for layer in encoder.layers]
    units = next(one.activations.shape[-1] for one in layers if one is not None and one.activations is not None)
    return {"percent": 100 * float(share.mean()), "units": units, "on": round(units * float(share.mean()))}


def show_active(reader: Reader) -> None:
    """The share of active units by layer and token."""
    text, encoder = reader.text, encoder_of(reader)
    share = 100 * lesson.active(encoder).numpy()
    figure = session.drawn(
        number_grid,
        share,
        [layer_name(layer) for layer in range(len(share))],
        encoder.tokens.labels,
        highest=float(share.max()),
        unit=text("lesson_feed_forward.active"),
        theme=session.current_theme(),
    )
    means = ", ".join(f"{layer_name(layer)} {mean:.1f}%" for layer, mean in enumerate(share.mean(1).tolist()))
    session.show_figure(figure, key="feed_forward_active", alt=text("lesson_feed_forward.active_alt", means=means))
    st.caption(text("lesson_feed_forward.layers", means=means))


def show_unit(reader: Reader) -> None:
    """A unit that is on for a word of the reader's sentence, and what else excites it."""
    text, encoder = reader.text, encoder_of(reader)
    tokens = {str(place): f"{place} · {piece}" for place, piece in enumerate(encoder.tokens.labels, start=1)}
    second = str(min(2, len(tokens)))
    left, right = st.columns(2)
    with left:
        label = text("lesson_feed_forward.token")
        token = address.choice_or_found(label, tokens, tokens[second], key="feed_forward_token")
    with right:
        layers = {str(n): layer_name(n - 1) for n in range(1, len(encoder.layers) + 1)}
        label = text("lesson_feed_forward.layer")
        layer = int(address.choice(label, layers, key="feed_forward_layer", dropdown=True)) - 1
    place = int(token or second) - 1
    label = text("lesson_feed_forward.reading", sentences=SENTENCES)
    translator = loaded.translator(reader.model)
    found = measured(
        "feed-forward responses",
        reader.model,
        label,
        lambda progress: lesson.responses(translator, lesson.held_out(SENTENCES), progress),
    )
    units = {str(unit + 1): f"#{unit + 1}" for unit in lesson.loudest_units(encoder, layer, place, found)}
    unit = int(address.choice(text("lesson_feed_forward.unit"), units, key="feed_forward_unit")) - 1
    words = {"unit": unit + 1, "layer": layer_name(layer), "share": 100 * float(found.share[layer, unit])}
    piece = markdown_escape(encoder.tokens.labels[place])
    st.markdown(text("lesson_feed_forward.unit_is", token=piece, **words))
    st.markdown("  \n".join(excited_in_words(found, layer, unit, session.current_theme())))
    st.caption(text("lesson_feed_forward.unit_from", sentences=SENTENCES, top=lesson.TOP))
