"""What the compare page shows below the heads: the stream of each word, what was expected next, and all numbers."""

from collections.abc import Callable

import pandas as pd
import streamlit as st

from model.analysis.attention_difference import AttentionDifference
from model.analysis.output_difference import OutputDifference
from model.analysis.stream_difference import StreamDifference
from model.attention_view import Cell
from model.trace import asking_stack
from pages import _address as address
from pages import _attention_settings as settings
from pages import _session as session
from pages._compare_heads import follow
from pages._compare_sides import Sides
from pages._tables import table_on_request
from viz.comparison import next_piece_bars, output_grid, stream_grid
from viz.comparison_tables import output_table, rows_table, stream_table, weights_table

DISTANCES = ("cosine", "length")


@session.part
def show_stream(sides: Sides, difference: AttentionDifference) -> None:
    """The stream of the words that look: the encoder's, or else the decoder's."""
    text, theme = session.text(), session.current_theme()
    st.subheader(text("compare.stream_title"), anchor=False)
    stream = _stream(sides, difference)
    if not stream:
        st.info(text("compare.stream_none"))
        return
    st.caption(text("compare.stream_caption"))
    shown = {name: text(f"compare.distance_{name}") for name in DISTANCES}
    distance = address.choice(text("compare.distance"), shown, key="distance", help=text("compare.distance_help"))
    values = stream.cosine if distance == "cosine" else stream.length
    largest, word = stream.largest(values)
    alt = text("compare.stream_alt", distance=shown[distance], largest=largest, word=word)
    session.show_figure(
        session.drawn(stream_grid, stream.words, values, shown[distance], text, theme), key="stream_change", alt=alt
    )


def _stream(sides: Sides, difference: AttentionDifference) -> StreamDifference | None:
    """The stream of the words that look; None for two models."""
    return sides.comparison.stream.get(asking_stack(difference.kind))


@session.part
def show_output(sides: Sides) -> None:
    """How far the expectations lie apart, word by word, and the pieces that were expected at one of them."""
    text, theme, output = session.text(), session.current_theme(), sides.comparison.output
    st.subheader(text("compare.output_title"), anchor=False)
    st.caption(text("compare.output_caption" if output.same_vocabulary else "compare.output_caption_models"))
    grid = st.container()
    place = _choose_word(output)
    label = output.words.labels[place]
    if output.same_vocabulary:
        codes = settings.focus_codes(output.words.labels)

        def select(clicked: list[int]) -> None:
            st.session_state["word"] = codes[clicked[1]]

        most = output.telling
        values = {"largest": float(output.total_variation[most]), "word": output.words.labels[most]}
        with grid:
            figure = session.drawn(output_grid, output, place, text, theme)
            session.show_figure(figure, key="output", alt=text("compare.output_alt", **values), on_click=select)
    pieces = output.next_pieces(place)
    alt = text("compare.bars_alt", word=label, piece=pieces[0].label)
    session.show_figure(session.drawn(next_piece_bars, pieces, sides.names, text, theme), key="next_pieces", alt=alt)
    st.caption(text("compare.bars_caption"))


def _choose_word(output: OutputDifference) -> int:
    text, labels = session.text(), output.words.labels
    codes = settings.focus_codes(labels)
    automatic = text("compare.word_differs", word=labels[output.telling])
    code = follow(text("compare.word"), automatic, dict(zip(codes, labels, strict=True)), key="word")
    return output.telling if code is None else codes.index(code)


def show_numbers(sides: Sides, difference: AttentionDifference, heads: tuple[Cell, Cell]) -> None:
    """All numbers: of every head for one model, of the chosen `heads` for two."""
    text, output, stream = session.text(), sides.comparison.output, _stream(sides, difference)
    pairs = [(cell, cell) for cell in difference.views[0].cells] if sides.comparison.same_model else [heads]
    tables: dict[str, Callable[[], pd.DataFrame]] = {
        "rows": lambda: rows_table(difference, pairs, text),
        "weights": lambda: weights_table(difference, pairs, text),
        "output": lambda: output_table(output, text),
    }
    if stream:
        tables["stream"] = lambda: stream_table(stream, text)
    for name, make in tables.items():
        table_on_request(text(f"compare.numbers_{name}"), make, f"headlight-compare-{name}", key=f"{name}_numbers")
