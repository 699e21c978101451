from urllib.parse import urlencode

import streamlit as st
from streamlit.delta_generator import DeltaGenerator

from model.attention_measures import most_changed
from model.attention_view import AttentionView, Cell
from pages import _address as address
from pages import _attention_settings as settings
from pages import _loaded as loaded
from pages import _map_views as views
from pages import _models as models
from pages import _packed as packed
from pages import _results as results
from pages import _session as session
from pages._canvas import canvas, head_codes
from pages._results import Asked
from viz.attention_style import cell_name
from viz.attention_table import COLUMNS, attention_table
from viz.canvas.messages import Patches
from viz.canvas.selection import Selection

STRONGEST = 12
HEAD = "at"

text = session.text()


def choose_head(view: AttentionView) -> tuple[Cell, bool]:
    """The head that is chosen, and whether a reader chose it."""
    codes = head_codes(view)
    found = most_changed(view) if view.quantity == "difference" else results.telling(view, first_focus(view))[0]
    label = text("map.found_changed" if view.quantity == "difference" else "map.found", head=cell_name(view, found))
    names = {code: cell_name(view, cell) for code, cell in codes.items()}
    picked = address.choice_or_found(text("map.head"), names, label, key=HEAD, help=text("map.head_help"))
    return (found, False) if picked is None else (codes[picked], True)


def first_focus(view: AttentionView) -> int | None:
    """The word whose attention makes a head telling."""
    labels = view.queries.labels
    return view.queries.words[labels.index(settings.FIRST_FOCUS)] if settings.FIRST_FOCUS in labels else None


def choose(code: str) -> None:
    """Choose the head that was entered on the canvas, before the page runs again."""
    address.overrule(HEAD, code)


def show_numbers(view: AttentionView, cell: Cell, chosen: Selection, sentence: str) -> None:
    """The strongest pairs of the chosen head, of pinned words if there are such, and all numbers to take away."""
    name = cell_name(view, cell)
    pinned = bool(chosen.queries or chosen.keys)
    st.subheader(text("map.strongest_pinned" if pinned else "map.strongest", head=name), anchor=False)
    names = {column: text(f"attention.column_{column}") for column in COLUMNS}
    pairs = packed.strongest(view, cell, STRONGEST, chosen.queries, chosen.keys)
    st.dataframe(pairs, hide_index=True, column_config=names)
    codes = head_codes(view)
    cells = tuple(dict.fromkeys((cell, *(codes[code] for code in chosen.beside))))
    with st.container(horizontal=True):
        st.download_button(
            text("attention.download"),
            lambda: attention_table(view, cells).to_csv(index=False).encode(),
            "headlight-map.csv",
            "text/csv",
        )
        if view.kind != "all" and view.quantity == "weights" and not reads_images:
            asked = {"lang": text.language, models.MODEL: model_name, models.known(model_name).key: sentence}
            address_there = urlencode(asked | settings.head_in_address(view, cell))
            st.link_button(text("map.open", head=name), f"./?{address_there}")


def show_canvas(
    view: AttentionView, controls: DeltaGenerator, *about: str, sentence: str = "", patches: Patches | None = None
) -> None:
    """The canvas, what it shows, and a head in numbers; or that there is nothing to see."""
    if not view.values.numel():
        st.info(text("attention.nothing"))
        return
    surface = st.container()
    separator = "" if text.language == "zh" else " "
    st.caption(separator.join((text("map.caption"), *about, text("map.honest"))))
    show_head(view, controls, surface, sentence, patches)


@session.part
def show_head(
    view: AttentionView, controls: DeltaGenerator, surface: DeltaGenerator, sentence: str, patches: Patches | None
) -> None:
    """The choice of a head among the `controls`, the canvas on its `surface`, and below them the head's numbers."""
    with controls:
        cell, asked = choose_head(view)
    with surface:
        chosen = canvas(view, cell, enter=asked, on_choose=choose, patches=patches)
    show_numbers(view, cell, chosen, sentence)


def show_text(left: DeltaGenerator, controls: DeltaGenerator) -> None:
    """A sentence, and what it is compared with."""
    with left:
        sentence = models.sentence_input(model_name)
    first = Asked(sentence, model_name)
    session.show_unknown_characters(results.typed(sentence, model_name))
    kind_place = controls.container(width="content")
    more = controls.popover(text("attention.more"))
    with more:
        against = views.choose_against(model_name)
    if against == "nothing":
        with more:
            view = views.sentence_view(sentence, model_name, results.seen(sentence, model_name), kind_place)
        about = text(f"attention.read_{view.kind}", **models.languages(model_name))
        rows = text(f"attention.rows_{'joined' if view.kind == 'all' else view.rows}")
        show_canvas(view, controls, about, rows, sentence=sentence)
        return
    with left:
        second = views.ask_second(against, first)
    view = views.difference_view(first, second, kind_place)
    show_canvas(view, controls, text("map.read_difference"), sentence=sentence)


@session.part
def show_map() -> None:
    """What is read, the choices beside it, and the canvas."""
    left, right = st.columns([5, 7], vertical_alignment="bottom")
    controls = right.container(horizontal=True, vertical_alignment="bottom")
    if not reads_images:
        return show_text(left, controls)
    with left:
        view, patches = views.image_view(loaded.image_reader(model_name), model_name)
    return show_canvas(view, controls, text("map.read_image"), patches=patches)


model_name = models.title_with_model("map", text("map.title"), about=text("map.question"))
reads_images = models.known(model_name).reads_images
show_map()
