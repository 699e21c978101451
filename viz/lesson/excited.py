"""What excites a unit, in words."""

from model.lessons.feed_forward import Responses
from viz.marked_text import coloured, marked
from viz.text import markdown_escape
from viz.theme import Theme

_WORDS = 6


def excited_in_words(found: Responses, layer: int, unit: int, theme: Theme) -> list[str]:
    """The words that excite a unit most, each in one sentence where it stands in bold, as Markdown."""
    lines: list[str] = []
    for one in found.of(layer, unit)[:_WORDS]:
        sentence = found.sentences[one.sentence]
        shown = marked(sentence, {sentence.word_of[one.token]: coloured(theme.accent, emphasis="**")})
        lines.append(f"`{one.activation:.2f}` **{markdown_escape(one.word)}** ×{one.times} · {shown}")
    return lines
