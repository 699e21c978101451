"""What the steps show: all heads, what they look at, splitting and joining, habits, words in context, heads off."""

from collections.abc import Mapping
from typing import Any

import numpy as np
import streamlit as st
from numpy.typing import NDArray

from model.attention_view import AttentionView, Cell
from model.interventions import HeadOff, Place, to_text
from model.lessons.asking import asking_word
from model.lessons.many_heads import (
    EXAMPLES,
    Example,
    Look,
    favourites,
    habits,
    look,
    numbered,
    shapes,
    split,
    split_wrongly,
    state_change,
)
from pages import _address as address
from pages import _interventions as interventions
from pages import _loaded as loaded
from pages import _results as results
from pages import _session as session
from pages.lessons._sentence_words import choose_word
from pages.lessons.lesson import Reader
from viz.attention_grid import attention_grid
from viz.labels import head_name, head_of_layer_name, layer_name
from viz.lesson.head_split import head_split
from viz.lesson.looks_grid import looks_grid
from viz.lesson.shapes_table import shapes_table
from viz.number_grid import number_grid
from viz.text import markdown_escape

SMALL_WORDS, SMALL_MODEL = 3, 8
PAPER = (1024, 5, 512, 8)
"""Batch, length, d_model and heads of the worked example."""
CONTEXT, FAR = ("bank", "flies"), ("its", "making", "making_far")


def words_view(reader: Reader) -> AttentionView:
    return results.attention(reader.sentence, "encoder", name=reader.model)


def show_all_heads(reader: Reader) -> None:
    """Every head of the encoder at a glance."""
    view = words_view(reader)
    figure = session.drawn(attention_grid, view, [], session.current_theme())
    alt = reader.text("lesson_heads.grid_alt", heads=len(view.cells))
    session.show_figure(figure, key="heads_grid", alt=alt)


def last_layer(reader: Reader) -> tuple[AttentionView, int, list[int]]:
    """The view, the word that asks by itself, and what each head of the last layer looks at most."""
    view = words_view(reader)
    word = asking_word(view.queries)
    return view, word, favourites(view, view.values.shape[0] - 1, word)


def favourite_values(reader: Reader) -> Mapping[str, object]:
    view, word, _ = last_layer(reader)
    return {"word": view.queries.labels[word], "layers": view.values.shape[0], "heads": view.values.shape[1]}


def show_layer(reader: Reader) -> None:
    """What each head of one layer makes of one word."""
    text, view = reader.text, words_view(reader)
    left, right = st.columns(2)
    with left:
        word = choose_word(view.queries, text("lesson_heads.word"), key="heads_word")
    n_layers, n_heads = view.values.shape[:2]
    layer = right.slider(text("lesson_heads.layer"), 1, n_layers, n_layers, key="heads_layer", bind="query-params")
    figure = session.drawn(
        number_grid,
        view.values[layer - 1, :, word].numpy(),
        [head_of_layer_name(head) for head in range(n_heads)],
        view.keys.labels,
        highest=1.0,
        unit=text("lesson_heads.weight"),
        theme=session.current_theme(),
    )
    alt = text("lesson_heads.layer_alt", word=view.queries.labels[word], layer=layer)
    session.show_figure(figure, key="heads_layer_figure", alt=alt)


def show_split(reader: Reader) -> None:
    """A small X cut into heads, as it is done, or as it is often done wrongly."""
    text, (left, right) = reader.text, st.columns(2)
    with left:
        sizes = {str(size): str(size) for size in (2, 4, 8)}
        count = int(address.choice(text("lesson_heads.count"), sizes, key="heads_count"))
    wrong = right.toggle(text("lesson_heads.wrong"), key="heads_wrong", bind="query-params")
    x = numbered(SMALL_WORDS, SMALL_MODEL)
    cut = (split_wrongly if wrong else split)(x, count)
    figure = session.drawn(head_split, x, cut, text=text, theme=session.current_theme())
    session.show_figure(figure, key="heads_split", alt=text("lesson_heads.split_alt", heads=count))
    st.caption(text("lesson_heads.split_wrong" if wrong else "lesson_heads.split_right", shape=tuple(cut.shape)))


def show_shapes(reader: Reader) -> None:
    """The shapes of the worked example, and of the model on the reader's sentence."""
    config = loaded.translator(reader.model).config
    own = (1, len(reader.translation.typed), config.d_model, config.n_heads)
    st.table(shapes_table([(one, shapes(*one)) for one in (PAPER, own)], reader.text))


def show_habits(reader: Reader) -> None:
    """How much every head follows one habit on this sentence."""
    text, found = reader.text, habits(reader.trace)
    names = {habit: text(f"roles.role_{habit}") for habit in found.scores}
    habit = address.choice(text("lesson_heads.habit"), names, key="heads_habit", dropdown=True)
    scores, strongest = found.scores[habit], found.strongest(habit)
    _show_heads(scores.numpy(), strongest, text("lesson_heads.weight"), 1.0, key="heads_habits", reader=reader)
    name, value = head_name(*strongest), float(scores[strongest])
    st.caption(text("lesson_heads.habit_caption", head=name, value=value, mean=float(scores.mean())))


def show_context(reader: Reader) -> None:
    _show_examples(reader, CONTEXT, "heads_context")


def show_far(reader: Reader) -> None:
    _show_examples(reader, FAR, "heads_far")


def show_off(reader: Reader) -> None:
    """What each head alone changes when it is switched off, and the way to the laboratory."""
    text, effects = reader.text, results.head_effects(reader.sentence, reader.model, "zero")
    changes = effects.changes["encoder"]
    layer, head = divmod(int(changes.abs().argmax()), changes.shape[1])
    unit = text(f"lesson_heads.unit_{effects.measure}")
    highest = max(float(changes.abs().max()), 0.01)
    _show_heads(changes.numpy(), (layer, head), unit, highest, key="heads_off", reader=reader, lowest=-highest)
    st.caption(text("lesson_heads.off_caption", head=head_name(layer, head), change=float(changes[layer, head])))
    off = to_text([HeadOff(Place("encoder", layer), head)])
    to = {"lang": reader.language, "sentence": reader.sentence, interventions.KEY: off}
    label = text("lesson_heads.to_laboratory", head=head_name(layer, head))
    st.page_link("pages/laboratory.py", label=label, icon=":material/science:", query_params=to)


def _show_heads(
    values: NDArray[np.floating[Any]],
    chosen: Cell,
    unit: str,
    highest: float,
    *,
    key: str,
    reader: Reader,
    lowest: float = 0.0,
) -> None:
    """A number for every head, layers as rows."""
    n_layers, n_heads = values.shape
    figure = session.drawn(
        number_grid,
        values,
        [layer_name(layer) for layer in range(n_layers)],
        [head_of_layer_name(head) for head in range(n_heads)],
        highest=highest,
        lowest=lowest,
        unit=unit,
        theme=session.current_theme(),
        chosen=chosen,
    )
    session.show_figure(figure, key=key, alt=reader.text("lesson_heads.heads_alt", unit=unit, head=head_name(*chosen)))


def _show_examples(reader: Reader, names: tuple[str, ...], key: str) -> None:
    """What one word of an example looks at, over all heads: in one sentence, or in two that differ in another word."""
    text = reader.text
    options = {name: text(f"lesson_heads.example_{name}") for name in names}
    examples = EXAMPLES[address.choice(text("lesson_heads.example"), options, key=key)]
    looks = [_look(reader, example) for example in examples]
    expected = [found.words.index(example.expected) for found, example in zip(looks, examples, strict=True)]
    figure = session.drawn(looks_grid, looks, expected[0], text=text, theme=session.current_theme())
    weights = [float(found.largest[place]) for found, place in zip(looks, expected, strict=True)]
    alt = text("lesson_heads.look_alt", asking=examples[0].asking, expected=examples[0].expected, weight=weights[0])
    session.show_figure(figure, key=f"{key}_figure", alt=alt)
    for number, (example, found, place, weight) in enumerate(zip(examples, looks, expected, weights, strict=True), 1):
        st.caption(
            text(
                "lesson_heads.look_caption", n=number, asking=example.asking, expected=example.expected, weight=weight,
                head=head_name(*found.heads[place]),
                translation=markdown_escape(results.translation(example.sentence, name=reader.model).text),
            )
        )  # fmt: skip
    if len(examples) == 2:
        first, second = (results.seen(example.sentence, reader.model) for example in examples)
        change = state_change(first, second, examples[0].asking)
        st.caption(text("lesson_heads.moved", word=examples[0].asking, change=change))


def _look(reader: Reader, example: Example) -> Look:
    view = results.attention(example.sentence, "encoder", name=reader.model)
    return look(view, view.queries.labels.index(example.asking))
