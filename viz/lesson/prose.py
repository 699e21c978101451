"""The prose of a lesson: a Markdown file for each language beside the lesson's steps.

    # Title of the lesson
    The question that the lesson answers.

    ## Heading of a step {#step}
    Text, with a live value here: [[weight:.2f]], and a word that the glossary explains: [query](#term-query).

    ### Heading of a part {#part}
    What a step shows apart from its text: the meaning of a symbol, why an answer is wrong.

Both files have the same steps and parts in the same order; a test holds that, and that they say the same numbers.
"""

import re
from collections.abc import Mapping
from dataclasses import dataclass, field
from functools import cache
from pathlib import Path

from viz.text import Language, markdown_escape

_HEADING = re.compile(r"^(?P<level>#{1,3}) (?P<title>.*?)(?: \{#(?P<id>[a-z0-9_-]+)\})?$", re.MULTILINE)
_PLACE = re.compile(r"\[\[(?P<name>[a-z_0-9]+)(?::(?P<format>[^\]]+))?\]\]")
_FORMULA = re.compile(r"(?<!\\)\$(?P<formula>[^$\n]+)\$(?P<marks>[.,;:!?)，。；：、！？）]*)")


class Markdown(str):
    """Text that is Markdown already: `fill` leaves it as it is."""

    __slots__ = ()


@dataclass(frozen=True)
class Part:
    """A piece of Markdown under a heading, which may be empty. Both may hold places for live values; see `fill`."""

    title: str
    body: str


@dataclass(frozen=True)
class Section(Part):
    """The text of one step, with its parts by their ids."""

    parts: Mapping[str, Part] = field(default_factory=dict[str, Part])

    def __getitem__(self, part: str) -> Part:
        return self.parts[part]


@dataclass(frozen=True)
class Prose:
    """A lesson in one language: its title, the question that it answers, and its sections by the ids of the steps."""

    title: str
    question: str
    sections: Mapping[str, Section]

    def __getitem__(self, step: str) -> Section:
        return self.sections[step]


@cache
def read_prose(folder: Path, language: Language) -> Prose:
    """The prose in `folder`. Raises ValueError where a heading has no id, two have the same, or a part has no step."""
    return parse_prose((folder / f"{language}.md").read_text("utf-8"))


def parse_prose(markdown: str) -> Prose:
    """Prose from Markdown as above. Raises ValueError as `read_prose` does."""
    headings = list(_HEADING.finditer(markdown))
    ends = [*(heading.start() for heading in headings[1:]), len(markdown)]
    title = question = ""
    sections: dict[str, Section] = {}
    parts: dict[str, Part] = {}
    for heading, end in zip(headings, ends, strict=True):
        body, level = markdown[heading.end() : end].strip(), len(heading["level"])
        if level == 1:
            title, question = heading["title"], body
            continue
        known = sections if level == 2 else parts
        if not heading["id"] or heading["id"] in known or (level == 3 and not sections):
            raise ValueError(f"a heading needs an id of its own, and a part stands in a step: {heading[0]!r}")
        if level == 2:
            parts = {}
            sections[heading["id"]] = Section(heading["title"], body, parts)
        else:
            parts[heading["id"]] = Part(heading["title"], body)
    return Prose(title, question, sections)


def held_together(markdown: str) -> str:
    """`markdown` whose formulas take in the punctuation after them: browsers may begin a line with it otherwise."""

    def together(found: re.Match[str]) -> str:
        return rf"${found['formula']}\text{{{found['marks']}}}$" if found["marks"] else found[0]

    return _FORMULA.sub(together, markdown)


def places(markdown: str) -> set[str]:
    """The names of the live values that a text has places for."""
    return {place["name"] for place in _PLACE.finditer(markdown)}


def fill(markdown: str, values: Mapping[str, object]) -> str:
    """`markdown` with its places filled in: `[[name]]`, or `[[name:.2f]]` with a format of `format()`.

    A string is text, not Markdown, unless it is `Markdown`; a number needs a format. Raises KeyError for a place
    without a value.
    """

    def shown(place: re.Match[str]) -> str:
        value = values[place["name"]]
        if isinstance(value, Markdown):
            return value
        if isinstance(value, str):
            return markdown_escape(value)
        return format(value, place["format"] or "")

    return _PLACE.sub(shown, markdown)
