"""A sentence whose tokens look like markup, scripts and ends of strings."""

from itertools import accumulate

from model.tokens import Tokens

HOSTILE = (
    "</script><script>window.pwned=1</script>",
    "<img src=x onerror=window.pwned=1>",
    "<!--",
    "a\u2028b",
    "\"'`&quot;&lt;",
    "爱\ud800",
)


def hostile_tokens() -> Tokens:
    """One token for each of HOSTILE."""
    starts = accumulate((len(piece) + 1 for piece in HOSTILE[:-1]), initial=0)
    places = tuple(range(len(HOSTILE)))
    return Tokens(
        text=" ".join(HOSTILE),
        ids=tuple(3 + place for place in places),
        pieces=HOSTILE,
        spans=tuple((start, start + len(piece)) for start, piece in zip(starts, HOSTILE, strict=True)),
        word_of=places,
        words=HOSTILE,
    )
