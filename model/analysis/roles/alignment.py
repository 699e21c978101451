"""Word alignment: how far links differ from those of the grammar."""

from collections.abc import Iterable, Sequence

from model.analysis.roles.sentences import Sentence, Words
from model.tokens import Tokens


def alignment_error_rate(right: float, proposed: float, wanted: float) -> float:
    """AER = 1 − (|A ∩ S| + |A ∩ P|) / (|A| + |S|) (Och and Ney 2003, equation 21), from 0 (best) to 1.

    All links of the grammar are sure, so P = S: of `proposed` links A, `right` ones are among the `wanted` S. That is
    then one minus their F1 score. Of no links at all it is not a number.
    """
    return 1 - 2 * right / (proposed + wanted) if proposed + wanted else float("nan")


def diagonal(source: Tokens, target: Tokens) -> frozenset[Words]:
    """Each target word linked to the source word that lies as far along its sentence; separators left out."""
    sources, targets = _ordinary(source), _ordinary(target)
    stretch = (len(sources) - 1) / max(1, len(targets) - 1)
    return frozenset((sources[round(index * stretch)], word) for index, word in enumerate(targets))


def diagonal_error(sentences: Sequence[Sentence]) -> float | None:
    """The alignment error rate of the diagonal; None where nothing is aligned."""
    found = [
        (diagonal(one.source, one.target), one.links) for one in sentences if one.source and one.target and one.links
    ]
    if not found:
        return None
    return alignment_error_rate(
        sum(len(proposed & wanted) for proposed, wanted in found),
        *(_total(links) for links in zip(*found, strict=True)),
    )


def _ordinary(tokens: Tokens) -> list[int]:
    special = {tokens.word_of[position] for position in tokens.specials}
    return [word for word in range(len(tokens.words)) if word not in special]


def _total(links: Iterable[frozenset[Words]]) -> int:
    return sum(map(len, links))
