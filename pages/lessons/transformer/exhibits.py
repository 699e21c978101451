"""What the first lesson shows of the whole machine."""

from collections.abc import Mapping
from urllib.parse import urlencode

import streamlit as st

from model.decoding import Greedy
from model.decoding.candidates import candidates
from model.lessons import transformer
from model.tokens import Tokens
from pages import _address as address
from pages import _loaded as loaded
from pages import _session as session
from pages._position_kinds import bounded_slider
from pages.lessons.lesson import Reader, show_equation
from viz.lesson.chips import chips
from viz.lesson.machine import SCRIPT, STYLE, Scene, machine_boxes
from viz.lesson.stage_table import stage_table
from viz.text import markdown_escape

SHOWN = 4  # numbers of each vector
TEX = (
    r"P(\lit{next}{y_t} \mid \lit{written}{y_{<t}},\, \lit{source}{x})"
    r" = \operatorname{softmax}\bigl(\lit{state}{h_t}\, \lit{table}{E^{\top}}\bigr)_{y_t}"
)

_LESSONS = {
    "source_tokens": "tokens",
    "source_embedding": "embeddings",
    "source_positions": "positions",
    "encoder_self_attention": "self_attention",
    "encoder_feed_forward": "feed_forward",
    "norm": "add_and_norm",
    "target_tokens": "words",
    "target_embedding": "embeddings",
    "target_positions": "positions",
    "masked_attention": "masks",
    "cross_attention": "cross_attention",
    "feed_forward": "feed_forward",
}
"""Where each box leads: the lesson about it."""
_PAGES = {"probabilities": "decoding", "word": "decoding"}

_machine = st.components.v2.component("machine", js=SCRIPT, css=STYLE)


def show_in_and_out(reader: Reader) -> None:
    """The sentence that goes in, and what comes out, each piece with its probability."""
    text, theme, translation = reader.text, session.current_theme(), reader.translation
    st.caption(text("lesson_transformer.in", n=len(translation.typed)))
    st.markdown(chips(translation.typed.labels, theme))
    chances = transformer.chances(reader.trace, translation.tokens.ids)
    st.caption(text("lesson_transformer.out", n=len(translation.tokens)))
    written = zip(translation.tokens.labels, chances, strict=True)
    st.markdown(chips([f"{label} {chance:.0%}" for label, chance in written], theme))


def show_machine(reader: Reader) -> None:
    """The whole machine at one step of writing, with one word of the sentence followed through it."""
    text, translation = reader.text, reader.translation
    left, right = st.columns(2)
    with left:
        step = (
            bounded_slider(text("lesson_transformer.step"), 1, len(translation.tokens), 2, key="transformer_step") - 1
        )
    with right:
        followed = choose_word(reader)
    machine = transformer.machine(reader.trace, followed, step)
    chosen = translation.tokens.ids[step]
    best = candidates(machine.probabilities.log(), Greedy(), chosen=chosen, count=3)
    spell = translation.translator.tokenizer.piece
    scene = Scene(
        source=translation.typed,
        target=translation.read_prefix(translation.tokens.ids[:step]),
        followed=followed,
        best=[(spell(one.token).replace("▁", " ").strip() or spell(one.token), one.probability) for one in best],
    )
    _machine(key="machine", data=machine_boxes(machine, scene, _links(reader), text))


def choose_word(reader: Reader) -> int:
    """The source token that is followed: the rarest first, because that one is most likely to mean something."""
    typed = reader.translation.typed
    order = sorted(range(len(typed)), key=typed.ids.__getitem__, reverse=True)
    names = {f"{place + 1}-{typed.labels[place]}": f"{place + 1} · {typed.labels[place]}" for place in order}
    code = address.choice(reader.text("lesson_transformer.follow"), names, key="transformer_word", dropdown=True)
    return int(code.partition("-")[0]) - 1


def followed_word(reader: Reader) -> Mapping[str, object]:
    """The word that `show_one_word` follows."""
    typed = reader.translation.typed
    return {"word": typed.labels[_rarest(typed)], "d_model": loaded.translator(reader.model).config.d_model}


def show_one_word(reader: Reader) -> None:
    """The first numbers of one word's vector after each stage of the encoder."""
    machine = transformer.machine(reader.trace, _rarest(reader.translation.typed), 0)
    st.table(stage_table(machine.encoder, SHOWN, reader.text), hide_index=True)


def _rarest(tokens: Tokens) -> int:
    """The place of the rarest piece: numbers follow the order of merging, in which frequent ones come first."""
    return max(range(len(tokens)), key=tokens.ids.__getitem__)


def show_equation_with_numbers(reader: Reader) -> None:
    """What the machine computes, and its product over the whole translation."""
    left, right = st.columns([4, 3], gap="large")
    with left:
        show_equation(reader.prose["equation"], TEX)
    text, tokens = reader.text, reader.translation.tokens
    chances = transformer.chances(reader.trace, tokens.ids)
    words = " · ".join(f"{chance:.3f}" for chance in chances)
    with right:
        st.caption(text("lesson_transformer.product", sentence=markdown_escape(tokens.text)))
        st.markdown(f"{words} = **{transformer.together(chances):.3f}**")


def _links(reader: Reader) -> dict[str, str]:
    """Addresses relative to that of the lesson, which take the sentence along."""
    shared = {"lang": reader.language, "sentence": reader.sentence}
    to_lessons = {box: f"lesson?{urlencode({'lesson': lesson, **shared})}" for box, lesson in _LESSONS.items()}
    return to_lessons | {box: f"{page}?{urlencode(shared)}" for box, page in _PAGES.items()}


def show_links(reader: Reader) -> None:
    text = reader.text
    st.page_link("pages/attention.py", label=text("lesson_transformer.to_attention"), icon=":material/grid_view:")
    st.page_link(
        "pages/decoding.py", label=text("lesson_transformer.to_decoding"), icon=":material/subdirectory_arrow_right:"
    )
    st.page_link("pages/film.py", label=text("lesson_transformer.to_film"), icon=":material/movie:")
