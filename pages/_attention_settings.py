"""The settings of the attention page. All of them stand in the address bar."""

from collections.abc import Mapping, Sequence
from typing import Any, cast, get_args

import streamlit as st

from model.attention_view import AttentionView, Cell, Kind
from model.trace import AttentionKind, Trace
from pages import _address as address
from pages import _results as results
from pages import _session as session
from viz.attention_style import cell_name

MOST_HEADS = 4
ALL_WORDS = "all"
FIRST_FOCUS = "it"  # in focus at first, where a sentence has this word


def choose(name: str, *codes: str, dropdown: bool = False) -> Any:
    """One setting, all of whose texts begin with its name: one of the codes."""
    text = session.text()
    shown = {code: text(f"attention.{name}_{code}") for code in codes}
    label, explained = text(f"attention.{name}"), text(f"attention.{name}_help")
    return address.choice(label, shown, key=name, dropdown=dropdown, help=explained)


def choose_kind(trace: Trace, languages: Mapping[str, str]) -> AttentionKind:
    """One of the kinds of attention that the model has; `languages` as in `_models.languages`."""
    kinds = [kind for kind in get_args(AttentionKind) if trace.attention(kind)]
    return cast(AttentionKind, choose_kind_of(kinds, languages))


def choose_kind_of(kinds: Sequence[Kind], languages: Mapping[str, str]) -> Kind:
    """One of these kinds of attention, which needs no choice where there is one."""
    if len(kinds) == 1:
        return kinds[0]
    text = session.text()
    shown = {kind: text(f"attention.kind_{kind}") for kind in kinds}
    explained = text("attention.kind_help", **languages)
    if "all" in kinds:
        explained += " " + text("attention.kind_help_all")
    return cast(Kind, address.choice(text("attention.kind"), shown, key="kind", help=explained))


def choose_together() -> Any:
    """Heads one by one, or several of them reduced to one picture."""
    return choose("together", "single", "mean_heads", "max_heads", "mean_layers", "max_layers", dropdown=True)


def choose_focus(words: tuple[str, ...]) -> int | None:
    """The word in focus, if any, by its index in the sentence."""
    text = session.text()
    codes = focus_codes(words)
    shown = {ALL_WORDS: text("attention.focus_all")} | dict(zip(codes, words, strict=True))
    first = first_focus(words)
    if first is not None:
        shown = {codes[first]: words[first]} | shown
    label, explained = text("attention.focus"), text("attention.focus_help")
    chosen = address.choice(label, shown, key="focus", dropdown=True, help=explained)
    return codes.index(chosen) if chosen in codes else None


def first_focus(words: tuple[str, ...]) -> int | None:
    """The word that is in focus until the reader chooses."""
    return words.index(FIRST_FOCUS) if FIRST_FOCUS in words else None


def focus_on(words: tuple[str, ...], word: int | None) -> None:
    """Bring a word that was clicked into focus, before the page runs again; None was clicked beside them."""
    if word is not None:
        st.session_state["focus"] = focus_codes(words)[word]


def focus_codes(words: tuple[str, ...]) -> list[str]:
    """What stands for each word in the address bar: its place and itself.

    So a focus does not survive into another sentence, where its place means nothing.
    """
    return [f"{place}-{word}" for place, word in enumerate(words, start=1)]


def choose_heads(view: AttentionView, weights: AttentionView, words: tuple[str, ...]) -> tuple[Cell, ...]:
    """One to four heads by name; at first those whose `weights` tell most about the first focus."""
    text = session.text()
    first = results.telling(weights, first_focus(words))
    codes = head_codes(view)
    chosen = address.choices(
        text("attention.heads"),
        {code: cell_name(view, cell) for code, cell in codes.items()},
        key="heads",
        default=[code for code, cell in codes.items() if cell in first],
        at_most=MOST_HEADS,
        help=text("attention.heads_help"),
    )
    return tuple(codes[code] for code in chosen)


def choose_click() -> None:
    """What a click on the overview does: show a head alone, or add it to a comparison and take it out again."""
    text = session.text()
    explained = text("attention.compare_help", most=MOST_HEADS)
    st.toggle(text("attention.compare"), key="compare", help=explained, bind="query-params")


def click_head(view: AttentionView, cell: Cell) -> None:
    """Choose the head that was clicked, before the page runs again; of too many, the last ones stay."""
    code = next(code for code, place in head_codes(view).items() if place == cell)
    chosen: list[str] = st.session_state["heads"]
    if not st.session_state["compare"]:
        st.session_state["heads"] = [code]
    elif code in chosen:
        st.session_state["heads"] = [other for other in chosen if other != code]
    else:
        st.session_state["heads"] = [*chosen, code][-MOST_HEADS:]


def head_in_address(view: AttentionView, cell: Cell) -> dict[str, str]:
    """What the address bar of this page says when it shows that head of that view."""
    code = next(code for code, place in head_codes(view).items() if place == cell)
    unit = "words" if view.by_word else "subwords"
    return {"kind": view.kind, "unit": unit, "specials": view.specials, "heads": code}


def head_codes(view: AttentionView) -> dict[str, Cell]:
    """What stands for each head in the address bar: its name without the dot."""
    return {cell_name(view, cell).replace("·", ""): cell for cell in view.cells}
