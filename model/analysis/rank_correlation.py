"""Rank correlation: whether two lists put the same things first, whatever their units.

Ties share the mean rank. A list whose values are all alike correlates with nothing: not a number.
"""

from jaxtyping import Float
from torch import Tensor

from model.residual import size


def spearman(lists: Float[Tensor, "list value"]) -> Float[Tensor, "list list"]:
    """Spearman's ρ of each pair of lists, −1 to 1: the correlation of the ranks."""
    return _cosines(_order(lists).sum(-1))  # the rank, but for a constant and a factor


def kendall(lists: Float[Tensor, "list value"]) -> Float[Tensor, "list list"]:
    """Kendall's τ-b of each pair of lists, −1 to 1: from the pairs of values on whose order both agree or not."""
    return _cosines(_order(lists).flatten(1))


def _order(lists: Float[Tensor, "list value"]) -> Float[Tensor, "list value value"]:
    """Of each pair of values, which is larger: 1 the first, −1 the second, 0 neither."""
    return (lists.double()[:, :, None] - lists.double()[:, None]).sign()


def _cosines(rows: Float[Tensor, "list feature"]) -> Float[Tensor, "list list"]:
    """The cosines between rows; each has a mean of zero, so that they are correlations."""
    lengths = size(rows)
    return (rows @ rows.T / (lengths[:, None] * lengths)).float()  # 0 / 0 is NaN
