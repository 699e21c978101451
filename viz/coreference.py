"""What the figures of the coreference page share: the names of nouns and heads, and which heads stand out."""

from collections.abc import Sequence

from model.coreference import HeadComparison, Resolution
from viz.labels import head_name
from viz.text import Text

GRID_HEIGHT = 338  # pixels; the grids and the scatter stand side by side

_CLEAR = 0.1  # a contrast that is no accident of nearly equal weights


def noun_words(resolution: Resolution) -> tuple[str, str]:
    """The antecedent and the distractor as words; "" for one that is missing."""
    words, roles = resolution.source.words, resolution.roles
    return (
        "" if roles.antecedent is None else words[roles.antecedent],
        "" if roles.distractor is None else words[roles.distractor],
    )


def head_title(head: HeadComparison, text: Text) -> str:
    """The name of a head with the stack that it belongs to."""
    stack = text(f"coreference.kind_{head.kind}")
    return f"{stack} {head_name(head.layer, head.head)}"


def following(heads: Sequence[HeadComparison]) -> Sequence[HeadComparison]:
    """The heads that clearly prefer the antecedent in both sentences."""
    return [head for head in heads if head.weaker_contrast >= _CLEAR]
