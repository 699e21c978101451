"""What the lesson on tokens shows beside its text."""

from collections.abc import Mapping

import streamlit as st

from model.lessons import tokens as bpe
from pages import _address as address
from pages import _loaded as loaded
from pages import _session as session
from pages._position_kinds import bounded_slider
from pages.lessons.lesson import Reader, show_equation
from viz.lesson.chips import chips, counted_words
from viz.lesson.merge_tables import pair_table, sum_table
from viz.text import markdown_escape

SMALL_TEXT = (
    "I learn, you learn, she learns. I love reading, you love playing. A machine is reading, a machine is playing."
)
READ = "I love machine learning"
_TEXT, _SEEN, _LONGEST = "tokens_text", "tokens_text_seen", 400  # characters that can still be followed
_MOST_PAIRS = 5

TEX = (
    r"\lit{best}{(a, b)^{\ast}} = \underset{\lit{pair}{(a,\,b)}}{\operatorname{arg\,max}}"
    r"\; \sum_{\lit{word}{w}} \lit{count}{c(w)} \cdot \lit{inside}{n_{ab}(w)}"
)


def small_text() -> str:
    """The text that pieces are learnt from: the reader's own, or the example."""
    return st.session_state.get(_TEXT, st.query_params.get(_TEXT, SMALL_TEXT))


def show_letters_and_words(reader: Reader) -> None:
    """The sentence in the two ways that everybody knows."""
    text, theme = reader.text, session.current_theme()
    words = bpe.split_words(reader.sentence)
    for name, pieces in (("characters", [letter for word in words for letter in word]), ("words", words)):
        st.caption(text(f"lesson_tokens.{name}", n=len(pieces), different=len(set(pieces))))
        st.markdown(chips(pieces, theme))


def show_merges(reader: Reader) -> None:
    """A small text after so many merges: its words in pieces, what was merged, and what comes next."""
    text, theme = reader.text, session.current_theme()
    left, right = st.columns(2, gap="large")
    with left:
        label, limit = text("lesson_tokens.small_text"), {"max_chars": _LONGEST, "height": 100}
        learnt = st.text_area(label, SMALL_TEXT, key=_TEXT, bind="query-params", persist_state="session", **limit)
        if st.session_state.setdefault(_SEEN, learnt) != learnt:
            st.session_state[_SEEN] = learnt
            st.rerun()  # other steps read this text, too
        stages = bpe.learn(learnt)
        done = bounded_slider(text("lesson_tokens.merges"), 0, len(stages) - 1, 3, key="tokens_merges")
        stage = stages[done]
        size = stages[0].n_letters + done
        st.caption(text("lesson_tokens.sizes", vocabulary=size, pieces=stage.n_pieces, letters=stages[0].n_pieces))
    with right:
        if not stage.counts:
            st.info(text("lesson_tokens.empty"))
            return
        st.markdown(counted_words(stage, theme))
        st.caption(text("lesson_tokens.pairs" if stage.best else "lesson_tokens.no_pairs"))
        st.table(pair_table(stage, _MOST_PAIRS, text), hide_index=True)


def show_sum(reader: Reader) -> None:
    """The rule of BPE, and its sum for the first merge of the small text."""
    left, right = st.columns([4, 3], gap="large")
    with left:
        show_equation(reader.prose["equation"], TEX)
    stage = bpe.learn(small_text(), most=0)[0]
    if stage.best:
        pair = " + ".join(map(markdown_escape, stage.best))
        right.caption(reader.text("lesson_tokens.sum", pair=pair, count=stage.pairs[stage.best]))
        right.table(sum_table(stage, stage.best, reader.text), hide_index=True)


def show_three_ways(reader: Reader) -> None:
    """One text in the letters, words and pieces of the small text; what those do not know is lost."""
    text, theme = reader.text, session.current_theme()
    read = st.text_input(text("lesson_tokens.read"), READ, key="tokens_read", bind="query-params", max_chars=80)
    stages = bpe.learn(small_text())
    ways = bpe.three_ways(read, stages[0], [stage.merged for stage in stages if stage.merged])
    for name, pieces in (("characters", ways.characters), ("words", ways.words), ("subwords", ways.subwords)):
        unknown = [place for place, piece in enumerate(pieces) if not piece.known]
        st.caption(text(f"lesson_tokens.{name}_read", n=len(pieces), unknown=len(unknown)))
        st.markdown(chips([piece.text for piece in pieces], theme, unknown=unknown))


def show_shipped(reader: Reader) -> None:
    """The sentence as the model reads it, and one of its words from letters to pieces."""
    text, theme, typed = reader.text, session.current_theme(), reader.translation.typed
    tokenizer = loaded.translator(reader.model).tokenizer
    st.markdown(chips([f"{piece} {number}" for piece, number in zip(typed.pieces, typed.ids, strict=True)], theme))
    words = {f"{place}-{word}": pieces for place, (word, pieces) in enumerate(bpe.word_pieces(typed), start=1)}
    longest = max(words, key=lambda code: sum(map(len, words[code])))
    names = {code: code.partition("-")[2] for code in [longest, *(code for code in words if code != longest)]}
    chosen = address.choice(text("lesson_tokens.word"), names, key="tokens_word", dropdown=True)
    steps = bpe.assembly("".join(words[chosen]), bpe.shipped_ranks(tokenizer))
    st.markdown(" → ".join(chips(pieces, theme) for pieces in steps))


def shipped_values(reader: Reader) -> Mapping[str, object]:
    return {"size": len(loaded.translator(reader.model).tokenizer), "n": len(reader.translation.typed)}


def show_links(reader: Reader) -> None:
    text = reader.text
    st.page_link("pages/attention.py", label=text("lesson_tokens.to_attention"), icon=":material/grid_view:")
    st.page_link("pages/model.py", label=text("lesson_tokens.to_model"), icon=":material/upload:")
