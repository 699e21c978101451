"""Pairs of words that the annotation of the grammar gives away: those that are given are right."""

import pytest

from model.analysis.roles.syntax import syntax_of
from model.corpus import Example, Gloss, Span, examples


def example(glossed: str) -> Example:
    """ "The/le cat/chat ate/manger": an English sentence with glosses; words without one have none in French."""
    source, glosses = "", list[Gloss]()
    for item in glossed.split():
        word, _, lemma = item.partition("/")
        source += " " if source else ""
        if lemma:
            glosses.append(Gloss(Span(len(source), len(source) + len(word)), lemma))
        source += word
    return Example(
        source=source,
        target="",
        pattern="",
        split="test",
        pronoun=None,
        antecedent=None,
        distractor=None,
        predicate=None,
        target_pronoun=None,
        antecedent_gender=None,
        distractor_gender=None,
        glosses=tuple(glosses),
        alignment=(),
    )


def pairs(glossed: str) -> tuple[list[str], list[str]]:
    """Determiners with their nouns and subjects with their verbs, as "the cat"."""
    made = example(glossed)
    syntax = syntax_of(made, made.source)
    determiners, subjects = (
        [f"{made.source[slice(*one)]} {made.source[slice(*other)]}" for one, other in found]
        for found in (syntax.determiners, syntax.subjects)
    )
    return determiners, subjects


@pytest.mark.parametrize(
    ("glossed", "determiners", "subjects"),
    [
        ("The/le cat/chat ate/manger", ["The cat"], ["cat ate"]),
        ("An/un old/vieux beautiful/beau tree/arbre", ["An tree"], []),
        (
            "These/ce cats/chat didn't/pas eat/manger their/leur fish/poisson",
            ["These cats", "their fish"],
            ["cats eat"],
        ),
        # a conjunction is no determiner, and who did it stands right before its verb
        ("the/le string/ficelle that/que Anna/Anna saw/voir", ["the string"], ["Anna saw"]),
        ("The/le door/porte was/être not/pas opened/ouvrir by/par it/il", ["The door"], ["door opened"]),
        # of whom an infinitive is said, is not certain
        ("She/elle wanted/vouloir to eat/manger it/il", [], []),
        # "be" is no lexical verb
        ("It/il was/être tired/fatigué", [], []),
        # nor is a noun that is spelt like a verb
        ("The/le drink/boisson fell/tomber", [], []),
    ],
)
def test_pairs_by_hand(glossed: str, determiners: list[str], subjects: list[str]) -> None:
    assert pairs(glossed) == (determiners, subjects)


def test_the_pairs_of_the_grammar_are_what_they_should_be() -> None:
    given = list(examples("test", 3, 60))
    found = [syntax_of(one, one.source) for one in given]
    determiners = [
        (one.source[slice(*a)], a, b) for one, syntax in zip(given, found, strict=True) for a, b in syntax.determiners
    ]
    assert len(determiners) > 60
    assert all(a.end < b.start for _, a, b in determiners), "a noun stands behind its determiner"
    known = set("the a an this that these those my your his her its our their".split())
    assert {word.casefold() for word, *_ in determiners} <= known
    subjects = [(a, b) for syntax in found for a, b in syntax.subjects]
    assert len(subjects) > 30
    assert all(a.end < b.start for a, b in subjects)
    assert len(set(subjects)) > 1
