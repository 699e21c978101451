"""What the map shows: one sentence, how two sides differ, or an image."""

from typing import TYPE_CHECKING, Literal, cast, get_args

import streamlit as st
from streamlit.delta_generator import DeltaGenerator

from model.analysis.suggestion import suggested_intervention
from model.attention_view import AttentionView, Kind
from model.joint_attention import can_be_joined
from model.trace import AttentionKind, Trace
from pages import _address as address
from pages import _attention_settings as settings
from pages import _images as images
from pages import _models as models
from pages import _results as results
from pages import _session as session
from pages._image_settings import choose_picture
from pages._results import Asked
from viz.canvas.messages import Patches
from viz.picture_source import png_file

if TYPE_CHECKING:
    from model.adapters.vision import ImageReader

Against = Literal["nothing", "sentence", "intervention"]


def choose_against(name: str) -> Against:
    """With what the sentence is compared, if with anything."""
    text = session.text()
    if not models.known(name).writes:
        return "nothing"
    shown = {code: text(f"map.against_{code}") for code in get_args(Against)}
    return cast(Against, address.choice(text("map.against"), shown, key="against", dropdown=True))


def ask_second(against: Against, first: Asked) -> Asked:
    """The other sentence, or the same with an intervention."""
    text = session.text()
    if against == "sentence":
        return Asked(models.other_sentence_input(first.model, text("map.other_sentence")), first.model)
    suggested = suggested_intervention(results.translation(first.sentence, name=first.model).source)
    label, explained = text("compare.intervention"), text("compare.intervention_help")
    typed = st.text_input(label, key="intervene", placeholder=suggested, help=explained, bind="query-params")
    return Asked(first.sentence, first.model, typed.strip() or suggested)


def sentence_view(sentence: str, name: str, trace: Trace, kind_place: DeltaGenerator) -> AttentionView:
    """All heads of a sentence, of the kind and between the pieces that are chosen."""
    by_word = settings.choose("unit", "words", "subwords") == "words"
    specials = settings.choose("specials", "show", "hide", "rescale")
    kinds: list[Kind] = [kind for kind in get_args(AttentionKind) if trace.attention(kind)]
    with kind_place:
        kind = settings.choose_kind_of([*kinds, "all"] if can_be_joined(trace) else kinds, models.languages(name))
    return results.attention(sentence, kind, by_word=by_word, specials=specials, name=name)


def difference_view(first: Asked, second: Asked, kind_place: DeltaGenerator) -> AttentionView:
    """How all heads differ between two sides, of the kind that is chosen."""
    kinds = tuple(results.comparison(first, second).attention)
    with kind_place:
        kind = cast(AttentionKind, settings.choose_kind_of(kinds, models.languages(first.model)))
    return results.heads_difference(first, second, kind)


def image_view(reader: "ImageReader", name: str) -> tuple[AttentionView, Patches]:
    """All heads of a model that reads images, and the picture whose patches are its tokens."""
    with st.popover(session.text()("image.picture"), icon=":material/image:"):
        data = choose_picture()
    pixels = images.seen_picture(data, name)
    return images.attention(data, name), Patches(png_file(pixels), reader.grid.rows, reader.grid.columns)
