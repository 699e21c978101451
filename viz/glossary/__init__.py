"""The glossary: what the terms of the course mean, as a list and as explanations that appear beside a term.

In Markdown a term is a link to its id, `[query](#term-query)`: the component in the files beside this shows what it
means where it stands.
"""

from pathlib import Path
from typing import Any

from viz.text import Text, templates

SCRIPT, STYLE = ((Path(__file__).parent / f"glossary.{ending}").read_text(encoding="utf-8") for ending in ("js", "css"))

_NAME = "glossary.term_"
TERMS: tuple[str, ...] = tuple(key.removeprefix(_NAME) for key in templates("en") if key.startswith(_NAME))


def name(term: str, text: Text) -> str:
    return text(_NAME + term)


def about(term: str, text: Text) -> str:
    """What the term means, in one or two sentences."""
    return text(f"glossary.about_{term}")


def found(typed: str, texts: tuple[Text, ...]) -> list[str]:
    """The terms whose name or explanation holds what is typed, in any of these languages; all where nothing is."""
    sought = typed.strip().casefold()
    return [
        term for term in TERMS if any(sought in f"{name(term, text)} {about(term, text)}".casefold() for text in texts)
    ]


def explanations(text: Text) -> dict[str, Any]:
    """All terms for the component."""
    return {"terms": {term: {"name": name(term, text), "about": about(term, text)} for term in TERMS}}
