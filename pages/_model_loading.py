"""What the model page does when it is asked to: describe a model, load it, let it go."""

from typing import cast

import streamlit as st

from model.hub.description import DTYPES, Description, Dtype
from model.hub.loading import Stage, look
from model.hub.machine import Device, devices, free_memory
from model.hub.policy import Source
from model.hub.remote import cached_folder
from pages import _address as address
from pages import _loaded as loaded
from pages import _models as models
from pages import _session as session
from pages._missing_models import ASKED, ASKED_HUB, CLICK, Click
from viz.model_facts import brought_in_words, facts_table, size_in_words
from viz.text import markdown_escape

LANGUAGES = ("source_language", "target_language")  # in the address, of models that know many


def ask_hub(name: str) -> None:
    """Let the Hub be asked about that model, before the page runs again."""
    st.session_state[ASKED] = st.session_state[ASKED_HUB] = name


def choose_and_ask(key: str) -> None:
    """The same for the model that was chosen in a dropdown, which is then empty for the next."""
    ask_hub(st.session_state[key])
    st.session_state[key] = None


def just_clicked(name: str) -> Click | None:
    """The click that asked to load that model, if there was one just now. It counts once, whatever comes of it."""
    click: Click | None = st.session_state.pop(CLICK, None)
    return click if click and click.name == name else None


def describe(source: Source) -> Description | None:
    """What a model is; None as long as only the Hub knows and nobody has said that it may be asked.

    Raises CheckpointError and ModelError as `model.hub.loading.look` does.
    """
    text = session.text()
    if source.folder or cached_folder(source.name):
        return look(source)
    if st.session_state.get(ASKED_HUB) == source.name:
        with st.spinner(text("model.asking")):
            return loaded.offer_of_the_hub(source)
    st.info(text("model.not_here", name=markdown_escape(source.name)))
    st.button(text("model.ask"), key="ask", on_click=ask_hub, args=[source.name], type="primary")
    return None


def show_and_load(description: Description, click: Click | None) -> None:
    """The facts, the choice of a number format and a device, and the button that loads.

    After a click on that it loads, if it fits. Raises what loading raises.
    """
    text, source = session.text(), description.source
    languages = _choose_languages(description) if "many_languages" in description.can else None
    with st.container(horizontal=True, vertical_alignment="bottom"):
        dtype = cast(Dtype, address.choice(text("model.dtype"), {one: one for one in DTYPES}, key="dtype"))
        device = _choose_device()
        free, need = free_memory(device), description.memory(dtype)
        fits = free is None or need <= free
        label = text("model.load")
        if not description.at_hand:
            label = text("model.fetch_and_load", size=size_in_words(description.weights.file_bytes))
        st.button(label, key="load", type="primary", disabled=not fits, on_click=_start, args=[source.name])
    if not fits:
        st.warning(text("model.does_not_fit", need=size_in_words(need), free=size_in_words(free or 0)))
    place = st.container()
    st.table(facts_table(description, dtype, free, text), hide_index=True)
    if click and fits:
        with place:
            _load(source, device, dtype, languages)
        st.session_state[models.MODEL] = source.name
        if click.back:
            st.switch_page(f"pages/{click.back}.py", query_params={models.MODEL: source.name})
        st.rerun()  # what stands above has changed: where the model is, how much memory is free


def _start(name: str) -> None:
    st.session_state[CLICK] = Click(name)


def _choose_languages(description: Description) -> tuple[str, str] | None:
    """What a model of many languages is to read and to write; None leaves that to its settings."""
    text = session.text()
    default = ("en", "fr") if description.family == "m2m_100" else ("", "")  # an mBART is often trained for two
    chosen: list[str] = []
    for key, value, place in zip(LANGUAGES, default, st.columns(2), strict=True):
        with place:
            label, explained = text(f"model.{key}"), text("model.languages_help")
            asked = st.text_input(label, value, key=key, help=explained, bind="query-params", max_chars=20)
            chosen.append(asked.strip())
    return (chosen[0], chosen[1]) if all(chosen) else None


def _choose_device() -> Device:
    text, found = session.text(), devices()
    if len(found) == 1:
        return found[0]
    return cast(Device, address.choice(text("model.device"), {one: one for one in found}, key="device"))


def _load(source: Source, device: Device, dtype: Dtype, languages: tuple[str, str] | None) -> None:
    """Load under a progress bar. Whatever a reader clicks meanwhile stops it, as the button beside the bar says."""
    text, place, shown = session.text(), st.empty(), -1
    with place.container(horizontal=True, vertical_alignment="center"):
        bar = st.progress(0.0, text("model.waiting"))
        st.button(text("app.cancel"), key="cancel", help=text("model.cancel_help"))

    def report(stage: Stage, done: int, total: int) -> None:
        nonlocal shown
        percent = 100 * done // max(1, total)
        if percent != shown:  # a message to the browser for every tensor would take longer than the tensors
            shown = percent
            counts = {"done": size_in_words(done), "total": size_in_words(total)} if stage == "fetching" else {}
            bar.progress(percent, text(f"model.stage_{stage}", **counts))

    try:
        loaded.shelf().load(source, device=device, dtype=dtype, languages=languages, download=True, report=report)
    finally:
        place.empty()


def show_shelf() -> None:
    """The models in memory, each with a button that lets it go."""
    text, shelf = session.text(), loaded.shelf()
    st.subheader(text("model.shelf_title"), anchor=False)
    if not shelf.models:
        st.caption(text("model.shelf_empty"))
    for brought in shelf.models:
        with st.container(horizontal=True, vertical_alignment="center"):
            st.markdown(f"**{markdown_escape(brought.name)}**", width="content")
            st.caption(brought_in_words(brought), width="content")
            st.button(text("model.unload"), key=f"unload_{brought.number}", on_click=shelf.unload, args=[brought.name])
    free = free_memory()
    known = text("model.unknown") if free is None else size_in_words(free)
    st.caption(text("model.shelf_about", room=shelf.room, free=known))
