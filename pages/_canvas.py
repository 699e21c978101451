"""The canvas on a page: all heads of a view, one of them whole, and what a reader chooses on it."""

from collections.abc import Callable, Mapping

import streamlit as st

from model.attention_view import AttentionView, Cell
from model.interventions import head_code
from model.interventions.place import Place
from pages import _address as address
from pages import _packed as packed
from pages import _session as session
from viz.canvas.component import CHOICES_SCRIPT, DETAIL_SCRIPT, SCRIPT, STYLE
from viz.canvas.messages import Patches
from viz.canvas.selection import PARAMETERS, Selection
from viz.canvas.transport import digest

_KEY = "canvas"
_SERIAL, _AXES = "canvas_serial", "canvas_axes"
_canvas = st.components.v2.component(_KEY, js=SCRIPT, css=STYLE)
_detail = st.components.v2.component("canvas_detail", js=DETAIL_SCRIPT, isolate_styles=False)
_choices = st.components.v2.component("canvas_choices", js=CHOICES_SCRIPT, isolate_styles=False)


def canvas(
    view: AttentionView,
    cell: Cell,
    *,
    enter: bool,
    on_choose: Callable[[str], None],
    patches: Patches | None = None,
) -> Selection:
    """All heads of a view, and `cell` among them whole; with `enter`, the canvas opens inside that head.

    `on_choose` gets the code of a head that a reader goes into, before the page runs again. What else is chosen on the
    canvas stands in the link and comes back. Each head that is shown whole has a mount of its own, and so have the
    choices, because Streamlit sends an element again when any of its data changes: so a choice sends what is new.
    """
    codes = head_codes(view)
    chosen = _selection(view, codes)

    def changed() -> None:
        event = st.session_state[_KEY].get("select") or {}
        if event.get("at") in codes:
            on_choose(event["at"])
        for name, value in Selection.of_event(event, view, codes).to_link().items():
            address.overrule(name, value)
        st.session_state[_SERIAL] = event.get("serial", 0)

    shown = packed.canvas_overview(view, tuple(codes), session.language(), patches)
    at = next(code for code, place in codes.items() if place == cell)
    serial = st.session_state.get(_SERIAL, 0)
    choices = {"of": digest(shown), "serial": serial, "at": at, "asked": enter} | chosen.to_event()
    with st.container(gap=None):
        _canvas(key=_KEY, data=shown, on_select_change=changed)
        for code in dict.fromkeys((at, *chosen.beside)):
            _detail(key=f"canvas_detail_{code}", data=packed.canvas_detail(view, codes[code], shown), height=1)
        _choices(key="canvas_choices", data=choices, height=1)
    return chosen


def _selection(view: AttentionView, codes: Mapping[str, Cell]) -> Selection:
    """What is chosen on the canvas, by the link or there. Pins mean nothing to other words."""
    axes = (view.queries.labels, view.keys.labels)
    if st.session_state.get(_AXES, axes) != axes:
        st.session_state.update(rows="", columns="")
    st.session_state[_AXES] = axes
    chosen = Selection.of_link({name: address.stated(name) for name in PARAMETERS}, view, codes)
    for name, value in chosen.to_link().items():
        address.state(name, value)
    return chosen


def head_codes(view: AttentionView) -> Mapping[str, Cell]:
    """The heads of a view by what stands for them in links, "enc.6.h4"; of all kinds together "all.6.h4"."""
    if view.kind == "all":
        return {f"all.{layer + 1}.h{head + 1}": (layer, head) for layer, head in view.cells}
    return {head_code(Place(view.kind, layer), head): (layer, head) for layer, head in view.cells}
