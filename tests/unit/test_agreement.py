"""Rank correlation of attribution methods, against numbers worked out by hand and against pandas."""

import pandas as pd
import pytest
import torch

from model.analysis.attribution import Attribution, Inputs, agreement
from model.analysis.rank_correlation import spearman


def attributions(*scores: list[float]) -> list[Attribution]:
    """One attribution per list, over words followed by one special token with a huge score."""
    n_words = len(scores[0])
    inputs = Inputs(
        labels=(*(f"w{index}" for index in range(n_words)), "</s>"),
        groups=tuple((index,) for index in range(n_words + 1)),
        specials=frozenset({n_words}),
        n_source=n_words + 1,
    )
    return [Attribution("rollout", inputs, torch.tensor([*each, 100.0 * number])) for number, each in enumerate(scores)]


def test_correlations_by_hand() -> None:
    found = agreement(attributions([1, 2, 3, 4], [10, 30, 20, 40], [4, 3, 2, 1]))
    assert found.n_words == 4
    assert found.spearman[0].tolist() == pytest.approx([1, 0.8, -1])  # 1 − 6 Σd² / (n (n² − 1)) with Σd² = 2
    assert found.kendall[0].tolist() == pytest.approx([1, 4 / 6, -1])  # 5 pairs in order, 1 not
    torch.testing.assert_close(found.spearman, found.spearman.T)


def test_ranks_that_are_shared_by_hand() -> None:
    """Ranks 1, 2.5, 2.5, 4 against 1, 2, 3, 4: 4.5 / √(4.5 · 5)."""
    lists = torch.tensor([[1.0, 2, 2, 3], [1, 20, 300, 4000], [4, 3, 2, 1]])
    assert spearman(lists)[0].tolist() == pytest.approx([1, 0.9487, -0.9487], abs=1e-4)


def test_signs_are_left_out() -> None:
    assert agreement(attributions([1, 2, 3], [-10, 20, -30])).spearman[0, 1] == pytest.approx(1)


def test_ties_share_their_rank() -> None:
    generator = torch.Generator().manual_seed(0)
    drawn = torch.randint(0, 4, (3, 12), generator=generator).float()
    expected = pd.DataFrame(drawn.T.numpy()).corr(method="spearman").to_numpy()
    found = agreement(attributions(*drawn.tolist()))
    assert found.spearman.flatten().tolist() == pytest.approx(expected.ravel().tolist(), abs=1e-6)
    concordant = pairs = tied_first = tied_second = 0
    for left in range(12):
        for right in range(left):
            first, second = (float((row[left] - row[right]).sign()) for row in drawn[:2])
            concordant += first * second
            tied_first, tied_second, pairs = tied_first + (first == 0), tied_second + (second == 0), pairs + 1
    tau = concordant / ((pairs - tied_first) * (pairs - tied_second)) ** 0.5
    assert float(found.kendall[0, 1]) == pytest.approx(tau, abs=1e-6)


def test_a_method_that_gives_all_words_alike_agrees_with_nothing() -> None:
    found = agreement(attributions([1, 2, 3], [5, 5, 5]))
    assert found.spearman[0, 1].isnan()
    assert found.spearman[0, 0] == pytest.approx(1)


def test_two_words_are_too_few() -> None:
    assert agreement(attributions([1, 2], [2, 1])).spearman.isnan().all()
