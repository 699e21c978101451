"""Whether a free translation says il(s) or elle(s) where it should, on sentences whose meaning the grammar knows."""

import re
from collections.abc import Iterator, Sequence
from itertools import islice

from model.coreference import COUNTERPART
from model.corpus import Example, Split, examples
from model.evaluation.proportion import Proportion
from model.translator import Translator

PRONOUN_SPLITS: tuple[Split, ...] = ("dev", "test", "test_nouns")
SUBJECT_PRONOUN = re.compile(rf"\b(?:{'|'.join(COUNTERPART)})\b", re.IGNORECASE)


def pronoun_accuracy(translator: Translator, split: Split, count: int, seed: int = 0) -> Proportion:
    """How often the translation has the right one of il(s) and elle(s), where the two nouns differ in gender.

    The reference's n-th subject pronoun is compared with the translation's n-th; one that is missing counts as wrong.
    """
    right = right_pronouns(translator, list(islice(decidable_examples(split, seed), count)))
    return Proportion(sum(right), count)


def decidable_examples(split: Split, seed: int = 0) -> Iterator[Example]:
    """Sentences of a split with a subject pronoun and two nouns of different gender, without end: il or elle?"""
    return filter(_is_decidable, examples(split, seed))


def right_pronouns(
    translator: Translator, references: Sequence[Example], sources: Sequence[str] | None = None
) -> list[bool]:
    """For each example whether its greedy translation has the right pronoun; `sources` may say the same otherwise."""
    written = translator.translate_batch(sources or [example.source for example in references])
    return [_same_gender(example, text) for example, text in zip(references, written, strict=True)]


def is_feminine(pronoun: str) -> bool:
    """elle and elles against il and ils."""
    return pronoun.casefold().startswith("elle")


def reference_pronoun(example: Example) -> str:
    """The French word for the pronoun, as it stands in the reference: for a subject il, Elle, ils …"""
    if example.target_pronoun is None:
        raise ValueError("the example has no pronoun")
    return example.target[example.target_pronoun.start : example.target_pronoun.end]


def _is_decidable(example: Example) -> bool:
    if example.target_pronoun is None or example.distractor_gender in (None, example.antecedent_gender):
        return False
    return SUBJECT_PRONOUN.fullmatch(reference_pronoun(example)) is not None


def _same_gender(example: Example, written: str) -> bool:
    assert example.target_pronoun is not None
    before = len(SUBJECT_PRONOUN.findall(example.target[: example.target_pronoun.start]))
    pronouns: list[str] = SUBJECT_PRONOUN.findall(written)
    return len(pronouns) > before and is_feminine(pronouns[before]) == (example.antecedent_gender == "f")
