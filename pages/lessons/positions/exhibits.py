"""What the steps show: orders of words with positions and without; plain and sinusoidal positions; the rotation."""

from collections.abc import Mapping

import numpy as np
import streamlit as st

from model.lessons.order_by_hand import attend_in_order
from model.lessons.word_order import Reordered, reorder, reversed_order, shuffled_order
from model.position_comparison import mean_embedding_length, position_length, rotation
from model.positions import sinusoidal
from pages import _loaded as loaded
from pages import _session as session
from pages.lessons.lesson import Reader
from viz.lesson.order_tables import numbers_table, orders_table, plain_table, translations_table
from viz.lesson.position_clocks import position_clocks
from viz.number_grid import number_grid
from viz.positions_added import plain_lines, position_table
from viz.positions_table import turned_pair

D_MODEL = 8
"""Numbers of a small position."""
FURTHEST, LARGEST_OFFSET = 50, 20


def reversed_sentence(reader: Reader) -> Reordered:
    """The reader's words from right to left."""
    tokens = reader.translation.typed
    return reorder(loaded.translator(reader.model), tokens, reversed_order(tokens))


def show_two_orders(reader: Reader) -> None:
    """What the model, as it is, makes of the words from left to right and from right to left."""
    found = reversed_sentence(reader)
    st.table(translations_table(found, [found.with_positions], reader.text))


def show_without(reader: Reader) -> None:
    """The words in any order, with positions and without: how far each word's state moves, and the translations."""
    text, tokens = reader.text, reader.translation.typed
    number = st.slider(text("lesson_positions.shuffle"), 1, 20, key="positions_shuffle", bind="query-params")
    found = reorder(loaded.translator(reader.model), tokens, shuffled_order(tokens, number))
    readings = [found.with_positions, found.without_positions]
    changes = np.stack([reading.change.numpy() for reading in readings])
    figure = session.drawn(
        number_grid,
        changes,
        [text("lesson_positions.with"), text("lesson_positions.without")],
        found.words,
        highest=max(1.0, float(changes.max())),
        unit=text("lesson_positions.change"),
        theme=session.current_theme(),
    )
    largest = found.without_positions.largest
    session.show_figure(figure, key="positions_without", alt=text("lesson_positions.change_alt", largest=largest))
    st.caption(text("lesson_positions.change_caption", largest=largest))
    st.table(translations_table(found, readings, text))


def show_small_case(reader: Reader) -> None:
    """Three words in two orders, number by number."""
    text = reader.text
    positions = st.toggle(text("lesson_positions.add"), key="positions_add", bind="query-params")
    first, second = (attend_in_order(order, positions=positions) for order in ((0, 1, 2), (2, 1, 0)))
    st.table(orders_table(first, second, text))
    st.caption(text("lesson_positions.small_with" if positions else "lesson_positions.small_without"))


def length_values(reader: Reader) -> Mapping[str, object]:
    return {"tokens": len(reader.translation.typed), "step": 1 / len(reader.translation.typed)}


def show_plain(reader: Reader) -> None:
    """pos, and pos / T for two lengths."""
    text, places = reader.text, st.columns(2)
    first = places[0].slider(text("positions.total_1"), 2, 50, 5, key="positions_short", bind="query-params")
    second = places[1].slider(text("positions.total_2"), 50, 1000, 500, 10, key="positions_long", bind="query-params")
    figure = session.drawn(plain_lines, 20, (first, second), text=text, theme=session.current_theme(), height=210)
    session.show_figure(figure, key="positions_plain", alt=text("positions.plain_alt", first=first, second=second))
    st.table(plain_table((first, second), text))


def show_numbers(reader: Reader) -> None:
    """The first positions of four numbers."""
    st.table(numbers_table(sinusoidal(5, 4), reader.text))


def show_waves(reader: Reader) -> None:
    """The positions that are added to the reader's sentence."""
    text, stack = reader.text, reader.trace.encoder
    assert stack is not None
    assert stack.positions is not None
    tokens, size = stack.tokens, stack.positions.shape[1]
    figure = session.drawn(
        position_table, stack.positions, tokens, text=text, theme=session.current_theme(), height=360
    )
    alt = text("positions.table_alt", length=len(tokens), size=size, taken=len(tokens))
    session.show_figure(figure, key="positions_waves", alt=alt)


def size_values(reader: Reader) -> Mapping[str, object]:
    """How long the model's embeddings of this sentence are, and its positions; and their largest number anywhere."""
    stack = reader.trace.encoder
    assert stack is not None
    size = loaded.translator(reader.model).config.d_model
    furthest = float(sinusoidal(10_000, size).abs().max())
    return {
        "d": size,
        "embedding": mean_embedding_length(stack),
        "position": position_length(size),
        "largest": furthest,
    }


def show_rotation(reader: Reader) -> None:
    """Two positions as clocks, and the rotation that leads from one to the other for one pair."""
    text, places = reader.text, st.columns(3)
    position = places[0].slider(text("lesson_positions.pos"), 0, FURTHEST, 3, key="positions_pos", bind="query-params")
    offset = places[1].slider(
        text("positions.offset"), 0, LARGEST_OFFSET, 2, key="positions_offset", bind="query-params"
    )
    pair = places[2].slider(text("positions.pair"), 0, D_MODEL // 2 - 1, 0, key="positions_pair", bind="query-params")
    table = sinusoidal(FURTHEST + LARGEST_OFFSET + 1, D_MODEL)
    figure = session.drawn(position_clocks, table, position, offset, text=text, theme=session.current_theme())
    alt = text("lesson_positions.clocks_alt", first=position, second=position + offset, pairs=D_MODEL // 2)
    session.show_figure(figure, key="positions_clocks", alt=alt)
    columns = slice(2 * pair, 2 * pair + 2)
    block = rotation(offset, D_MODEL)[columns, columns]
    st.latex(turned_pair(block, table[position, columns], table[position + offset, columns], position, offset, pair))
