"""The training sentences that tests of the generated corpus look at: made once, however many files ask for them."""

from functools import cache

from model.corpus import Example, examples


@cache
def training_examples() -> tuple[Example, ...]:
    return tuple(examples("train", seed=17, count=20_000))
