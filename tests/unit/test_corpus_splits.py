"""What is held out stays out, in every clause of every pattern."""

from collections import Counter
from functools import cache
from itertools import combinations

import pytest

from model.corpus import Example, Split, contrast_pairs, examples
from model.corpus.copula import DEGREES
from model.corpus.lexicon import Noun, lexicon, unmarked
from model.corpus.splits import SHOWCASE, SPLITS, held_out_nouns, pair_split
from tests.corpus_sample import training_examples

HELD_OUT_EXAMPLES = 4_000  # of each split but train
FORMS = {
    (form.lower(), unmarked(noun.french)): noun
    for noun in lexicon().nouns
    for form in (noun.english, noun.english_plural)
}

DEGREE_WORDS = {word for degree in DEGREES for word in degree.split()}


@cache
def sample(split: Split) -> tuple[Example, ...]:
    return training_examples() if split == "train" else tuple(examples(split, seed=17, count=HELD_OUT_EXAMPLES))


def named_nouns(example: Example) -> list[tuple[Noun, str]]:
    """The nouns of all clauses with their written forms. The gloss tells the noun "saw" from the verb."""
    words = [(example.source[gloss.span.start : gloss.span.end], gloss.lemma) for gloss in example.glosses]
    return [(FORMS[form.lower(), lemma], form) for form, lemma in words if (form.lower(), lemma) in FORMS]


def nouns_of(example: Example) -> list[Noun]:
    return [noun for noun, _ in named_nouns(example)]


def antecedent_of(example: Example) -> Noun:
    assert example.antecedent
    return next(
        FORMS[example.source[gloss.span.start : gloss.span.end].lower(), gloss.lemma]
        for gloss in example.glosses
        if gloss.span == example.antecedent
    )


@pytest.mark.parametrize("split", SPLITS)
def test_all_nouns_of_a_sentence_may_meet(split: Split) -> None:
    allowed = {"test_nouns": {"train", "dev", "test"}}.get(split, {split, "train"})
    for example in sample(split):
        for first, second in combinations(nouns_of(example), 2):
            if first is not second:
                assert pair_split(first.english, second.english) in allowed, example


@pytest.mark.parametrize("split", ["dev", "test"])
def test_antecedent_and_distractor_are_a_held_out_pair(split: Split) -> None:
    for example in sample(split):
        assert example.distractor
        distractor = next(
            FORMS[_at(example, gloss.span), gloss.lemma]
            for gloss in example.glosses
            if gloss.span == example.distractor
        )
        assert pair_split(antecedent_of(example).english, distractor.english) == split, example


def _at(example: Example, span: tuple[int, int]) -> str:
    return example.source[span[0] : span[1]].lower()


@pytest.mark.parametrize("split", SPLITS)
def test_pronouns_stand_for_held_out_nouns_in_test_nouns_only(split: Split) -> None:
    for example in sample(split):
        if example.pronoun:
            assert antecedent_of(example).held_out == (split == "test_nouns"), example


@pytest.mark.parametrize("split", ["train", "dev", "test"])
def test_no_other_pronoun_stands_for_a_held_out_noun(split: Split) -> None:
    """A second pronoun of a sentence stands for the other noun (clause_before); its noun must not be held out."""
    for example in sample(split):
        if example.pattern in ("clause_before", "possession"):
            assert not any(noun.held_out for noun in nouns_of(example)[: 2 if example.pronoun else 1]), example


def test_held_out_nouns_are_learnt_without_pronoun() -> None:
    """Their translation and gender are in train, after determiners that show the gender, and never as distractors."""
    for example in sample("train"):
        if example.distractor_gender:
            held_out = {noun.english for noun in held_out_nouns()}
            assert not held_out & set(_at(example, example.distractor).split()), example
    forms = [
        (noun.english, noun.english_plural == word.lower() != noun.english)
        for example in sample("train")
        for noun, word in named_nouns(example)
    ]
    seen, plural = Counter(name for name, _ in forms), Counter(name for name, many in forms if many)
    assert all(seen[noun.english] >= len(sample("train")) / 250 for noun in held_out_nouns())
    assert all(0.1 < plural[noun.english] / seen[noun.english] < 0.6 for noun in held_out_nouns() if not noun.mass)


def test_beside_a_pronoun_train_names_no_held_out_noun() -> None:
    """Not even as a mere setting ("In the orchard, …"): that too would teach that "it" never means it."""
    for example in sample("train"):
        if example.pronoun or example.pattern == "possession":
            assert not any(noun.held_out for noun in nouns_of(example)), example


@pytest.mark.parametrize("split", SPLITS)
def test_showcase_pairs_stand_in_no_sentence(split: Split) -> None:
    for example in sample(split):
        present = {noun.english for noun in nouns_of(example)}
        assert not any(pair <= present for pair in SHOWCASE), example


def test_no_sentence_is_in_two_splits() -> None:
    sources = {split: {example.source for example in sample(split)} for split in SPLITS}
    for first, second in combinations(SPLITS, 2):
        assert not sources[first] & sources[second]


def test_held_out_nouns_have_both_genders_and_many_classes() -> None:
    held = held_out_nouns()
    assert 0.05 <= len(held) / len(lexicon().nouns) <= 0.12
    assert len({noun.kind for noun in held}) >= 10
    assert min(Counter(noun.gender for noun in held).values()) >= 0.4 * len(held)
    assert sum(noun.french[0] in "aeiouéèê" for noun in held) >= 8


@pytest.mark.parametrize("split", SPLITS)
def test_contrast_pairs_flip_the_pronoun_only_by_the_predicate(split: Split) -> None:
    for one, other in contrast_pairs(split, seed=3, count=100):
        assert one.split == other.split == split
        assert {one.antecedent_gender, other.antecedent_gender} == {"m", "f"}
        assert one.pronoun
        assert other.pronoun
        assert one.predicate
        assert other.predicate
        assert {one.antecedent, one.distractor} == {
            other.antecedent,
            other.distractor,
        } or one.pattern == "fronted_reason"
        assert one.source != other.source
        assert _without(one) == _without(other)


def _without(example: Example) -> str:
    """The sentence without degree word and predicate."""
    assert example.predicate
    text = example.source[: example.predicate.start] + example.source[example.predicate.end :]
    return " ".join(word for word in text.split() if word not in DEGREE_WORDS)
