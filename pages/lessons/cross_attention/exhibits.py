"""What the steps of the lesson show: the bridge closed for a word, counts, a row by hand, two matrices, a cut."""

from collections.abc import Mapping

import streamlit as st

from model.analysis.alignment import align
from model.coreference import word_codes
from model.decoding.forcing import Spelling
from model.interventions import EdgeCut, to_text
from model.lessons import cross_attention as cross
from pages import _address as address
from pages import _results as results
from pages import _session as session
from pages._laboratory_choices import choose_place
from pages._measuring import measured
from pages._tables import show_table
from pages.lessons.lesson import Reader
from viz.changed_text import with_gone, with_new
from viz.labels import head_of_layer_name
from viz.laboratory_names import row_names
from viz.lesson.cross_tables import matrix_table, products_table, row_table, shapes_table
from viz.lesson.word_matrix import word_matrix
from viz.probability_shift import probability_shift
from viz.text import markdown_escape

LAYER = 0  # the decoder of the lesson's model has one layer
KEY = "cross_attention"
_ALL = "all"
_ROW = 22  # pixels; the pieces of a sentence should be seen together


def hide_a_word(reader: Reader) -> None:
    """One word of the source hidden from every step of the decoder, and what it then writes."""
    text, theme, plain = reader.text, session.current_theme(), reader.translation
    words = {code: plain.typed.words[word] for code, word in word_codes(plain.typed).items()}
    options = {"-": text("lesson_cross_attention.hide_nothing"), **words}
    code = address.choice(text("lesson_cross_attention.hide"), options, key=f"{KEY}_hidden", dropdown=True)
    reads, writes = text("lesson_cross_attention.reads"), text("lesson_cross_attention.writes")
    if code == "-":
        st.markdown(f"**{reads}**   {markdown_escape(plain.typed.text)}")
        st.markdown(f"**{writes}**   {markdown_escape(plain.text)}")
        return
    word = word_codes(plain.typed)[code]
    intervene = cross.hidden(plain.typed, word)
    changed = results.translation(reader.sentence, name=reader.model, intervene=intervene)
    words_of_both = align(plain.tokens.words, changed.tokens.words)
    gone, new = words_of_both.changed(0), words_of_both.changed(1)
    st.markdown(f"**{reads}**   {with_gone(plain.typed, [word], theme)}")
    st.markdown(f"**{writes}**   {with_gone(plain.tokens, gone, theme)}")
    st.markdown(f"**{writes}**   {with_new(changed.tokens, new, theme)}")
    if not (gone or new):
        st.caption(text("lesson_cross_attention.same"))
    show_cut(reader, intervene)


def show_cut(reader: Reader, intervene: str) -> None:
    """An intervention in writing, and the way to the laboratory with it."""
    to = {"sentence": reader.sentence, "intervene": intervene, "lang": reader.language}
    label = reader.text("lesson_cross_attention.in_laboratory")
    with st.container(horizontal=True, vertical_alignment="center"):
        st.code(intervene, language=None, width="content")
        st.page_link("pages/laboratory.py", label=label, icon=":material/science:", query_params=to, width="content")


def d_model(reader: Reader) -> Mapping[str, object]:
    return {"d_model": str(reader.translation.translator.config.d_model)}


def count_and_shapes(reader: Reader) -> None:
    """How often each tensor was computed while the translation was written, and its shape at the end."""
    st.table(shapes_table(reader.trace, cross.times_computed(reader.translation), LAYER, reader.text))


def show_code(reader: Reader) -> None:
    """One head of cross attention, with a mistake."""
    st.code("\n".join(cross.CODE), language="python")


def row_by_hand(reader: Reader) -> None:
    """One row of one head from its query and the keys, beside the model's own weights."""
    text, attention = reader.text, reader.trace.attention("cross")[LAYER]
    source = reader.translation.typed
    with st.container(horizontal=True, vertical_alignment="bottom"):
        place = _choose_piece(reader, "row")
        head = _choose_head(reader)
    row = cross.row_by_hand(attention, head, place)
    st.dataframe(row_table(row, source.labels, text), hide_index=True, height="content", row_height=_ROW)
    difference = float((row.weights - attention.weights[head, place]).abs().max())
    total = float(row.exponentials.sum())
    st.caption(text("lesson_cross_attention.row_check", total=total, difference=difference))
    word = markdown_escape(source.labels[row.largest])
    with st.popover(text("lesson_cross_attention.products", d_k=len(row.query), word=word)):
        st.dataframe(products_table(row, row.largest, text), hide_index=True)
        st.caption(text("lesson_cross_attention.products_sum", total=float(row.products[row.largest])))


def looks_and_needs(reader: Reader) -> None:
    """The weights beside what hiding each word costs, for every piece that was written."""
    text, translation = reader.text, reader.translation
    label = text("lesson_cross_attention.measuring")
    needs = measured(KEY, f"{reader.model} {reader.sentence}", label, lambda progress: cross.needs(translation))
    looks, written, words = cross.looks(translation), translation.tokens.labels, translation.typed.words
    looked, needed = looks.argmax(-1).tolist(), needs.argmax(-1).tolist()
    apart = [
        text(
            "lesson_cross_attention.difference",
            written=markdown_escape(written[place]),
            looked=markdown_escape(words[at]),
            needed=markdown_escape(words[lost]),
        )
        for place, (at, lost) in enumerate(zip(looked, needed, strict=True))
        if at != lost
    ]
    counts = {"same": len(written) - len(apart), "total": len(written)}
    alt = text("lesson_cross_attention.matrices_alt", **counts)
    matrices = (("looks", looks, 1.0), ("needs", needs, max(1.0, float(needs.max()))))
    for place, (name, values, highest) in zip(st.columns(2), matrices, strict=True):
        unit = text(f"lesson_cross_attention.{name}_unit")
        figure = session.drawn(word_matrix, values, highest, unit, written, words, session.current_theme())
        with place:
            session.show_figure(figure, key=f"{KEY}_{name}", alt=f"{unit}. {alt}")
    differences = "; ".join(apart) or text("lesson_cross_attention.matrices_all")
    st.caption(text("lesson_cross_attention.matrices_caption", differences=differences, **counts))
    with st.popover(text("lesson_cross_attention.numbers")):
        show_table(matrix_table(looks, needs, written, words, text), "headlight-alignment", key=f"{KEY}_save")


def cut_an_edge(reader: Reader) -> None:
    """One edge of cross attention cut, in one head or in all, and what becomes of the next piece."""
    text, translation = reader.text, reader.translation
    source, words = translation.typed, translation.typed.words
    looks = cross.looks(translation)
    with st.container(horizontal=True, vertical_alignment="bottom"):
        place = _choose_piece(reader, "edge")
        label = text("lesson_cross_attention.word")
        word = choose_place(label, words, words, int(looks[place].argmax()), f"{KEY}_edge_word")
        head = _choose_scope(reader)
    layer = None if head is None else LAYER
    cuts = [EdgeCut("cross", place, position, layer, head) for position in source.positions_of(word)]
    effect = results.effect(reader.sentence, reader.model, to_text(cuts))
    written = effect.written[place]
    own = effect.log_probabilities[:, place, written].exp().tolist()
    shown = markdown_escape(translation.tokens.labels[place])
    said = text("lesson_cross_attention.edge_says", written=shown, before=own[0], after=own[1])
    figure = session.drawn(
        probability_shift,
        effect.shifts(place, 5),
        Spelling(translation.translator.tokenizer),
        written=written,
        text=text,
        theme=session.current_theme(),
    )
    session.show_figure(figure, key=f"{KEY}_edge", alt=text("lesson_cross_attention.edge_alt", said=said))
    show_cut(reader, to_text(cuts))


def go_on(reader: Reader) -> None:
    """Pages of the app where one goes on."""
    for page, icon in (("attention", "grid_view"), ("decoding", "subdirectory_arrow_right"), ("laboratory", "science")):
        to = {"sentence": reader.sentence, "lang": reader.language}
        st.page_link(f"pages/{page}.py", label=reader.text(f"app.{page}"), icon=f":material/{icon}:", query_params=to)


def _choose_piece(reader: Reader, step: str) -> int:
    """A piece that is written, by what has been read before it; at first the one of the question."""
    translation = reader.translation
    target = translation.trace.target
    assert target is not None  # the lesson's model translates
    names = row_names(target.labels, "cross", translation.tokens.labels[-1])
    first = cross.telling_place(cross.looks(translation), translation.typed)
    label = reader.text("lesson_cross_attention.piece")
    return choose_place(label, names, target.labels, first, f"{KEY}_{step}_piece")


def _choose_head(reader: Reader) -> int:
    names = _head_names(reader)
    label = reader.text("lesson_cross_attention.head")
    return list(names).index(address.choice(label, names, key=f"{KEY}_row_head", dropdown=True))


def _choose_scope(reader: Reader) -> int | None:
    """The head in which an edge is cut; None for all of them."""
    names = _head_names(reader)
    offered = {**names, _ALL: reader.text("lesson_cross_attention.all_heads")}
    label = reader.text("lesson_cross_attention.cut_in")
    code = address.choice(label, offered, key=f"{KEY}_edge_head", dropdown=True)
    return None if code == _ALL else list(names).index(code)


def _head_names(reader: Reader) -> dict[str, str]:
    return {f"h{n + 1}": head_of_layer_name(n) for n in range(reader.translation.translator.config.n_heads)}
