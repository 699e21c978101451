"""The controls of a search: how each next word is chosen. Everything stands in the address bar."""

from typing import Literal, TypeVar, cast

import streamlit as st

from model.decoding import Beam, Greedy, Sample, Search
from pages import _address as address
from pages import _session as session

Kind = Literal["greedy", "beam", "sample"]
N = TypeVar("N", int, float)


def choose_kind() -> Kind:
    """How the next word is chosen."""
    text = session.text()
    names = {
        "greedy": text("decoding.search_greedy"),
        "beam": text("decoding.search_beam"),
        "sample": text("decoding.search_sample"),
    }
    return cast(Kind, address.choice(text("decoding.search"), names, key="search"))


def choose_search(kind: Kind) -> Search:
    """The search of that kind with its settings, in a row of their own where it has any."""
    if kind == "greedy":
        return Greedy()
    text = session.text()
    with st.container(horizontal=True, vertical_alignment="bottom"):
        if kind == "beam":
            return Beam(
                _number("width", text("decoding.width"), text("decoding.width_help"), 1, 8, 4, 1),
                _number("penalty", text("decoding.penalty"), text("decoding.penalty_help"), 0.0, 3.0, 1.0, 0.1),
            )
        heat = text("decoding.temperature"), text("decoding.temperature_help")
        return Sample(
            _number("temperature", *heat, 0.1, 5.0, 1.0, 0.1),
            _number("top_k", text("decoding.top_k"), text("decoding.top_k_help"), 0, 1000, 0, 1),
            _number("top_p", text("decoding.top_p"), text("decoding.top_p_help"), 0.05, 1.0, 1.0, 0.05),
            _number("seed", text("decoding.seed"), text("decoding.seed_help"), 0, 9999, 0, 1),
        )


def _number(key: str, label: str, explained: str, low: N, high: N, default: N, by: N) -> N:
    return st.number_input(label, low, high, default, by, key=key, help=explained, width=160, bind="query-params")
