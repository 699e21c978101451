"""A sentence as Markdown in which chosen words are marked and everything typed is only text."""

from collections.abc import Mapping

from model.tokens import Tokens
from viz.text import markdown_escape


def marked(tokens: Tokens, marks: Mapping[int, str]) -> str:
    """The text of `tokens` as Markdown; each word (by index) in `marks` is put into its format, such as "**{}**".

    Words that stand nowhere in the text, such as </s>, are passed over.
    """
    parts: list[str] = []
    end = 0
    for word in sorted(marks):
        spans = [span for span, of in zip(tokens.spans, tokens.word_of, strict=True) if of == word and span is not None]
        if spans:
            start = spans[0][0]
            parts.append(_escaped(tokens.text[end:start]))
            end = spans[-1][1]
            parts.append(marks[word].format(_escaped(tokens.text[start:end])))
    return "".join([*parts, _escaped(tokens.text[end:])])


def coloured(foreground: str, background: str | None = None, emphasis: str = "") -> str:
    """A format for `marked`: a word in these colours, with `emphasis` ("*", "**") around it."""
    behind = f' background="{background}"' if background else ""
    return f':color[{emphasis}{{}}{emphasis}]{{{{foreground="{foreground}"{behind}}}}}'


def _escaped(text: str) -> str:
    """`markdown_escape`, which trims, with the spaces at the ends that part this piece from its neighbours."""
    inner = markdown_escape(text)
    left = " " if text[:1].isspace() else ""
    right = " " if inner and text[-1:].isspace() else ""
    return f"{left}{inner}{right}"
