"""One sentence as a stack of the Transformer reads it."""

import unicodedata
from dataclasses import dataclass
from typing import Literal

Language = Literal["en", "fr", "zh", "other"]
"""A language, as far as words and figures need to know it."""

SPACE = "▁"
"""Written in a piece for the space before it (SentencePiece's sign)."""
JOIN = "+"
"""Written in a label for no space before it."""

Span = tuple[int, int]
"""Character offsets (start, end) into a text, end exclusive."""


@dataclass(frozen=True)
class Tokens:
    """Token ids with what a person needs to read them: pieces, words and offsets into the typed text.

    Raises ValueError where the fields contradict each other.
    """

    text: str
    """The text as it was typed (or as the model wrote it), before any normalisation."""
    ids: tuple[int, ...]
    pieces: tuple[str, ...]
    """The piece of each id as the vocabulary spells it, with `SPACE` for a space; the typed letters of <unk>."""
    spans: tuple[Span | None, ...]
    """Where each piece stands in `text`, without the space before it; None for special tokens.
    A piece that is only a space has an empty span at the start of the word it introduces."""
    word_of: tuple[int, ...]
    """The index in `words` of the word that each piece belongs to; special tokens are words of their own."""
    words: tuple[str, ...]
    """Display words: "didn't" is one English word, "l'homme" two French ones; a punctuation mark is a word."""
    specials: frozenset[int] = frozenset()
    """Positions (not ids) that hold special tokens."""
    unknown: tuple[Span, ...] = ()
    """Spans of `text` that the vocabulary cannot spell and the model reads as <unk>."""

    def __post_init__(self) -> None:
        n_tokens = len(self.ids)
        if not len(self.pieces) == len(self.spans) == len(self.word_of) == n_tokens:
            raise ValueError("ids, pieces, spans and word_of must have one entry per token")
        if self.specials != frozenset(place for place, span in enumerate(self.spans) if span is None):
            raise ValueError("exactly the special tokens have no span")
        for start, end in (*filter(None, self.spans), *self.unknown):
            if not 0 <= start <= end <= len(self.text):
                raise ValueError(f"the span ({start}, {end}) lies outside the text")
        if list(dict.fromkeys(self.word_of)) != list(range(len(self.words))) or list(self.word_of) != sorted(
            self.word_of
        ):
            raise ValueError("word_of must number the words from left to right and leave none out")

    @property
    def labels(self) -> tuple[str, ...]:
        """The pieces to read: "animal" for "▁animal", "+t" for a "t" that joins what is before it without a space.

        Chinese knows no spaces, so "爱" after "我" is only "爱".
        """
        labels: list[str] = []
        end: int | None = None
        for piece, span in zip(self.pieces, self.spans, strict=True):
            joins = span is not None and span[0] == end and span[0] < span[1] and not _is_wide(self.text[span[0]])
            labels.append(JOIN + piece if joins else piece.removeprefix(SPACE) or piece)
            end = span[1] if span is not None else None
        return tuple(labels)

    def __len__(self) -> int:
        return len(self.ids)

    def positions_of(self, word: int) -> tuple[int, ...]:
        """Where the pieces of a word stand, by its index in `words`."""
        return tuple(position for position, owner in enumerate(self.word_of) if owner == word)

    def with_special_after(self, token_id: int, piece: str) -> "Tokens":
        """The same sentence followed by a special token, for example the source with its </s>."""
        return Tokens(
            text=self.text,
            ids=(*self.ids, token_id),
            pieces=(*self.pieces, piece),
            spans=(*self.spans, None),
            word_of=(*self.word_of, len(self.words)),
            words=(*self.words, piece),
            specials=self.specials | {len(self.ids)},
            unknown=self.unknown,
        )

    def with_special_before(self, token_id: int, piece: str) -> "Tokens":
        """The same sentence after a special token, for example the decoder's input, shifted right."""
        return Tokens(
            text=self.text,
            ids=(token_id, *self.ids),
            pieces=(piece, *self.pieces),
            spans=(None, *self.spans),
            word_of=(0, *(word + 1 for word in self.word_of)),
            words=(piece, *self.words),
            specials=frozenset({0} | {position + 1 for position in self.specials}),
            unknown=self.unknown,
        )


def _is_wide(character: str) -> bool:
    """Whether it is written in a square of its own, like Chinese characters and their punctuation."""
    return unicodedata.east_asian_width(character) in "WF"
