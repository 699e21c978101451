"""Where pieces stand in a text, for tokenizers that do not say."""

import unicodedata
from collections.abc import Sequence
from difflib import SequenceMatcher

from model.tokens import Span


def find_spans(text: str, surfaces: Sequence[str | None]) -> list[Span]:
    """The characters of `text` that each surface spells, in order; None for a piece without known letters (<unk>).

    Both sides are compared after compatibility composition (NFKC), without case and spaces, as tokenizers normalise in
    their own ways; what is found nowhere stands between its neighbours.
    """
    typed = [(letter, place) for place, character in enumerate(text) for letter in _plain(character)]
    spelt = [(letter, number) for number, surface in enumerate(surfaces) for letter in _plain(surface or "\0")]
    matcher = SequenceMatcher(a=[letter for letter, _ in spelt], b=[letter for letter, _ in typed], autojunk=False)
    found: dict[int, list[int]] = {}
    for first, second, size in matcher.get_matching_blocks():
        for step in range(size):
            found.setdefault(spelt[first + step][1], []).append(typed[second + step][1])
    spans: list[Span] = []
    for number, surface in enumerate(surfaces):
        start = spans[-1][1] if spans else 0
        if number in found:
            spans.append((max(start, found[number][0]), max(start, found[number][-1] + 1)))
            continue
        following = next((found[later][0] for later in range(number + 1, len(surfaces)) if later in found), len(text))
        gap = text[start:following]
        start += len(gap) - len(gap.lstrip())
        spans.append((start, start if surface == "" else start + len(gap.strip())))
    return spans


def _plain(text: str) -> str:
    return "".join(unicodedata.normalize("NFKC", text).casefold().split())
