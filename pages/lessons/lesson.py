"""What a lesson is made of, and the reader for whom it computes.

A lesson is a folder in pages/lessons: `steps.py` with a `LESSON`, and its prose in en.md and zh.md. A step shows the
text under the heading with its id, and beside it an exhibit: widgets and figures, drawn for the reader.
"""

from collections.abc import Callable, Hashable, Mapping
from dataclasses import dataclass, field
from pathlib import Path
from types import MappingProxyType
from typing import Any

import streamlit as st

from model.trace import Trace
from model.translator import Translation
from pages import _loaded as loaded
from pages import _models as models
from pages import _results as results
from viz.equation import SCRIPT, STYLE, Symbol
from viz.equation import equation as equation_of
from viz.lesson.prose import Prose, Section, fill, read_prose
from viz.lesson.question import Question
from viz.text import Language, Text

FOLDER = Path(__file__).parent
_SHARED = "shared_by_steps"
SYMBOL = "symbol-"

_equation = st.components.v2.component("equation", js=SCRIPT, css=STYLE)


@dataclass(frozen=True)
class Reader:
    """Who reads a lesson: their language and their sentence, which the lesson's model can read."""

    language: Language
    prose: Prose
    sentence: str
    model: str = loaded.SHIPPED_MODEL
    presenting: bool = False
    """Whether the lesson is projected on a wall: large type, one step at a time."""

    @property
    def text(self) -> Text:
        return Text(self.language)

    @property
    def translation(self) -> Translation:
        """The greedy translation of the sentence, or its continuation by a language model."""
        return results.translation(self.sentence, name=self.model)

    @property
    def trace(self) -> Trace:
        return results.seen(self.sentence, self.model)


Exhibit = Callable[[Reader], None]
Values = Callable[[Reader], Mapping[str, object]]


def no_values(reader: Reader) -> Mapping[str, object]:
    return MappingProxyType({})


@dataclass(frozen=True)
class Step:
    """One screen of a lesson: the section of the prose with that id, and an exhibit beside it, or below it if `wide`.

    `values` are what the places in the text are filled in with; see `viz/lesson/prose.py`.
    """

    id: str
    exhibit: Exhibit | None = None
    values: Values = no_values
    wide: bool = False


@dataclass(frozen=True)
class Quiz(Step):
    """A step that asks: the reader predicts, then what the model computes is revealed."""

    ask: Callable[[Reader], Question] = field(kw_only=True)
    follows_sentence: bool = True
    """Whether another sentence can make another answer right."""


@dataclass(frozen=True)
class Lesson:
    """A lesson by the name of its folder. `model` is the shipped model that computes for it."""

    name: str
    steps: tuple[Step, ...]
    model: str = loaded.SHIPPED_MODEL
    minutes: int = 10

    @property
    def quizzes(self) -> tuple[Quiz, ...]:
        return tuple(step for step in self.steps if isinstance(step, Quiz))

    def prose(self, language: Language) -> Prose:
        return read_prose(FOLDER / self.name, language)


def share(key: str, value: Hashable) -> None:
    """Let other steps read what is chosen in this one. Where it has changed, the whole lesson is drawn again."""
    known = st.session_state.setdefault(_SHARED, {})
    changed = known.get(key, value) != value
    known[key] = value
    if changed:
        st.rerun()


def shared(key: str) -> Any:
    """What a step has shared under that key; None before it was drawn."""
    return st.session_state.get(_SHARED, {}).get(key)


def symbols_of(section: Section, values: Mapping[str, object] = MappingProxyType({})) -> dict[str, Symbol]:
    """The symbols that a section explains, in parts `symbol-q`.

    The title of such a part is the symbol in LaTeX, between dollar signs; its body says what it means.
    """
    return {
        id.removeprefix(SYMBOL): Symbol(part.title.strip("$"), fill(part.body, values))
        for id, part in section.parts.items()
        if id.startswith(SYMBOL)
    }


def show_equation(section: Section, tex: str, values: Mapping[str, object] = MappingProxyType({})) -> None:
    r"""An equation whose symbols light up: `\lit{q}{Q}` marks one, which the section explains; see `symbols_of`."""
    data = equation_of(tex, symbols_of(section, values), section.title)
    _equation(key=f"equation-{section.title}", data=data)


def equation(step: str, tex: str) -> Exhibit:
    """The exhibit that shows an equation, explained in the section of that step; see `show_equation`."""
    return lambda reader: show_equation(reader.prose[step], tex)


def links(*pages: str) -> Exhibit:
    """The exhibit that leads on to pages of the app, which open with the reader's sentence."""

    def show(reader: Reader) -> None:
        to = {"lang": reader.language, models.known(reader.model).key: reader.sentence}
        if reader.model != loaded.SHIPPED_MODEL:
            to[models.MODEL] = reader.model
        for page in pages:
            label = reader.text(f"app.{page}")
            st.page_link(f"pages/{page}.py", label=label, icon=":material/arrow_forward:", query_params=to)

    return show
