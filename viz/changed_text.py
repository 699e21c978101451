"""A sentence before and after an intervention, with what changed marked by more than colour."""

from collections.abc import Collection

from model.tokens import Tokens
from viz.marked_text import coloured, marked
from viz.theme import Theme


def with_gone(tokens: Tokens, words: Collection[int], theme: Theme) -> str:
    """The sentence before, as Markdown; words (by index) that are gone afterwards are struck out, on cool."""
    return marked(tokens, dict.fromkeys(words, coloured(theme.text, theme.diverging[6], "~~")))


def with_new(tokens: Tokens, words: Collection[int], theme: Theme) -> str:
    """The sentence after, as Markdown; words that were not there before are bold, on warm."""
    return marked(tokens, dict.fromkeys(words, coloured(theme.text, theme.diverging[10], "**")))
