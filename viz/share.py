"""A measured share, for reading."""

from model.evaluation.proportion import Proportion
from viz.text import Text


def share_in_words(share: Proportion, text: Text) -> str:
    """A share with its 95 % interval and the number of cases: "93.3% [78.7%, 98.2%] of 30"."""
    low, high = share.interval
    return text("app.share", value=share.value, low=low, high=high, total=share.total)
