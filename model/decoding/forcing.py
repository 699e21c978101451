"""Words forced into a translation: at some step the reader, not the search, chooses the next token.

Everything before a forced token is held as it was written, everything after it is decoded anew. A forced word is
written "<step> <piece>", for example "7 elle" or, for a piece that joins what is before it without a space, "5 +ersé".
"""

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass

from model.network import Vocabulary
from model.tokens import JOIN, SPACE

Decode = Callable[[tuple[int, ...]], Sequence[int]]
"""From a forced prefix to the tokens of the whole translation, which begin with it."""


@dataclass(frozen=True, order=True)
class ForcedToken:
    """The token that the reader chose at `step`, counted from 1."""

    step: int
    token: int

    def label(self, tokenizer: Vocabulary) -> str:
        """The forced word in writing, as `read_forced` reads it."""
        return f"{self.step} {Spelling(tokenizer)(self.token)}"


def piece_label(piece: str) -> str:
    """A piece to read: "▁elle" is "elle", but "ersé", which joins what is before it, is "+ersé"."""
    if piece == SPACE or (piece.startswith("<") and piece.endswith(">")):  # a lone space; a special token
        return piece
    return piece.removeprefix(SPACE) if piece.startswith(SPACE) else JOIN + piece


@dataclass(frozen=True)
class Spelling:
    """Tokens of a model to read; see `piece_label`. Two of one tokenizer are equal, so that figures of it are kept."""

    tokenizer: Vocabulary

    def __call__(self, token: int) -> str:
        return piece_label(self.tokenizer.piece(token))


def read_forced(labels: Iterable[str], tokenizer: Vocabulary) -> tuple[ForcedToken, ...]:
    """Forced words in order of their steps; of two at one step the last counts. What cannot be read is left out."""
    forced: dict[int, ForcedToken] = {}
    for label in labels:
        step, _, piece = label.partition(" ")
        token = _token(piece, tokenizer)
        if token is not None and step.isdecimal() and int(step) > 0:
            forced[int(step)] = ForcedToken(int(step), token)
    return tuple(sorted(forced.values()))


def hold(
    forced: Iterable[ForcedToken], decode: Decode, *, given: int = 0
) -> tuple[tuple[int, ...], tuple[ForcedToken, ...]]:
    """The prefix that puts every forced token at its step, and those that could be put there.

    A step beyond the end of the sentence, as it is after the forced tokens before it, cannot be forced, and neither
    can the first `given` steps: the beginning that was typed for a language model to continue.
    """
    prefix: tuple[int, ...] = ()
    held: list[ForcedToken] = []
    for one in sorted(one for one in forced if one.step > given):
        written = decode(prefix)
        if one.step > len(written):
            break
        prefix = (*written[: one.step - 1], one.token)
        held.append(one)
    return prefix, tuple(held)


def _token(label: str, tokenizer: Vocabulary) -> int | None:
    for piece in (SPACE + label, label.removeprefix(JOIN), label):
        try:
            token = tokenizer.id(piece)
        except KeyError:
            continue
        if piece_label(piece) == label:
            return token
    return None
