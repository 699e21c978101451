"""Examples are deterministic, varied, and annotated with what they claim."""

import os
import subprocess
import sys
from collections import Counter
from functools import cache
from itertools import islice

import pytest

from model.corpus import Example, Span, corpus_hash, examples
from model.corpus.generate import NAMED, PLAIN, REFERRING, SITUATED
from model.corpus.lexicon import lexicon, unmarked
from model.corpus.splits import SPLITS
from tests.corpus_sample import training_examples

SUBJECTS = {"il", "elle", "ils", "elles"}
OBJECTS = {"le", "la", "les", "l'"}


@cache
def referring() -> tuple[Example, ...]:
    return tuple(example for example in training_examples() if example.pronoun)


def cut(text: str, span: Span | None) -> str:
    assert span is not None
    return text[span.start : span.end].lower()


def test_same_seed_same_examples_whatever_the_hash_seed() -> None:
    program = (
        "import hashlib; from model.corpus import examples;"
        "print(hashlib.sha256(repr([list(examples(s, 4, 400)) for s in ('train', 'test_nouns')]).encode()).hexdigest())"
    )
    digests = {
        subprocess.run(
            [sys.executable, "-c", program],
            env={**os.environ, "PYTHONHASHSEED": seed},
            capture_output=True,
            text=True,
            check=True,
        ).stdout
        for seed in ("1", "2")
    }
    assert len(digests) == 1


def test_seeds_and_splits_differ() -> None:
    first = [example.source for example in examples("train", 0, 50)]
    assert first == [example.source for example in islice(examples("train", 0), 50)]
    assert first != [example.source for example in examples("train", 1, 50)]
    with pytest.raises(ValueError, match="unknown split"):
        examples("validation")  # type: ignore[arg-type]


def test_pronouns_agree_with_their_antecedent() -> None:
    for example in referring():
        english, translation = cut(example.source, example.pronoun), cut(example.target, example.target_pronoun)
        assert english in ("it", "they", "them"), example
        assert translation in SUBJECTS | OBJECTS, example
        if translation in SUBJECTS:
            assert translation.startswith("elle") == (example.antecedent_gender == "f"), example
        elif translation != "l'" and translation != "les":
            assert (translation == "la") == (example.antecedent_gender == "f"), example


def test_spans_point_to_the_nouns_they_claim() -> None:
    forms = {form: noun for noun in lexicon().nouns for form in (noun.english, noun.english_plural)}
    for example in referring():
        assert forms[cut(example.source, example.antecedent)].gender == example.antecedent_gender, example
        assert forms[cut(example.source, example.distractor)].gender == example.distractor_gender, example
        assert example.antecedent != example.distractor
        assert example.predicate is None or cut(example.source, example.predicate).strip()


def test_plain_sentences_claim_nothing() -> None:
    for example in training_examples():
        if not example.pronoun:
            claimed = (example.antecedent, example.distractor, example.target_pronoun, example.antecedent_gender)
            assert claimed == (None,) * 4, example


def test_a_reason_that_names_its_noun_again_is_not_annotated() -> None:
    named = {pattern.name for pattern in NAMED}
    told = [example for example in training_examples() if example.pattern in named]
    assert len(told) > 0.1 * len(training_examples())
    for example in told:
        assert example.pronoun is example.antecedent is example.distractor is None, example
        assert not {"it", "them"} & set(example.source.lower().strip(".").split()), example


def test_contracted_copulas_are_glued_to_their_pronoun() -> None:
    contracted = [example for example in referring() if "'s " in example.source or "'re " in example.source]
    assert len(contracted) > 50
    for example in contracted:
        assert example.pronoun, example
        assert example.source[example.pronoun.end :].startswith(("'s ", "'re ", " ")), example
        assert " '" not in example.source, example


def test_glosses_and_alignment_stay_within_the_texts_and_in_order() -> None:
    for example in training_examples():
        starts = [gloss.span.start for gloss in example.glosses]
        assert starts == sorted(set(starts)), example
        for source, target in example.alignment:
            assert 0 <= source.start < source.end <= len(example.source), example
            assert 0 <= target.start < target.end <= len(example.target), example
            assert " " not in (example.source[source.start], example.target[target.start]), example


def test_the_gloss_of_a_pronoun_is_il_or_elle() -> None:
    for example in referring():
        lemma = next(gloss.lemma for gloss in example.glosses if gloss.span == example.pronoun)
        plural = cut(example.source, example.pronoun) != "it"
        assert lemma == ("elle" if example.antecedent_gender == "f" else "il") + "s" * plural, example


def test_the_gloss_of_a_noun_or_adjective_hides_no_agreement() -> None:
    adjectives = {adjective.english: unmarked(adjective.masculine) for adjective in lexicon().adjectives}
    for example in referring():
        if example.predicate and cut(example.source, example.predicate) in adjectives:
            lemma = next(gloss.lemma for gloss in example.glosses if gloss.span == example.predicate)
            assert lemma == adjectives[cut(example.source, example.predicate)]


def test_mixture_and_balance() -> None:
    everything, pronouns = len(training_examples()), len(referring())
    assert 0.5 < pronouns / everything < 0.6
    different = sum(example.antecedent_gender != example.distractor_gender for example in referring())
    assert different / pronouns >= 0.7
    feminine = sum(example.antecedent_gender == "f" for example in referring())
    assert 0.45 < feminine / pronouns < 0.55
    first = sum(
        example.antecedent < example.distractor for example in referring() if example.antecedent and example.distractor
    )
    assert 0.4 < first / pronouns < 0.6
    assert len({example.source for example in training_examples()}) / everything > 0.97


@pytest.mark.parametrize("split", SPLITS[1:])
def test_evaluation_splits_hold_pronoun_sentences_only(split: str) -> None:
    assert all(example.pronoun for example in examples(split, 0, 500))  # type: ignore[arg-type]


def test_enough_patterns_and_all_occur() -> None:
    names = [pattern.name for pattern in (*SITUATED, *NAMED)] + [make.__name__ for make, _ in (*REFERRING, *PLAIN)]
    assert len(SITUATED) + len(REFERRING) >= 15
    assert len(set(names)) == len(names)
    assert set(Counter(example.pattern for example in training_examples())) == set(names)


def test_corpus_hash_is_stable() -> None:
    assert corpus_hash() == corpus_hash()
    assert len(corpus_hash()) == 64
