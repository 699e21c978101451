"""What the pages share: caches, the sentence box, figures and errors; and language and theme, out of _shell.py.

Other modules keep only their own widgets' values in the session state, _address.py which of them stand in the address
bar, _player.py whether it plays, _interventions.py what can be undone, _row_editor.py what has arrived, and
_measuring.py what was measured and stopped.

Traces and translations are frozen, so one cached object serves every session at once.
"""

import os
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from functools import lru_cache, wraps
from typing import TYPE_CHECKING, Any, NamedTuple, ParamSpec

import numpy as np
import pandas as pd
import plotly.graph_objects as go
import streamlit as st
from numpy.typing import NDArray

import model
from model.analysis.attribution import (
    Agreement,
    Attribution,
    LogitLens,
    Method,
    Question,
    agreement,
    ask,
    attribute,
    logit_lens,
)
from model.analysis.effect import Effect, measure_effect
from model.analysis.head_effects import HeadEffects
from model.analysis.head_effects import head_effects as measured_heads
from model.attention_measures import head_changes, head_measures
from model.attention_view import (
    AttentionView,
    Cell,
    Kind,
    Quantity,
    Specials,
    Together,
    attention_view,
    telling_heads,
)
from model.coreference import Resolution, Roles, resolve
from model.decoding.search import Greedy, Search
from model.errors import CheckpointError, HeadlightError
from model.interventions import How, MeanOutputs, parse, reference_means, tap_for, tap_of
from model.joint_attention import joint_attention
from model.residual import StreamProfile, profile
from model.tap import Tap
from model.tokens import Tokens
from model.trace import AttentionKind, StackTrace, Trace
from model.translator import Translation, Translator
from pages._drawn import drawn as drawn
from pages._drawn import forget as forget_figures
from pages._shell import current_theme as current_theme
from pages._shell import language as language
from pages._shell import page_controls as page_controls
from pages._shell import text as text
from pages._turns import in_turn, turns
from viz.attention_table import strongest_pairs
from viz.bertviz import View, document, embedded
from viz.canvas.messages import Patches, detail, overview
from viz.figure import enlarged
from viz.text import Language, Text, markdown_escape
from viz.theme import Mode, theme

if TYPE_CHECKING:
    from model.adapters.vision import ImageReader
    from model.analysis.attention_difference import AttentionDifference
    from model.analysis.class_effects import ClassShift
    from model.analysis.comparison import Comparison
    from model.analysis.stored import Measured
    from model.evaluation.measured import PronounRoute
    from model.film import Ending, Film, Reading
    from model.hub.description import Description
    from model.hub.policy import Policy, Source
    from model.hub.shelf import Brought, Shelf
    from model.pictures import Picture

SHIPPED_MODEL = "en-fr"
SHIPPED_FILM = "en-fr-film"
PRESENT = "present"  # stands in the address of a lesson on a wall
LARGE = 1.2  # how much larger the writing in figures is on a wall
FAMOUS_SENTENCE = "The animal didn't cross the street because it was too tired."


def sentence_input(*, key: str = "sentence", default: str = FAMOUS_SENTENCE, label: str | None = None) -> str:
    """A sentence to read, in the address bar under `key`; pages that use the same key share the sentence."""
    texts = text()
    return st.text_input(
        label or texts("app.sentence"),
        default,
        key=key,
        placeholder=texts("app.sentence_placeholder"),
        bind="query-params",
    )


def show_unknown_characters(tokens: Tokens) -> None:
    """Say which characters the tokenizer has never seen, if there are any."""
    if tokens.unknown:
        unknown = " ".join(dict.fromkeys(_visible(tokens.text[start:end]) for start, end in tokens.unknown))
        st.info(text()("errors.unknown_characters", characters=markdown_escape(unknown)))


def _visible(character: str) -> str:
    """The character, or its code point where it cannot be seen, as between the parts of an emoji."""
    return character if character.isprintable() else " ".join(f"U+{ord(part):04X}" for part in character)


def show_figure(figure: go.Figure, *, key: str, alt: str, on_click: Callable[[Any], None] | None = None) -> None:
    """A themed figure over the full width, with `alt` for those who cannot see it; its camera button saves an SVG.

    `on_click` gets the `customdata` of a point that the reader clicks, before the page runs again.
    """
    config = {
        "displaylogo": False,
        "modeBarButtonsToRemove": ["select2d", "lasso2d", "autoScale2d"],
        "toImageButtonOptions": {"format": "svg", "filename": f"headlight-{key}"},
    }
    if st.query_params.get(PRESENT):
        figure = enlarged(figure, LARGE)
    if on_click is None:
        st.plotly_chart(figure, theme=None, key=key, config=config, alt=alt)
        return

    def clicked() -> None:
        for point in st.session_state[key].selection.points[:1]:
            on_click(point["customdata"])

    st.plotly_chart(figure, theme=None, key=key, config=config, alt=alt, on_select=clicked, selection_mode="points")


Given = ParamSpec("Given")


def part(show: Callable[Given, None]) -> Callable[Given, None]:
    """A part of a page that runs alone where one of its own widgets changes, and says itself what goes wrong in it.

    It may also fill places that were made outside, in each run the same ones; what else stands there is not run again.
    """

    @st.fragment
    @wraps(show)
    def run(*arguments: Given.args, **options: Given.kwargs) -> None:
        with guarded():
            show(*arguments, **options)

    return run


class Stopped(Exception):
    """A reader has stopped what was being measured, and was told so: there is nothing to show of it."""


@contextmanager
def guarded() -> Iterator[None]:
    """Turn a HeadlightError inside the block into a message in the reader's language; the page goes on after it.

    So it does where the reader has stopped what is measured there. Where others keep all cores busy, say so: what is
    not kept yet must wait for its turn.
    """
    if ahead := turns().ahead:
        st.toast(text()("app.busy", ahead=ahead), icon=":material/hourglass_top:")
    try:
        yield
    except HeadlightError as error:
        st.error(error_message(error))
    except Stopped:
        pass


def error_message(error: HeadlightError) -> str:
    """The error in the reader's language, as Markdown in which typed text is only text."""
    texts = text()
    details = {name: markdown_escape(str(value)) for name, value in error.details.items()}
    try:
        return texts(f"errors.{error.code}", **details)
    except KeyError:  # an error no page has met yet: better in English than not at all
        return texts("errors.unexpected", message=markdown_escape(str(error)))


@lru_cache(maxsize=1)
def shelf() -> "Shelf":
    """The models that people have brought, the same for all sessions. What was made with one goes with it."""
    from model.hub.shelf import Shelf  # late: nobody may bring one

    def forget(_: object) -> None:
        of_text = (
            translation,
            effect,
            head_effects,
            mean_outputs,
            comparison,
            heads_difference,
            trace,
            typed,
            bertviz,
            attention,
            question,
            resolution,
        )
        for kept in (*of_text, seen_picture, image_trace, image_attention, class_shift):
            kept.clear()
        attribution.clear()
        forget_figures()
        for made in (lens, between, agreed, stream, strongest, telling, canvas_overview, canvas_detail):
            made.cache_clear()

    return Shelf(on_leaving=forget)


def brought_models() -> "Sequence[Brought]":
    """The models on the shelf, the last used first."""
    return shelf().models


def policy() -> "Policy":
    """Which models this server may load, and from where."""
    from model.hub.policy import Policy

    address = str(st.get_option("server.address") or "")
    return Policy.from_environment(os.environ, local=address in ("127.0.0.1", "::1", "localhost"))


@st.cache_resource(show_spinner=False, max_entries=32, ttl=600)
def offer_of_the_hub(source: "Source") -> "Description":
    """What the Hub says of a model: asked for some minutes at most once. Raises CheckpointError, ModelError."""
    from model.hub.loading import look

    return look(source)


def translator(name: str = SHIPPED_MODEL) -> Translator:
    """The model of that name: brought and in memory, or shipped. Raises CheckpointError."""
    brought = shelf().get(name)
    if brought is None and "/" in name:  # it was unloaded a moment ago; no shipped name has a slash
        raise _unloaded(name)
    return brought.model if brought and isinstance(brought.model, Translator) else _shipped(name)


def image_reader(name: str) -> "ImageReader":
    """The model of that name, which was brought and reads images. Raises CheckpointError where it is gone."""
    brought = shelf().get(name)
    if brought is None or isinstance(brought.model, Translator):
        raise _unloaded(name)
    return brought.model


def _unloaded(name: str) -> CheckpointError:
    return CheckpointError("unloaded", f"{name} is no longer in memory. Bring it again.", name=name)


@st.cache_resource(show_spinner=False, max_entries=4)
def _shipped(name: str) -> Translator:
    """A shipped model, loaded once for all sessions. Raises CheckpointError."""
    return model.load(name)


@st.cache_resource(show_spinner=False, max_entries=16)
@in_turn
def translation(
    sentence: str,
    search: Search = Greedy(),
    name: str = SHIPPED_MODEL,
    prefix: tuple[int, ...] = (),
    intervene: str = "",
) -> Translation:
    """The sentence translated after a forced `prefix`, with every decoding step.

    `intervene` names interventions (`model/interventions/notation.py`), which change the translation and its trace.
    Raises InputError, CheckpointError, InterventionError.
    """
    chosen = translator(name)
    return chosen.translate(sentence, search, prefix=prefix, tap=_tap(name, intervene))


@st.cache_resource(show_spinner=False, max_entries=16)
@in_turn
def effect(sentence: str, name: str, intervene: str) -> Effect:
    """What interventions change in the translation that was written without them; see `measure_effect`.

    Raises InputError, CheckpointError, InterventionError.
    """
    return measure_effect(translation(sentence, name=name), _tap(name, intervene))


@st.cache_resource(show_spinner=False, max_entries=32)
@in_turn
def head_effects(sentence: str, name: str, how: How, intervene: str = "") -> HeadEffects:
    """What each head alone changes, in a model that `intervene` may have changed before; see `head_effects`.

    Raises InputError, CheckpointError, InterventionError.
    """
    means = mean_outputs(name) if how == "mean" else None
    return measured_heads(translation(sentence, name=name), how, _tap(name, intervene), means)


@st.cache_resource(show_spinner=False, max_entries=4)
@in_turn
def mean_outputs(name: str) -> MeanOutputs:
    """What each head of a model writes on average; see `reference_means`. Raises CheckpointError."""
    return reference_means(translator(name))


def _tap(name: str, intervene: str) -> Tap:
    return tap_for(translator(name), intervene, lambda _: mean_outputs(name))


class Asked(NamedTuple):
    """A sentence, the model that reads it, and interventions as text: what `translation` needs for one."""

    sentence: str
    model: str
    intervene: str = ""


@st.cache_resource(show_spinner=False, max_entries=16)
@in_turn
def comparison(first: Asked, second: Asked) -> "Comparison":
    """Two translations side by side. Raises what `translation` raises."""
    from model.analysis.comparison import Comparison

    return Comparison(*(translation(one.sentence, name=one.model, intervene=one.intervene) for one in (first, second)))


@st.cache_resource(show_spinner=False, max_entries=16)
def heads_difference(first: Asked, second: Asked, kind: AttentionKind) -> AttentionView:
    """How each head of a model differs between two sides. Raises what `translation` raises."""
    return comparison(first, second).attention[kind].every_head()


@st.cache_resource(show_spinner=False, max_entries=16)
@in_turn
def trace(sentence: str, target: str | None = None, name: str = SHIPPED_MODEL) -> Trace:
    """The trace of a sentence and its target, by default the greedy translation. Raises InputError, CheckpointError."""
    return translator(name).trace(sentence, target)


@st.cache_resource(show_spinner=False, max_entries=32)
def typed(sentence: str, name: str) -> Tokens:
    """What is typed, as a model reads it; see `Translator.read`. Raises InputError, CheckpointError."""
    return translator(name).read(sentence)


def seen(sentence: str, name: str = SHIPPED_MODEL) -> Trace:
    """The trace of a sentence and its greedy translation; of the sentence alone where a model writes nothing.

    Raises InputError, CheckpointError.
    """
    if translator(name).writes:
        return translation(sentence, name=name).trace
    return trace(sentence, name=name)


@st.cache_resource(show_spinner=False, max_entries=32)
def attention(
    sentence: str,
    kind: Kind,
    quantity: Quantity = "weights",
    together: Together = "single",
    by_word: bool = True,
    specials: Specials = "show",
    name: str = SHIPPED_MODEL,
) -> AttentionView:
    """One kind of attention of a sentence and its translation, reduced to what is shown; see `attention_view`.

    All kinds in one are weights, head by head; see `joint_attention`.
    """
    shown = seen(sentence, name)
    if kind == "all":
        return joint_attention(shown, by_word=by_word, specials=specials)
    return attention_view(shown, kind, quantity, together=together, by_word=by_word, specials=specials)


@st.cache_resource(show_spinner=False, max_entries=8)
def bertviz(
    sentence: str, name: str, view: View, kind: AttentionKind, mode: Mode, language: Language, fonts: str, title: str
) -> str:
    """A view of BertViz as a page of ours around it; see `document`. Raises InputError, CheckpointError."""
    drawn = document(seen(sentence, name), view, kind, theme(mode), Text(language), font_folder=fonts)
    return embedded(drawn, title)


@st.cache_resource(show_spinner=False, max_entries=16)
def resolution(
    sentence: str, name: str = SHIPPED_MODEL, roles: Roles | None = None, french_word: int | None = None
) -> Resolution:
    """What "it" means in a sentence and its translation; see `resolve`. Raises InputError, CheckpointError."""
    found = translation(sentence, name=name)
    return resolve(found.trace, found.translator.tokenizer, roles, french_word)


@st.cache_resource(show_spinner=False, max_entries=16)
def question(
    sentence: str, place: int, contrast: bool = True, by_word: bool = True, name: str = SHIPPED_MODEL
) -> Question:
    """Why the translation of a sentence has its token at that place; see `ask`. Raises InputError, CheckpointError."""
    return ask(translation(sentence, name=name), place, contrast=contrast, by_word=by_word)


@st.cache_resource(show_spinner=False, max_entries=128)
@in_turn
def attribution(
    method: Method,
    sentence: str,
    place: int,
    contrast: bool = True,
    by_word: bool = True,
    name: str = SHIPPED_MODEL,
) -> Attribution:
    """What one method answers to that `question`. Raises InputError, CheckpointError."""
    return attribute(question(sentence, place, contrast, by_word, name), method)


@lru_cache(maxsize=16)
def lens(asked: Question) -> LogitLens:
    """What the decoder would have written after each sublayer."""
    return logit_lens(asked)


@st.cache_resource(show_spinner=False, max_entries=4)
def pronoun_route(name: str) -> "PronounRoute | None":
    """Where a model resolves "it", as it was measured; None where it was not. Raises CheckpointError."""
    from model.evaluation.measured import measured_route

    return measured_route(name)


@st.cache_resource(show_spinner=False, max_entries=4)
def stored_scorecard(name: str) -> "Measured | None":
    """What was measured of a model's heads beforehand; None where nothing was. Raises CheckpointError."""
    from model.analysis.stored import load_measured

    return None if shelf().get(name) else load_measured(name)


@st.cache_resource(show_spinner=False, max_entries=4)
def film(name: str = SHIPPED_FILM) -> "Film":
    """The snapshots of a run and what was measured of them, without their weights. Raises CheckpointError."""
    from model.film import Film  # late: what measures models takes half a second to import

    return Film.load(name)


@st.cache_resource(show_spinner=False, max_entries=24)
def snapshot(index: int, name: str = SHIPPED_FILM) -> Translator:
    """The model as it was at a frame of the film, loaded once for all sessions. Raises CheckpointError."""
    return film(name).translator(index)


@st.cache_resource(show_spinner=False, max_entries=64)
@in_turn
def film_ending(
    sentence: str, roles: Roles | None = None, place: int | None = None, name: str = SHIPPED_FILM
) -> "Ending":
    """What the last snapshot makes of a sentence; see `find_ending`. Raises InputError, CheckpointError."""
    from model.film import find_ending

    return find_ending(snapshot(len(film(name)) - 1, name), sentence, roles, place)


@st.cache_resource(show_spinner=False, max_entries=64 * 12)
@in_turn
def film_reading(
    index: int, sentence: str, roles: Roles | None = None, place: int | None = None, name: str = SHIPPED_FILM
) -> "Reading":
    """The sentence as the snapshot at a frame reads it. Raises InputError, CheckpointError."""
    from model.film import read

    return read(snapshot(index, name), film_ending(sentence, roles, place, name))


@st.cache_resource(show_spinner=False, max_entries=8)
def picture(data: bytes | None) -> "Picture":
    """The picture in an uploaded file; the example for None. Raises InputError."""
    from model.pictures import example_picture, read_picture

    return example_picture() if data is None else read_picture(data)


@st.cache_resource(show_spinner=False, max_entries=8)
def seen_picture(data: bytes | None, name: str) -> NDArray[np.uint8]:
    """The picture as a model sees it: height × width × RGB. Raises InputError, CheckpointError."""
    return image_reader(name).seen(picture(data)).numpy()


@st.cache_resource(show_spinner=False, max_entries=4)
@in_turn
def image_trace(data: bytes | None, name: str, intervene: str = "") -> Trace:
    """The trace of a picture; `intervene` as in `translation`. Raises what that does."""
    reader = image_reader(name)
    return reader.trace(picture(data), tap=tap_of(parse(intervene, reader.config)))


@st.cache_resource(show_spinner=False, max_entries=4)
def image_attention(data: bytes | None, name: str) -> AttentionView:
    """The attention of all heads to a picture. Raises what `image_trace` does."""
    return attention_view(image_trace(data, name), "encoder")


@st.cache_resource(show_spinner=False, max_entries=16)
def class_shift(data: bytes | None, name: str, intervene: str = "") -> "ClassShift":
    """The classes of a picture, with and without interventions. Raises what `image_trace` does."""
    from model.analysis.class_effects import class_shift

    after = image_trace(data, name, intervene) if intervene else None
    return class_shift(image_reader(name), image_trace(data, name), after)


@lru_cache(maxsize=32)
def telling(view: AttentionView, word: int | None = None) -> tuple[Cell, ...]:
    """The heads that tell most; see `telling_heads`."""
    return telling_heads(view, word)


@lru_cache(maxsize=16)
def between(difference: "AttentionDifference", heads: tuple[Cell, Cell]) -> AttentionView:
    """One head of each side against the other; see `AttentionDifference.between`."""
    return difference.between(*heads)


@lru_cache(maxsize=16)
def agreed(found: tuple[Attribution, ...]) -> Agreement:
    """How far attribution methods agree; see `agreement`."""
    return agreement(found)


@lru_cache(maxsize=8)
def stream(stack: StackTrace) -> StreamProfile:
    """The residual stream of a stack in numbers; see `profile`."""
    return profile(stack)


@lru_cache(maxsize=64)
def strongest(
    view: AttentionView, cell: Cell, count: int, queries: tuple[int, ...], keys: tuple[int, ...]
) -> pd.DataFrame:
    """What a head looks at most; see `strongest_pairs`. Never write to it."""
    return strongest_pairs(view, cell, count, queries=queries, keys=keys)


@lru_cache(maxsize=8)
def canvas_overview(
    view: AttentionView, codes: tuple[str, ...], language: Language, patches: Patches | None = None
) -> bytes:
    """All heads of a view for the canvas, packed once for all sessions; see `overview`."""
    measures = head_changes(view) if view.quantity == "difference" else head_measures(view)
    return overview(view, codes, measures, Text(language), patches)


@lru_cache(maxsize=32)
def canvas_detail(view: AttentionView, cell: Cell, shown: bytes) -> bytes:
    """One head of a view for the canvas that shows that overview; see `detail`."""
    return detail(view, cell, shown)
