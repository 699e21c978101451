"""What the lesson on embeddings shows of trained vectors: neighbours, a cosine by hand, the map."""

import streamlit as st

from model.lessons import embeddings
from model.lessons.embeddings import CosineSteps
from pages import _address as address
from pages import _loaded as loaded
from pages import _models as models
from pages import _results as results
from pages import _session as session
from pages.lessons.lesson import Reader
from viz.lesson.cosine_bars import cosine_bars
from viz.lesson.embedding_numbers import cosine_latex
from viz.lesson.word_map import word_map
from viz.text import markdown_escape

SEEDS = "seven red sister cat"
BY_HAND = 3  # numbers of a vector that are multiplied by hand
_LISTED, _AROUND, _MOST_SEEDS = 6, 6, 6


def words_of(reader: Reader) -> list[str]:
    """The words of the sentence that have a vector of their own, the rarest first; of the example where none has."""
    known = embeddings.whole_words(loaded.translator(reader.model).tokenizer)
    for sentence in (reader.sentence, models.known(reader.model).sentence):
        typed = results.translation(sentence, name=reader.model).typed
        if found := {word for word in typed.words if word in known}:
            return sorted(found, key=known.__getitem__, reverse=True)
    raise AssertionError("the example has words")


def show_neighbours(reader: Reader) -> None:
    """The words whose vectors point most nearly where that of a word of the sentence does."""
    text, model = reader.text, loaded.translator(reader.model)
    known = embeddings.whole_words(model.tokenizer)
    words = {word: word for word in words_of(reader)}
    word = address.choice(text("lesson_embeddings.word"), words, key="embeddings_word", dropdown=True)
    vectors = model.transformer.embeddings("decoder")
    found = embeddings.nearest(known[word], vectors, list(known.values()), _LISTED)
    names = [model.tokenizer.piece(one.token)[1:] for one in found]
    values = [one.cosine for one in found]
    figure = session.drawn(
        cosine_bars, names, values, unit=text("lesson_embeddings.cosine"), theme=session.current_theme()
    )
    listed = ", ".join(f"{name} {value:.2f}" for name, value in zip(names, values, strict=True))
    session.show_figure(
        figure, key="neighbours", alt=text("lesson_embeddings.neighbours_alt", word=word, listed=listed)
    )
    average = float(embeddings.cosines(known[word], vectors, list(known.values())).mean())
    st.caption(text("lesson_embeddings.neighbours_caption", n=len(known), average=average, word=markdown_escape(word)))


def show_cosine(reader: Reader) -> None:
    """The cosine of two words over their first numbers, number by number, and over all of them."""
    text, model = reader.text, loaded.translator(reader.model)
    known = embeddings.whole_words(model.tokenizer)
    vectors, word = model.transformer.embeddings("decoder"), words_of(reader)[0]
    (near,) = embeddings.nearest(known[word], vectors, list(known.values()), 1)
    rows = [vectors[token] for token in (known[word], near.token)]
    first, second = (row[:BY_HAND].double().mul(100).round().div(100) for row in rows)  # as they are written
    names = {"a": markdown_escape(word), "b": markdown_escape(model.tokenizer.piece(near.token)[1:])}
    st.markdown(text("lesson_embeddings.by_hand", n=BY_HAND, **names))
    st.latex(cosine_latex(CosineSteps(first, second)))
    st.caption(text("lesson_embeddings.all_numbers", n=model.config.d_model, cosine=near.cosine))


def show_map(reader: Reader) -> None:
    """Some words, each with its nearest ones, in the plane in which they differ most."""
    text, model = reader.text, loaded.translator(reader.model)
    known = embeddings.whole_words(model.tokenizer)
    label, options = text("lesson_embeddings.seeds"), {"max_chars": 60, "bind": "query-params"}
    typed = st.text_input(label, SEEDS, key="embeddings_seeds", **options).split()
    if unknown := [word for word in typed if word not in known]:
        st.info(text("lesson_embeddings.no_vector", words=markdown_escape(", ".join(unknown))))
    seeds = [word for word in dict.fromkeys(typed) if word in known][:_MOST_SEEDS] or SEEDS.split()
    vectors, groups = model.transformer.embeddings("decoder"), dict[int, int]()
    for group, seed in enumerate(seeds):
        around = embeddings.nearest(known[seed], vectors, list(known.values()), _AROUND)
        for token in (known[seed], *(one.token for one in around)):
            groups.setdefault(token, group)
    words = [model.tokenizer.piece(token)[1:] for token in groups]
    plane = embeddings.principal_plane(vectors[list(groups)])
    figure = session.drawn(word_map, plane, words, list(groups.values()), text=text, theme=session.current_theme())
    alt = text("lesson_embeddings.map_alt", n=len(words), seeds=", ".join(seeds))
    session.show_figure(figure, key="word-map", alt=alt)
    st.caption(text("lesson_embeddings.map_caption", share=sum(plane.shares), others=model.config.d_model - 2))
