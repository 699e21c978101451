"""The switchboard of the laboratory: every head as a switch, on the colour of what it does by itself."""

from collections.abc import Mapping
from typing import Any

import streamlit as st

from model.analysis.effect import Effect
from model.analysis.head_effects import HeadEffects
from model.interventions import HeadOff, How, Place
from model.interventions.editing import Interventions, head_states, head_toggled
from pages import _address as address
from pages import _interventions as interventions
from pages import _session as session
from pages._laboratory_tools import choose_row
from pages._tables import table_on_request
from viz.switchboard import board_description, board_measure, switchboard
from viz.switchboard_table import switchboard_table

CLICKS: Mapping[str, How] = {"zero": "zero", "mean": "mean", "uniform": "uniform", "row": "zero"}
"""What a click does, and in which way heads are switched off to be measured then."""
BASES = ("alone", "now")


def choose_switching(intervene: str) -> tuple[How, str]:
    """How heads are switched off, and on top of which interventions that is measured: none, or those that are on."""
    text = session.text()
    with st.container(horizontal=True, vertical_alignment="bottom"):
        clicks = {code: text(f"laboratory.click_{code}") for code in CLICKS}
        click = address.choice(text("laboratory.click"), clicks, key="click", help=text("laboratory.click_help"))
        bases = {code: text(f"laboratory.measured_{code}") for code in BASES}
        explained = text("laboratory.measured_help")
        base = address.choice(text("laboratory.measured"), bases, key="measured", help=explained)
    return CLICKS[click], intervene if base == "now" else ""


def show_switchboard(effects: HeadEffects, effect: Effect, done: Interventions) -> None:
    """The figure with what its colours mean, and its numbers."""
    text, config = session.text(), effect.translation.translator.config
    states = head_states(done, config)

    def clicked(switch: list[Any]) -> None:
        kind, layer, head = switch
        click = st.session_state["click"]
        if click == "row":
            return choose_row(kind, layer, head)
        change = HeadOff(Place(kind, layer), head, CLICKS[click])
        return interventions.edit(lambda done: head_toggled(done, change), config)

    figure = session.drawn(switchboard, effects, states, text, session.current_theme())
    alt = board_description(effects, text)
    session.show_figure(figure, key="switchboard", alt=alt, on_click=clicked)
    st.caption(f"{board_measure(effects, effect, text)}  \n{text('laboratory.board_legend')}")
    table_on_request(
        text("laboratory.board_table"), lambda: switchboard_table(effects, states, text), "headlight-switchboard"
    )
