"""Sentences as Streamlit Markdown whose words carry colours: real text, which wraps on a phone and can be selected."""

from collections.abc import Collection, Sequence

from model.tokens import Tokens
from viz.marked_text import coloured, marked
from viz.text import markdown_escape
from viz.theme import Theme

_PIN = ":material/push_pin:"
_READABLE = 4.5  # WCAG 2.2, 1.4.3; black or white reaches it on every colour
GIVEN_BAR = "¦"
"""Stands between the beginning that a language model was given and what it writes."""


def looked_at(source: Tokens, weights: Sequence[float], theme: Theme) -> str:
    """The source sentence with each word on the colour of its attention weight, 0 to 1; special tokens last."""
    colours = [theme.sequential[round(weight * (len(theme.sequential) - 1))] for weight in weights]
    formats = {word: _on(colour, theme) for word, colour in enumerate(colours)}
    specials = [
        formats[source.word_of[position]].format(markdown_escape(source.pieces[position]))
        for position in sorted(source.specials)
    ]
    return " ".join([marked(source, formats), *specials])


def written(target: Tokens, step: int, forced: Collection[int], start: str, theme: Theme, *, given: int = 0) -> str:
    """The target at `step`, from 1: what is written, the piece that is being chosen, and faintly what will follow.

    Pieces of one word are joined by a plus sign, and what is written of the word that is being continued stands on
    grey. Forced steps carry a pin. `start` is the token that opens the decoder's input. The first `given` pieces were
    not written but given; a bar follows them.
    """
    now = step - 1
    parts = [coloured(theme.muted, theme.grid).format(markdown_escape(start)), " "]
    for position, piece in enumerate(target.pieces):
        if position:
            parts.append(_between(target, position, theme))
        span = target.spans[position]
        letters = markdown_escape((target.text[span[0] : span[1]] if span else "") or piece)
        if position == now:
            shown = coloured(theme.background, theme.accent).format(f"**{letters}**")
        elif position > now:
            shown = coloured(theme.muted).format(letters)
        elif target.word_of[position] == target.word_of[now]:
            shown = coloured(theme.text, theme.grid).format(letters)
        else:
            shown = letters
        parts.append(shown + (_PIN if position + 1 in forced else ""))
        if position + 1 == given:
            parts.append(" " + coloured(theme.accent).format(GIVEN_BAR))
    return "".join(parts)


def _between(target: Tokens, position: int, theme: Theme) -> str:
    before, after = target.spans[position - 1], target.spans[position]
    if before is None or after is None or before[1] < after[0]:
        return " "
    same_word = target.word_of[position - 1] == target.word_of[position]
    return coloured(theme.muted).format("\\+") if same_word else ""


def _on(background: str, theme: Theme) -> str:
    """Text on a colour, in one of the theme's two extremes; in black or white where neither is easy to read on it."""
    inks = (theme.text, theme.background, "#000000", "#FFFFFF")
    return coloured(next(ink for ink in inks if _contrast(ink, background) >= _READABLE), background)


def _contrast(one: str, other: str) -> float:
    """WCAG 2.2 contrast ratio of two colours, from 1 to 21."""
    darker, lighter = sorted((_luminance(one), _luminance(other)))
    return (lighter + 0.05) / (darker + 0.05)


def _luminance(colour: str) -> float:
    channels = (int(colour[start : start + 2], 16) / 255 for start in (1, 3, 5))
    red, green, blue = (c / 12.92 if c <= 0.04045 else ((c + 0.055) / 1.055) ** 2.4 for c in channels)
    return 0.2126 * red + 0.7152 * green + 0.0722 * blue
