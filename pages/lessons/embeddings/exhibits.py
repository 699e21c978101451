"""What the lesson on embeddings shows of one-hot vectors and the table."""

from collections.abc import Mapping

import streamlit as st

from model.lessons import embeddings
from model.lessons.embeddings import Indexed
from pages import _address as address
from pages import _loaded as loaded
from pages import _session as session
from pages.lessons.lesson import Reader
from viz.lesson.chips import chips
from viz.lesson.embedding_numbers import lookup_latex, one_hot_table, sum_latex
from viz.text import markdown_escape

EXAMPLE = "我爱我的祖国"
CHARACTERS_FROM = "zh-en"  # the shipped model whose vocabulary has Chinese characters
SHOWN = 3  # numbers of each vector
_TEXT, _LONGEST = "embeddings_text", 10  # characters

TEX = r"\lit{row}{x_t}\,\lit{table}{E} = \lit{vector}{E_{i_t}}"


def small_text() -> str:
    """The text that is taken apart: the reader's own, or the example."""
    typed = st.session_state.get(_TEXT, st.query_params.get(_TEXT, EXAMPLE))
    return typed if typed.strip() else EXAMPLE


def show_numbers(reader: Reader) -> None:
    """The sentence as the numbers that the model is given."""
    typed = reader.translation.typed
    st.caption(reader.text("lesson_embeddings.numbers"))
    st.markdown(
        chips(
            [f"{piece} {number}" for piece, number in zip(typed.pieces, typed.ids, strict=True)],
            session.current_theme(),
        )
    )


def example_numbers(reader: Reader) -> Mapping[str, object]:
    """Two animals, and the word that has the number after the first one's: numbers say nothing of what words mean."""
    known = embeddings.whole_words(loaded.translator(reader.model).tokenizer)
    cat, dog = known["cat"], known["dog"]
    after, number = next((word, token) for word, token in known.items() if token > cat)
    return {"cat": cat, "dog": dog, "after": after, "number": number}


def sizes(reader: Reader) -> Mapping[str, object]:
    config = loaded.translator(reader.model).config
    return {
        "vocabulary": config.vocabulary_size,
        "d_model": config.d_model,
        "numbers": config.vocabulary_size * config.d_model,
    }


def show_one_hot(reader: Reader) -> None:
    """A short text as characters, indices and one-hot vectors."""
    text = reader.text
    options = {"max_chars": _LONGEST, "bind": "query-params", "persist_state": "session"}
    typed = st.text_input(text("lesson_embeddings.text"), EXAMPLE, key=_TEXT, **options)
    if st.session_state.setdefault(f"{_TEXT}_seen", typed) != typed:
        st.session_state[f"{_TEXT}_seen"] = typed
        st.rerun()  # the next steps read this text, too
    indexed = embeddings.index(small_text())
    n, different = indexed.one_hot.shape
    indices = " ".join(map(str, indexed.indices))
    st.markdown(text("lesson_embeddings.indexed", n=n, different=different, indices=indices))
    st.table(one_hot_table(indexed, text), hide_index=True)


def show_lookup(reader: Reader) -> None:
    """The one-hot vector of a character times the vectors of all, which another shipped model has learnt."""
    text = reader.text
    indexed = embeddings.index(small_text())
    position = _choose_position(indexed, text("lesson_embeddings.position"))
    model = loaded.translator(CHARACTERS_FROM)
    tokens = embeddings.character_tokens(indexed.different, model.tokenizer)
    table = model.transformer.embeddings("encoder")[tokens][:, :SHOWN]
    one_hot = indexed.one_hot
    st.latex(lookup_latex(one_hot[position].tolist(), table))
    st.latex(sum_latex(one_hot[position].tolist(), table[:, 0]))
    looked_up = table[list(indexed.indices)]
    error = float((one_hot.float() @ table - looked_up).abs().max())
    names = ", ".join(f"{index} {markdown_escape(each)}" for index, each in enumerate(indexed.different))
    st.caption(text("lesson_embeddings.same", error=error, names=names, rows=len(one_hot), shown=SHOWN))


def _choose_position(indexed: Indexed, label: str) -> int:
    names = {f"{place}-{each}": f"{place} · {each}" for place, each in enumerate(indexed.characters, start=1)}
    return list(names).index(address.choice(label, names, key="embeddings_position"))


def show_links(reader: Reader) -> None:
    text = reader.text
    st.page_link(
        "pages/layer_norm.py", label=text("lesson_embeddings.to_stream"), icon=":material/align_vertical_center:"
    )
    st.page_link("pages/methods.py", label=text("lesson_embeddings.to_lens"), icon=":material/balance:")
