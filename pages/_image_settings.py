"""The settings of the image page. All of them stand in the address bar, but for an uploaded picture."""

from typing import cast

import streamlit as st

from model.analysis.patch_attention import Together
from model.interventions import HeadOff, Place, to_text
from model.network import Shape
from model.patches import Grid
from model.pictures import MOST_BYTES
from pages import _address as address
from pages import _session as session
from viz.labels import head_name, layer_name

_ROW, _COLUMN, _FROM, _HEAD, _OFF = "patch_row", "patch_column", "from", "image_head", "off"


def choose_picture() -> bytes | None:
    """A file that a reader brings; None for the example."""
    text = session.text()
    label = text("image.upload", limit=MOST_BYTES // 10**6)
    file = st.file_uploader(label, type=["png", "jpg", "jpeg"], key="file", help=text("image.upload_help"))
    return None if file is None else file.getvalue()


def choose_layer(config: Shape) -> int:
    """A layer, from 0; at first the last one."""
    layers = {str(layer + 1): layer_name(layer) for layer in reversed(range(config.n_encoder_layers))}
    return int(address.choice(session.text()("image.layer"), layers, key="image_layer", dropdown=True)) - 1


def choose_together() -> Together:
    """Heads one by one, or together."""
    text = session.text()
    shown = {code: text(f"image.together_{code}") for code in ("heads", "mean", "rollout")}
    help = text("image.together_help")
    return cast(Together, address.choice(text("image.together"), shown, key="show", dropdown=True, help=help))


def choose_head(layer: int, config: Shape) -> int:
    """A head of that layer, from 0."""
    heads = {str(head + 1): head_name(layer, head) for head in range(config.n_heads)}
    return int(address.choice(session.text()("image.head"), heads, key=_HEAD, dropdown=True)) - 1


def choose_query(grid: Grid) -> int:
    """The token that looks: [CLS], or the patch in a row and a column."""
    text = session.text()
    shown = {"cls": text("image.from_cls"), "patch": text("image.from_patch")}
    chosen = address.choice(text("image.from"), shown, key=_FROM, help=text("image.from_help"))
    if chosen == "cls":
        return 0
    row = _number(text("image.row"), _ROW, grid.rows)
    column = _number(text("image.column"), _COLUMN, grid.columns)
    return grid.token(row - 1, column - 1)


def _number(label: str, key: str, size: int) -> int:
    """A row or a column, from 1; at first in the middle."""
    if st.session_state.get(key, 1) > size:  # left over from a model of more patches
        del st.session_state[key]
    middle = 1 + size // 2
    return int(st.number_input(label, 1, size, middle, key=key, width=80, bind="query-params"))


def look_from(grid: Grid, token: int) -> None:
    """Let the patch that was clicked look, before the page runs again."""
    place = grid.place(token)
    if place is not None:
        st.session_state[_FROM], st.session_state[_ROW], st.session_state[_COLUMN] = "patch", place[0] + 1, place[1] + 1


def show_head(head: int) -> None:
    """Show the head that was clicked, before the page runs again."""
    st.session_state[_HEAD] = str(head + 1)


def choose_heads_off(config: Shape) -> str:
    """Heads that are switched off, as interventions are written."""
    text = session.text()
    layers, heads = range(config.n_encoder_layers), range(config.n_heads)
    places = {_code(layer, head): (layer, head) for layer in layers for head in heads}
    off = address.choices(
        text("image.off"),
        {code: head_name(*place) for code, place in places.items()},
        key=_OFF,
        default=(),
        at_most=len(places),
        placeholder=text("image.off_none"),
        help=text("image.off_help"),
    )
    return to_text(HeadOff(Place("encoder", places[code][0]), places[code][1]) for code in off)


def show_switch(layer: int, head: int) -> None:
    """A button that switches the head that is shown off, or on again."""
    code, off = _code(layer, head), st.session_state.get(_OFF, [])
    name = head_name(layer, head)
    label = session.text()("image.on_this" if code in off else "image.off_this", name=name)
    st.button(label, key="switch", on_click=_switch, args=[code], icon=":material/power_settings_new:")


def _switch(code: str) -> None:
    off: list[str] = st.session_state.get(_OFF, [])
    st.session_state[_OFF] = [other for other in off if other != code] if code in off else [*off, code]


def _code(layer: int, head: int) -> str:
    return head_name(layer, head).replace("·", "")
