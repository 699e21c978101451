"""The film of a training, and what its snapshots make of a sentence: each loaded or computed once for all sessions."""

from typing import TYPE_CHECKING

import streamlit as st

from model.coreference import Roles
from model.translator import Translator
from pages._turns import in_turn

if TYPE_CHECKING:
    from model.film import Ending, Film, Reading

SHIPPED_FILM = "en-fr-film"


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
def ending(sentence: str, roles: Roles | None = None, place: int | None = None, name: str = SHIPPED_FILM) -> "Ending":
    """What the last snapshot makes of a sentence; see `find_ending`. Raises InputError, CheckpointError."""
    from model.film import find_ending

    return find_ending(snapshot(len(film(name)) - 1, name), sentence, roles, place)


@st.cache_resource(show_spinner=False, max_entries=64 * 12)
@in_turn
def reading(
    index: int, sentence: str, roles: Roles | None = None, place: int | None = None, name: str = SHIPPED_FILM
) -> "Reading":
    """The sentence as the snapshot at a frame reads it. Raises InputError, CheckpointError."""
    from model.film import read

    return read(snapshot(index, name), ending(sentence, roles, place, name))
