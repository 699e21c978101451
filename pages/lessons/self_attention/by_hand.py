"""The steps that follow two or three words from X to what attention gives them.

Words and numbers are chosen in the first of these steps and shared with the others.
"""

from collections.abc import Mapping

import streamlit as st

from model.errors import HeadlightError
from model.lessons.attention_by_hand import Attended, Matrix, attend, example_matrices, read_matrix, vectors, words_of
from pages import _address as address
from pages import _loaded as loaded
from pages import _session as session
from pages.lessons.lesson import Reader, share, shared
from viz.labels import number_text
from viz.lesson import sums_by_hand as sums
from viz.lesson.prose import Markdown
from viz.text import markdown_escape

EXAMPLE = "Thinking Machines"
SIZES = ("2", "3")
WORDS, D_K, PROJECTION = "self_attention_words", "self_attention_d_k", "self_attention_projection"
OWN = {f"self_attention_{name}": symbol for name, symbol in zip("xqkv", ("X", "W^Q", "W^K", "W^V"), strict=True)}
"""Where own numbers stand in the address; empty for those of the model or of the example."""
LETTERS = {"query": "q", "key": "k", "value": "v"}


def made(reader: Reader) -> Attended:
    """All stages for the chosen words: as the first step shared them, else as the address says, else the example."""
    found = shared(WORDS)
    if isinstance(found, Attended):
        return found
    asked = st.query_params
    try:
        own = {key: asked.get(key, "") for key in OWN}
        return _make(asked.get(WORDS, EXAMPLE), int(asked.get(D_K, SIZES[0])), own)
    except (HeadlightError, ValueError):
        return _example()


def choose_words(reader: Reader) -> None:
    """Two or three words, the size of a query, numbers of one's own; and X."""
    text = reader.text
    left, right = st.columns([3, 2])
    with left:
        typed = st.text_input(text("lesson_self_attention.words"), EXAMPLE, key=WORDS, bind="query-params")
    with right:
        size = address.choice(text("lesson_self_attention.d_k"), {size: size for size in SIZES}, key=D_K)
    d_k, place = int(size), st.container()
    with st.expander(text("lesson_self_attention.own")):
        st.caption(text("lesson_self_attention.own_help", words=len(typed.split()), d_k=d_k))
        own = {key: _own_matrix(key, d_k) for key in OWN}
    with place:
        try:
            found = _make(typed, d_k, own)
        except HeadlightError as error:
            st.error(session.error_message(error) + " " + text("learn.example_instead", sentence=EXAMPLE))
            found = _example()
        st.table(sums.inputs_table(found))
        st.caption(text("lesson_self_attention.pieces", pieces=_pieces(found)))
    share(WORDS, found)


def show_projections(reader: Reader) -> None:
    """X times one of the three matrices, and every number of the product as a sum."""
    text, found = reader.text, made(reader)
    names = {name: text(f"lesson_self_attention.projection_{name}") for name in LETTERS}
    name = address.choice(text("lesson_self_attention.projection"), names, key=PROJECTION)
    projected = {"query": found.queries, "key": found.keys, "value": found.values}[name]
    letter = LETTERS[name]
    st.latex(sums.projection_in_tex(projected, letter))
    st.table(sums.projection_table(found, projected, letter, text))


def show_scores(reader: Reader) -> None:
    st.table(sums.scores_table(made(reader), reader.text))


def show_weights(reader: Reader) -> None:
    st.table(sums.weights_table(made(reader), reader.text))


def show_outputs(reader: Reader) -> None:
    st.table(sums.outputs_table(made(reader), reader.text))


def score_values(reader: Reader) -> Mapping[str, object]:
    found = made(reader)
    return {
        "first": found.words[0],
        "second": found.words[1],
        "d_k": found.d_k,
        "root": Markdown(number_text(found.root)),
    }


def row_values(reader: Reader) -> Mapping[str, object]:
    """The row of the first word."""
    found = made(reader)
    row = found.rows[0]
    best = row.shares.index(max(row.shares))
    return {
        "first": found.words[0],
        "best": found.words[best],
        "weight": Markdown(number_text(row.shares[best])),
        "scores": Markdown(sums.in_words(row.scores)),
        "powers": Markdown(sums.in_words(row.powers)),
    }


def output_values(reader: Reader) -> Mapping[str, object]:
    found = made(reader)
    return {
        "first": found.words[0],
        "output": Markdown(f"({sums.in_words(found.outputs[0])})"),
        "rounding": found.rounding,
    }


def _own_matrix(key: str, d_k: int) -> str:
    """A matrix typed by the reader, or nothing; what stands there otherwise is shown in the empty box."""
    examples = dict(zip(list(OWN)[1:], example_matrices(d_k), strict=True))
    written = sums.in_one_line(examples[key]) if key in examples else session.text()("lesson_self_attention.own_x")
    return st.text_input(f"${OWN[key]}$", key=key, placeholder=written, bind="query-params")


def _make(typed: str, d_k: int, own: Mapping[str, str]) -> Attended:
    words = words_of(typed)
    x, *own_matrices = (read_matrix(text) if text.strip() else None for text in own.values())
    matrices = [one or other for one, other in zip(own_matrices, example_matrices(d_k), strict=True)]
    return attend(words, x or _vectors(words), *matrices, d_k=d_k)


def _vectors(words: tuple[str, ...]) -> Matrix:
    translator = loaded.translator()
    return vectors(translator.read(" ".join(words)), words, translator.transformer)


def _example() -> Attended:
    return _make(EXAMPLE, int(SIZES[0]), dict.fromkeys(OWN, ""))


def _pieces(found: Attended) -> str:
    """How the model reads the words: "Th + ink + ing"."""
    tokens = loaded.translator().read(" ".join(found.words))
    return markdown_escape(" ".join(label for label, span in zip(tokens.labels, tokens.spans, strict=True) if span))
