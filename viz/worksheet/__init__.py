"""The worksheet of a lesson and its answer key, as an HTML page that stands alone and prints well on A4 and Letter."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Any

from jinja2 import Environment, FileSystemLoader, StrictUndefined
from latex2mathml.converter import convert
from markdown_it import MarkdownIt
from markdown_it.renderer import RendererHTML
from markupsafe import Markup
from mdit_py_plugins.dollarmath import dollarmath_plugin

from viz.equation import Symbol
from viz.lesson.prose import Prose
from viz.lesson.question import Question
from viz.text import Text


@dataclass(frozen=True)
class Asked:
    """A question of a lesson as it stands on paper: heading and text of its step, filled in, and its options."""

    title: str
    body: str
    question: Question


@dataclass(frozen=True)
class Sheet:
    """What a class works on: a lesson in one language with the class's own sentence."""

    number: int
    prose: Prose
    sentence: str
    questions: Sequence[Asked]
    symbols: Mapping[str, Symbol]
    """The symbols of the lesson's equation, to be explained in one's own words."""


def worksheet(sheet: Sheet, text: Text, *, key: bool = False) -> str:
    """The page for the class; with `key` the one for the teacher, with the answers and why they are right or wrong."""
    template = _environment().get_template("worksheet.html")
    return template.render(sheet=sheet, text=text, key=key, style=Markup(_read("worksheet.css")), letters="ABCDEFGH")


def _read(name: str) -> str:
    return (Path(__file__).parent / name).read_text("utf-8")


@cache
def _environment() -> Environment:
    environment = Environment(
        loader=FileSystemLoader(Path(__file__).parent), autoescape=True, undefined=StrictUndefined
    )
    environment.filters |= {"inline": _inline, "block": _block, "math": _math}
    return environment


def _inline(markdown: str) -> Markup:
    return Markup(_markdown().renderInline(markdown))


def _block(markdown: str) -> Markup:
    return Markup(_markdown().render(markdown))


def _math(tex: str) -> Markup:
    return Markup(convert(tex))


@cache
def _markdown() -> MarkdownIt:
    """Markdown as the lessons use it. HTML in it is text, and links, which lead nowhere on paper, are their words."""
    markdown = MarkdownIt("commonmark", {"html": False}).enable("table").use(dollarmath_plugin)
    markdown.add_render_rule("math_inline", _formula("inline"))
    markdown.add_render_rule("math_block", _formula("block"))
    for part in ("link_open", "link_close"):
        markdown.add_render_rule(part, _nothing)
    return markdown


def _formula(display: str) -> Callable[..., str]:
    def render(renderer: RendererHTML, tokens: Sequence[Any], index: int, options: Any, env: Any) -> str:
        return convert(tokens[index].content, display=display)

    return render


def _nothing(renderer: RendererHTML, tokens: Sequence[Any], index: int, options: Any, env: Any) -> str:
    return ""
