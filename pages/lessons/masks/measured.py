"""What happens without the mask, measured; and the two ways of reading."""

from collections.abc import Mapping

import numpy as np
import streamlit as st

from model.lessons import masks
from pages import _address as address
from pages import _loaded as loaded
from pages import _session as session
from pages._measuring import measured
from pages.lessons.lesson import Reader
from viz.lesson.both_ways import both_ways_table
from viz.lesson.curves import Level, curves
from viz.number_grid import number_grid
from viz.text import markdown_escape

TRANSLATOR = "en-fr"  # a language model has no encoder, where pads must be masked
FITTING, HEIGHT = 8, 400  # rows of a table that a wall has room for; pixels of a longer one


def show_leak(reader: Reader) -> None:
    """One token exchanged: how far each prediction moves, with the mask and without it."""
    text = reader.text
    translator = loaded.translator(reader.model)
    tokens = reader.trace.tokens("decoder")[0]
    places = {str(n + 1): f"{n + 1} · {tokens.labels[n]}" for n in range(1, len(tokens))}
    middle = str(len(tokens) // 2 + 1)
    picked = address.choice_or_found(text("lesson_masks.exchange"), places, places[middle], key="masks_place")
    place = int(picked or middle) - 1
    found = masks.leak(translator, tokens, place)
    figure = session.drawn(
        number_grid,
        np.stack([found.masked.numpy(), found.unmasked.numpy()]),
        [text("lesson_masks.with_mask"), text("lesson_masks.without_mask")],
        tokens.labels,
        highest=1.0,
        unit=text("lesson_masks.moved"),
        theme=session.current_theme(),
    )
    session.show_figure(figure, key="masks_leak", alt=text("lesson_masks.leak_alt"))
    other = markdown_escape(translator.tokenizer.decode([found.other]))
    before = slice(0, place)
    st.markdown(
        text(
            "lesson_masks.leak_found",
            token=markdown_escape(tokens.labels[place]),
            other=other,
            masked=100 * float(found.masked[before].max()),
            unmasked=100 * float(found.unmasked[before].max()),
        )
    )


def loss_values(reader: Reader) -> Mapping[str, object]:
    """The mean loss on what the model wrote, with the mask and without it."""
    translator, written = loaded.translator(reader.model), tuple(reader.translation.decoding.token_ids)
    with_mask = masks.losses(translator, written).mean()
    return {"with": float(with_mask), "without": float(masks.losses(translator, written, masks.without_masks).mean())}


def show_learners(reader: Reader) -> None:
    """Two tiny models learn, when the reader asks for it."""
    text = reader.text
    if not st.toggle(text("lesson_masks.learn"), key="masks_learn", bind="query-params"):
        st.caption(text("lesson_masks.learn_first"))
        return
    label = text("lesson_masks.learning")
    with_mask, without = measured("masks learners", reader.model, label, masks.learners)
    named = [(text("lesson_masks.with_mask"), with_mask.losses), (text("lesson_masks.without_mask"), without.losses)]
    figure = session.drawn(
        curves,
        named,
        range(1, len(with_mask.losses) + 1),
        across=text("lesson_masks.steps"),
        up=text("lesson_masks.loss"),
        level=Level(text("lesson_masks.chance", chance=masks.CHANCE), masks.CHANCE),
        theme=session.current_theme(),
    )
    ends = {"with_end": with_mask.losses[-1], "without_end": without.losses[-1]}
    session.show_figure(figure, key="masks_losses", alt=text("lesson_masks.losses_alt", **ends))
    for name, learner in zip(("with", "without"), (with_mask, without), strict=True):
        right = {"training": 100 * float(np.mean(learner.in_training)), "use": 100 * float(np.mean(learner.in_use))}
        st.markdown(text(f"lesson_masks.right_{name}", **right))


def show_padding(reader: Reader) -> None:
    """The reader's sentence with pads behind it, read with the padding mask and without it."""
    text = reader.text
    pads = st.slider(text("lesson_masks.pads"), 0, 16, 8, key="masks_pads", bind="query-params")
    for masked in (True, False):
        found = masks.padded(loaded.translator(TRANSLATOR), reader.sentence, pads, masked=masked)
        with st.container(border=True):
            st.markdown(f"**{text('lesson_masks.with_mask' if masked else 'lesson_masks.without_mask')}**")
            st.markdown(f"*{markdown_escape(found.translation)}*" if found.translation else "…")
            numbers = {"attention": 100 * found.attention, "moved": 100 * found.moved}
            st.caption(text("lesson_masks.padded", **numbers))


def show_both_ways(reader: Reader) -> None:
    """The same probabilities, from one pass and token by token."""
    text = reader.text
    found = masks.both_ways(reader.translation)
    table = both_ways_table(found, text)
    st.dataframe(table, hide_index=True, height="content" if len(table) <= FITTING else HEIGHT)
    st.markdown(
        text(
            "lesson_masks.both_ways",
            difference=f"{found.difference:.0e}",
            steps=len(found.tokens),
            at_once=found.at_once_ms,
            in_turn=found.in_turn_ms,
        )
    )
