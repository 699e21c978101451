from typing import TYPE_CHECKING

import streamlit as st

from model.analysis.class_effects import ClassEffects
from model.analysis.patch_attention import PatchAttention, patch_attention
from pages import _image_settings as settings
from pages import _images as images
from pages import _loaded as loaded
from pages import _models as models
from pages import _session as session
from pages._measuring import class_effects
from pages._missing_models import ASKED, READS_IMAGES
from pages._tables import table_on_request
from viz.class_bars import class_bars, class_description, class_table, shift_in_words
from viz.patch_attention import attention_over_image, picture_description, picture_in_words
from viz.patch_heads import attention_of_heads, heads_description, heads_in_words
from viz.patch_table import heads_table, patch_table
from viz.text import markdown_escape

if TYPE_CHECKING:
    from model.adapters.vision import ImageReader

text = session.text()
theme = session.current_theme()


def show_none() -> None:
    """What the page shows as soon as there is a model for it, and where to bring one."""
    left, right = st.columns([3, 2], gap="large")
    with left:
        st.markdown(text("image.none"))
        st.markdown(text("image.none_list"))
        wanted = models.absent() or READS_IMAGES
        with st.container(horizontal=True):
            label = text("image.none_bring", name=markdown_escape(wanted))
            if loaded.policy().allows(wanted) and st.button(label, key="bring", type="primary"):
                st.switch_page("pages/model.py", query_params={ASKED: wanted})
            if st.button(text("image.none_own"), key="own"):
                st.switch_page("pages/model.py")
    with right:
        st.image(images.picture(None), alt=text("image.example_alt"))
        st.caption(text("image.none_example"))


def choose_picture(reader: "ImageReader") -> bytes | None:
    """The reader's own picture, or None for the example, where there is none or it cannot be read."""
    with st.popover(text("image.picture"), icon=":material/image:"):
        data = settings.choose_picture()
        rows, columns = reader.grid.rows, reader.grid.columns
        height, width = images.seen_picture(None, name).shape[:2]
        st.caption(text("image.upload_seen", width=width, height=height, rows=rows, columns=columns))
    with session.guarded():
        images.picture(data)
        return data
    return None


def show_picture(data: bytes | None, shown: PatchAttention, picture: int) -> None:
    """One picture, large; a click on a patch lets that patch look."""
    figure = session.drawn(attention_over_image, images.seen_picture(data, name), shown, picture, text, theme)
    alt = picture_description(shown, picture, text)
    session.show_figure(
        figure, key="image_picture", alt=alt, on_click=lambda token: settings.look_from(shown.grid, token)
    )
    st.caption(picture_in_words(shown, picture, text))


def show_heads(data: bytes | None, heads: PatchAttention, chosen: int | None, effects: ClassEffects | None) -> None:
    """All heads of the layer, small; a click shows one large."""
    st.markdown(f"**{text('image.heads_title', layer=heads.layer + 1)}**")
    figure = session.drawn(attention_of_heads, images.seen_picture(data, name), heads, chosen, effects, theme)
    session.show_figure(figure, key="image_heads", alt=heads_description(heads, text), on_click=settings.show_head)
    st.caption(heads_in_words(heads, effects, text))


def show_classes(data: bytes | None, intervene: str) -> None:
    """The classes of the image, and what becomes of them with the heads off."""
    shift = images.class_shift(data, name, intervene)
    session.show_figure(
        session.drawn(class_bars, shift, text, theme), key="image_classes", alt=class_description(shift, text)
    )
    if intervene:
        st.caption(shift_in_words(shift, text))


def measured_effects(data: bytes | None, layer: int, intervene: str) -> ClassEffects | None:
    """What each head of the layer does for the class, where a reader asks for it."""
    asked = st.toggle(text("image.effects"), key="effects", help=text("image.effects_help"), bind="query-params")
    with session.guarded():
        return class_effects(data, name, layer, intervene, text("image.measuring")) if asked else None
    return None


def show_tables(shown: PatchAttention, picture: int, heads: PatchAttention, effects: ClassEffects | None) -> None:
    """The numbers behind the pictures."""
    table_on_request(text("image.numbers"), lambda: patch_table(shown, picture, text), "headlight-patches")
    table_on_request(
        text("image.numbers_heads"), lambda: heads_table(heads, effects, text), "headlight-heads", key="numbers_heads"
    )


def show_image(reader: "ImageReader") -> None:
    """The settings, and what they show side by side: one picture, all heads, the classes."""
    with st.container(horizontal=True, vertical_alignment="bottom"):
        data = choose_picture(reader)
        layer = settings.choose_layer(reader.config)
        together = settings.choose_together()
        head = settings.choose_head(layer, reader.config) if together == "heads" else None
        query = settings.choose_query(reader.grid)
    large, small, classes = st.columns([5, 5, 4], gap="medium")
    with classes:
        st.markdown(f"**{text('image.classes_title')}**")
        bars = st.container()
        intervene = settings.choose_heads_off(reader.config)
    with large, st.spinner(text("app.working")):
        trace = images.trace(data, name, intervene)
    heads = patch_attention(trace, reader.grid, layer, query)
    shown = heads if head is not None else patch_attention(trace, reader.grid, layer, query, together)
    with large:
        show_picture(data, shown, head or 0)
        if head is not None:
            settings.show_switch(layer, head)
    with classes:
        effects = None
        if reader.classes:
            with bars:
                show_classes(data, intervene)
            effects = measured_effects(data, layer, intervene)
        else:
            bars.caption(text("image.classes_none"))
    with small:
        show_heads(data, heads, head, effects)
    show_tables(shown, head or 0, heads, effects)
    if reader.classes:
        shift = images.class_shift(data, name, intervene)
        table_on_request(
            text("image.numbers_classes"), lambda: class_table(shift, text), "headlight-classes", key="numbers_classes"
        )


if models.meeting("images"):
    name = models.title_with_model("image", text("image.title"))
    st.markdown(text("image.question"))
    with session.guarded():
        show_image(loaded.image_reader(name))
    st.caption(text("image.honest"))
else:
    st.title(text("image.title"))
    st.markdown(text("image.question"))
    show_none()
