"""What heads are sorted by, on attention made by hand."""

import math

import pytest
import torch

from model.attention_measures import head_changes, head_measures, most_changed
from model.attention_view import AttentionView, Axis
from tests.views import view_of

WORDS = ("The", "cat", "sat", ".", "</s>")


def one_hot(keys: list[int], n_keys: int = 5) -> torch.Tensor:
    return torch.eye(n_keys)[keys]


def by_hand(*heads: torch.Tensor) -> AttentionView:
    """One layer; the last word is a special token."""
    values = torch.stack(heads)[None]
    view = view_of(values, torch.ones(1, 5, 5, dtype=torch.bool), WORDS, WORDS)
    axis = Axis(WORDS, tuple(range(5)), frozenset({4}))
    object.__setattr__(view, "queries", axis)
    object.__setattr__(view, "keys", axis)
    return view


@pytest.mark.parametrize(
    ("keys", "goal", "distance"),
    [
        ([0, 1, 2, 3, 4], "itself", 0.0),
        ([4, 0, 1, 2, 0], "previous", (4 + 1 + 1 + 1) / 4),
        ([1, 2, 3, 4, 0], "next", 1.0),
        ([4, 4, 4, 4, 4], "specials", (4 + 3 + 2 + 1) / 4),
        ([3, 3, 0, 0, 0], "words", (3 + 2 + 2 + 3) / 4),
    ],
)
def test_a_head_that_looks_at_one_thing(keys: list[int], goal: str, distance: float) -> None:
    measures = head_measures(by_hand(one_hot(keys)))
    assert float(measures.entropy[0, 0]) == pytest.approx(0, abs=1e-6)
    assert float(measures.distance[0, 0]) == pytest.approx(distance)
    shares = {name: float(share[0, 0]) for name, share in measures.shares.items()}
    assert sum(shares.values()) == pytest.approx(1)
    if goal == "words":
        assert shares == pytest.approx({**dict.fromkeys(shares, 0.0), "punctuation": 0.5, "words": 0.5})
    else:
        assert measures.main_goal((0, 0))[0] == goal


def test_an_even_head_has_the_largest_entropy_that_its_mask_allows() -> None:
    view = by_hand(torch.tril(torch.ones(5, 5)) / torch.arange(1, 6)[:, None])
    object.__setattr__(view, "allowed", torch.tril(torch.ones(1, 5, 5, dtype=torch.bool)))
    rows = [0.0, 1.0, 1.0, 1.0]  # the first row has no choice
    assert float(head_measures(view).entropy[0, 0]) == pytest.approx(sum(rows) / 4, abs=1e-6)


def test_entropy_is_a_share_of_the_logarithm_of_the_keys() -> None:
    half = torch.zeros(5, 5)
    half[:, :2] = 0.5
    assert float(head_measures(by_hand(half)).entropy[0, 0]) == pytest.approx(math.log(2) / math.log(5), abs=1e-6)


def test_changes_are_half_of_what_moves() -> None:
    moved = one_hot([0, 0, 0, 0, 0]) - one_hot([1, 0, 0, 0, 0])
    view = view_of(torch.stack([torch.zeros(5, 5), moved])[None], torch.ones(1, 5, 5, dtype=torch.bool), WORDS, WORDS)
    object.__setattr__(view, "quantity", "difference")
    assert head_changes(view).tolist() == [[0, pytest.approx(1 / 5)]]
    assert most_changed(view) == (0, 1)


def test_other_numbers_are_refused() -> None:
    view = by_hand(one_hot([0, 1, 2, 3, 4]))
    with pytest.raises(ValueError, match="differences"):
        head_changes(view)
    object.__setattr__(view, "quantity", "scores")
    with pytest.raises(ValueError, match="weights"):
        head_measures(view)
