"""Changes of a sentence that leave its pronoun alone."""

import re
from dataclasses import replace
from itertools import islice

import pytest

from model.corpus import Example, Span
from model.corpus.lexicon import lexicon
from model.evaluation.pronouns import decidable_examples
from model.evaluation.robustness import CHANGES, robustness_test, with_other_negation, with_other_subject
from tests import small


@pytest.fixture(scope="module")
def sentences() -> list[Example]:
    return list(islice(decidable_examples("test"), 80))


def saying(source: str) -> Example:
    return replace(next(decidable_examples("test")), source=source)


@pytest.mark.parametrize(
    ("source", "changed"),
    [
        ("It didn't fit.", "It did not fit."),
        ("It did not fit.", "It didn't fit."),
        ("It couldn't and wasn't.", "It could not and wasn't."),
        ("It was not red.", "It wasn't red."),
        ("It can't go.", "It cannot go."),
        ("It cannot go.", "It can't go."),
        ("It won't go.", "It will not go."),
        ("It will not go.", "It won't go."),
        ("Not it.", None),
        ("It tried not to go.", None),
    ],
)
def test_negations_go_both_ways(source: str, changed: str | None) -> None:
    assert with_other_negation(saying(source)) == changed


def test_case_and_full_stop() -> None:
    assert CHANGES["lower case"](saying("Tom saw it.")) == "tom saw it."
    assert CHANGES["no full stop"](saying("Tom saw it.")) == "Tom saw it"
    assert CHANGES["no full stop"](saying("Did Tom see it?")) is None


def test_another_subject_is_alike_and_the_rest_stays(sentences: list[Example]) -> None:
    words = lexicon()
    forms = {form: noun for noun in words.nouns for form in (noun.english, noun.english_plural)}
    changed = [(one, text) for one in sentences if (text := with_other_subject(one))]
    assert len(changed) > len(sentences) / 3
    for one, text in changed:
        assert one.antecedent is not None
        assert one.distractor is not None
        old = one.source[slice(*min(one.antecedent, one.distractor))].lower()
        differing = [
            (a.lower(), b.lower())
            for a, b in zip(re.findall(r"[\w']+", one.source), re.findall(r"[\w']+", text), strict=True)
            if a != b
        ]
        assert set(differing) <= {("a", "an"), ("an", "a"), (old, differing[-1][1])}
        new = differing[-1][1]
        before, after = forms[old], forms[new]
        assert (before.kind, before.gender, before.mass) == (after.kind, after.gender, after.mass)
        assert (old == before.english) == (new == after.english)
        assert with_other_subject(one) == text, "the choice is repeatable"


def test_the_article_follows_the_new_subject() -> None:
    one = next(decidable_examples("test"))
    frame = next(f for f in lexicon().frames if f.verb.english == "cross")
    assert any(noun.english == "animal" for noun in frame.slots[0])
    source = "A dog crossed the street because it was hungry."
    made = replace(one, source=source, antecedent=Span(2, 5), distractor=Span(18, 24))
    text = with_other_subject(made)
    assert text is not None
    assert re.fullmatch(r"(A [^aeiou]\w+|An [aeiou]\w+) crossed the street because it was hungry\.", text)


def test_only_sentences_that_come_out_right_can_lose_their_pronoun(
    sentences: list[Example], monkeypatch: pytest.MonkeyPatch
) -> None:
    """A translator that answers rightly to the untouched sentence only."""
    references = {one.source: one.target for one in sentences[::2]}
    monkeypatch.setattr(
        "model.translator.Translator.translate_batch", lambda self, texts: [references.get(text, "") for text in texts]
    )
    shares = robustness_test(small.translator(), sentences)
    assert shares["lower case"].total == len(references)
    assert all(share.hits == 0 for share in shares.values())
    assert shares["did not / didn't"].total == sum(with_other_negation(one) is not None for one in sentences[::2])
