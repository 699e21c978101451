"""The patches of an image as the tokens of a Transformer (Dosovitskiy et al. 2021, section 3.1)."""

from dataclasses import dataclass

from model.tokens import Tokens

CLS = "[CLS]"
"""The token before the patches, which stands for the image: token 0."""


@dataclass(frozen=True)
class Grid:
    """How many patches lie below and beside one another. Rows and columns count from 0 in values, from 1 for people."""

    rows: int
    columns: int

    @property
    def n_tokens(self) -> int:
        """[CLS] and the patches."""
        return 1 + self.rows * self.columns

    def token(self, row: int, column: int) -> int:
        """The token of a patch."""
        return 1 + row * self.columns + column

    def place(self, token: int) -> tuple[int, int] | None:
        """The row and column of a token; None for [CLS]."""
        return divmod(token - 1, self.columns) if token else None

    def label(self, token: int) -> str:
        """A token as people know it: "r3 c5", or "[CLS]"."""
        place = self.place(token)
        return CLS if place is None else f"r{place[0] + 1} c{place[1] + 1}"


def patch_tokens(grid: Grid) -> Tokens:
    """[CLS] and the patches, line by line. Their text is the list of their labels; each is a word of its own."""
    labels = [grid.label(token) for token in range(grid.n_tokens)]
    spans: list[tuple[int, int] | None] = [None]
    end = -2
    for label in labels[1:]:
        start = end + 2
        end = start + len(label)
        spans.append((start, end))
    numbers = tuple(range(len(labels)))
    return Tokens(
        text=", ".join(labels[1:]),
        ids=numbers,
        pieces=tuple(labels),
        spans=tuple(spans),
        word_of=numbers,
        words=tuple(labels),
        specials=frozenset({0}),
    )
