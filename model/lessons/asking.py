"""Which words of a sentence a lesson asks about, and what they are called where one stands there twice."""

from model.attention_view import AttentionView, Axis, Cell

_FIRST = "it"


def ordinary(axis: Axis) -> list[int]:
    """The places of words with letters or digits: neither special tokens nor punctuation."""
    return [
        place
        for place, label in enumerate(axis.labels)
        if place not in axis.specials and any(character.isalnum() for character in label)
    ]


def asking_word(axis: Axis) -> int:
    """The place of the word that asks until the reader chooses: "it", else the last ordinary word, else the first."""
    if _FIRST in axis.labels:
        return axis.labels.index(_FIRST)
    return (ordinary(axis) or [0])[-1]


def distinct(axis: Axis) -> list[str]:
    """The words; one that stands there more than once with its place among all, from 1."""
    return [
        f"{label} ({place})" if axis.labels.count(label) > 1 else label
        for place, label in enumerate(axis.labels, start=1)
    ]


def undecided_head(view: AttentionView, word: int) -> Cell:
    """The head whose largest weight from the word at that place is nearest to one half, and goes to an ordinary word.

    There is something to predict: many heads give nearly everything to one word.
    """
    rows = view.values[:, :, word]  # [layer, head, key]
    best = rows.max(-1)
    seen = set(ordinary(view.keys)) - {word}
    cells = [cell for cell in view.cells if int(best.indices[cell]) in seen] or list(view.cells)
    return min(cells, key=lambda cell: abs(float(best.values[cell]) - 0.5))
