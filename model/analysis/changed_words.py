"""Which words of a translation an intervention changed."""

from collections.abc import Sequence
from difflib import SequenceMatcher


def changed_words(before: Sequence[str], after: Sequence[str]) -> tuple[frozenset[int], frozenset[int]]:
    """The words (by index) of `before` that are gone in `after`, and those of `after` that are new.

    The two are aligned so that long runs of equal words stay together (Ratcliff and Metzener 1988); a word that is
    replaced is gone on the one side and new on the other.
    """
    gone, new = set[int](), set[int]()
    for kind, start, end, other_start, other_end in SequenceMatcher(a=before, b=after, autojunk=False).get_opcodes():
        if kind != "equal":
            gone.update(range(start, end))
            new.update(range(other_start, other_end))
    return frozenset(gone), frozenset(new)
