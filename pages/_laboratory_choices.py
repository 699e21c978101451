"""What the tools of the laboratory let a reader choose: a head, a word or token, and whether to do it."""

from collections.abc import Collection, Sequence
from typing import cast

import streamlit as st

from model.analysis.effect import Effect
from model.analysis.head_effects import HeadEffects
from model.interventions.editing import Interventions, toggled
from model.interventions.place import Head, Place
from model.tokens import Tokens
from model.trace import AttentionKind, StackName, asking_stack
from pages import _address as address
from pages import _interventions as interventions
from pages import _session as session
from viz.laboratory_names import head_option, heads_by_change, word_numbers


def choose_kind(kinds: Sequence[AttentionKind]) -> AttentionKind:
    """One of these kinds of attention; without a widget where there is only one."""
    text = session.text()
    if len(kinds) == 1:
        return kinds[0]
    names = {kind: text(f"laboratory.part_{kind}") for kind in kinds}
    return cast(AttentionKind, address.choice(text("laboratory.part"), names, key="part"))


def choose_stack(kinds: Collection[AttentionKind]) -> StackName:
    """One of the stacks of a model that has these kinds of attention; without a widget where it has only one."""
    text, stacks = session.text(), list(dict.fromkeys(map(asking_stack, kinds)))
    if len(stacks) == 1:
        return stacks[0]
    names = {stack: text(f"laboratory.stack_{stack}") for stack in stacks}
    return cast(StackName, address.choice(text("laboratory.stack"), names, key="stack"))


def choose_head(effects: HeadEffects, kind: AttentionKind) -> Head:
    """A head of that kind; the one that changes most, where the reader has not chosen."""
    text, heads = session.text(), heads_by_change(effects, kind)
    options = {code: head_option(effects, kind, *cell, text) for code, cell in heads.items()}
    strongest = next(iter(options))
    found = text("laboratory.head_strongest", name=options[strongest])
    layer, head = heads[address.choice_or_found(text("laboratory.head"), options, found, key="head") or strongest]
    return Head(Place(kind, layer), head)


def choose_place(label: str, names: Sequence[str], plain: Sequence[str], first: int | None, key: str) -> int:
    """One of the words or tokens by its place; `first` is the one that a reader has not chosen."""
    codes = [f"{place}-{name}" for place, name in enumerate(plain, start=1)]
    found = session.text()("laboratory.found", name=names[first or 0])
    picked = address.choice_or_found(label, dict(zip(codes, names, strict=True)), found, key=key)
    return (first or 0) if picked is None else codes.index(picked)


def with_numbers(names: Sequence[str], tokens: Tokens) -> list[str]:
    """Each word after the numbers of its tokens, as they stand in the text of an intervention."""
    return [f"{number}  {name}" for number, name in zip(word_numbers(tokens), names, strict=True)]


def toggle_button(label: str, changes: Interventions, effect: Effect, *, key: str) -> None:
    """The button that does all of these changes, or undoes them where all are done; without any, it is disabled."""
    config = effect.translation.translator.config
    st.button(
        label,
        key=key,
        on_click=lambda: interventions.edit(lambda done: toggled(done, *changes), config),
        disabled=not changes,
        width="content",
    )
