"""Pieces of text side by side as Streamlit Markdown, each on a ground of its own: text that wraps and is read out."""

from collections.abc import Collection, Sequence

from model.lessons.tokens import Stage
from viz.marked_text import coloured
from viz.text import markdown_escape
from viz.theme import Theme

UNKNOWN = "<unk>"

_ROOM = "\N{NARROW NO-BREAK SPACE}"  # between the letters and the edge of their ground


def chips(pieces: Sequence[str], theme: Theme, *, marked: Collection[int] = (), unknown: Collection[int] = ()) -> str:
    """The pieces as Markdown. Those at the places `marked` stand out; those at `unknown` read "<unk>": lost."""
    plain = coloured(theme.text, theme.grid)
    standing_out = coloured(theme.background, theme.accent)
    lost = coloured(theme.background, theme.error)
    shown = (
        (lost, UNKNOWN) if place in unknown else (standing_out if place in marked else plain, piece)
        for place, piece in enumerate(pieces)
    )
    return " ".join(format.format(f"{_ROOM}{_unbroken(piece)}{_ROOM}") for format, piece in shown)


def _unbroken(piece: str) -> str:
    """The piece as text that stays on one line."""
    return markdown_escape(piece).replace(" ", "\N{NO-BREAK SPACE}")


def counted_words(stage: Stage, theme: Theme) -> str:
    """The different words of a text in pieces, with how often each stands there; what was merged last stands out."""
    merged = "".join(stage.merged or ())
    return " · ".join(
        chips(pieces, theme, marked=[place for place, piece in enumerate(pieces) if piece == merged])
        + (f" ×{stage.counts[word]}" if stage.counts[word] > 1 else "")
        for word, pieces in stage.pieces.items()
    )
