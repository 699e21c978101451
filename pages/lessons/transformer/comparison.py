"""The classic comparison: how far information travels, and what a layer costs."""

from collections.abc import Mapping

import streamlit as st

from model.lessons import layer_costs as costs
from model.lessons.information_paths import paths
from pages import _address as address
from pages import _session as session
from pages._measuring import measured
from pages.lessons.lesson import Reader
from viz.lesson.information_paths import information_paths
from viz.lesson.layer_costs import layer_costs

WIDTHS = {"3": "3", "5": "5", "7": "7"}
SHOWN = ("time", "multiplications", "turns")


def show_paths(reader: Reader) -> None:
    """The way between two words of the sentence through each kind of network."""
    text, labels = reader.text, reader.translation.typed.labels
    first, second, third = st.columns(3)
    names = {f"{place}-{label}": f"{place} · {label}" for place, label in enumerate(labels, start=1)}
    with first:
        start = _choose(text("lesson_transformer.from"), names, "transformer_from")
    with second:
        end = _choose(text("lesson_transformer.to"), dict(reversed(names.items())), "transformer_to")
    with third:
        width = int(address.choice(text("lesson_transformer.width"), WIDTHS, key="transformer_width"))
    found = paths(start, end, width)
    figure = session.drawn(information_paths, found, labels, text=text, theme=session.current_theme())
    steps = {connection: path.steps for connection, path in found.items()}
    alt = text("lesson_transformer.paths_alt", start=labels[start], end=labels[end], **steps)
    session.show_figure(figure, key="paths", alt=alt)


def _choose(label: str, names: Mapping[str, str], key: str) -> int:
    return int(address.choice(label, names, key=key, dropdown=True).partition("-")[0]) - 1


def show_costs(reader: Reader) -> None:
    """Time, multiplications or computations in turn of one layer, by the length of the sentence."""
    text = reader.text
    names = {shown: text(f"lesson_transformer.cost_{shown}") for shown in SHOWN}
    shown = address.choice(text("lesson_transformer.cost"), names, key="transformer_cost")
    found = costs.stored()
    if shown == "time" and st.toggle(text("lesson_transformer.measure_here"), key="transformer_here"):
        label = text("lesson_transformer.measuring")
        found = measured("layer costs", "", label, lambda progress: costs.measure(progress=progress))
    match shown:
        case "time":
            values = {kind: [1000 * value for value in seconds] for kind, seconds in found.seconds.items()}
        case "multiplications":
            values = {
                kind: [costs.multiplications(kind, n, costs.D_MODEL) for n in found.lengths] for kind in costs.KINDS
            }
        case _:
            values = {kind: [costs.steps_in_turn(kind, n) for n in found.lengths] for kind in costs.KINDS}
    unit, n = text(f"lesson_transformer.unit_{shown}"), len(reader.translation.typed)
    figure = session.drawn(
        layer_costs, found.lengths, values, unit=unit, marked=n, text=text, theme=session.current_theme()
    )
    last = {kind: f"{series[-1]:,.0f}" for kind, series in values.items()}
    alt = text("lesson_transformer.costs_alt", unit=unit, length=found.lengths[-1], **last)
    session.show_figure(figure, key="costs", alt=alt)


def cost_values(reader: Reader) -> Mapping[str, object]:
    """What was measured beforehand for the longest text, and from which length on attention multiplies most."""
    measured = costs.stored()
    longest = measured.lengths[-1]
    more = next(n for n in range(1, longest) if _multiplies(n, "attention") > _multiplies(n, "lstm"))
    ratio = measured.seconds["attention"][-1] / measured.seconds["attention"][-2]
    return {"longest": longest, "half": measured.lengths[-2], "ratio": ratio, "more": more, "d_model": costs.D_MODEL}


def _multiplies(n: int, kind: costs.LayerKind) -> int:
    return costs.multiplications(kind, n, costs.D_MODEL)
