"""How far attribution methods agree on one sentence: rank correlation between what they say of its words."""

from collections.abc import Sequence
from dataclasses import dataclass

import torch
from jaxtyping import Float
from torch import Tensor

from model.analysis.attribution.methods import Attribution, Method
from model.analysis.rank_correlation import kendall, spearman


@dataclass(frozen=True, eq=False)
class Agreement:
    """Rank correlations, −1 to 1, of `methods` over the same `n_words` words; NaN where a method gives all words alike.

    `spearman` is ρ, the correlation of the ranks; `kendall` is τ-b, from the pairs of words on whose order two methods
    agree or not. Ties share the mean rank.
    """

    methods: tuple[Method, ...]
    n_words: int
    spearman: Float[Tensor, "method method"]
    kendall: Float[Tensor, "method method"]


def agreement(attributions: Sequence[Attribution]) -> Agreement:
    """Compare attributions of one question on the typed words, without special tokens and prefix.

    The *sizes* of the scores are ranked, for only half of the methods know signs. With fewer than three words there is
    nothing to correlate, and all is NaN.
    """
    typed = list(attributions[0].inputs.typed)
    sizes = torch.stack([one.scores[typed].abs() for one in attributions])
    nothing = torch.full((len(attributions), len(attributions)), torch.nan)
    enough = len(typed) > 2
    return Agreement(
        methods=tuple(one.method for one in attributions),
        n_words=len(typed),
        spearman=spearman(sizes) if enough else nothing,
        kendall=kendall(sizes) if enough else nothing,
    )
