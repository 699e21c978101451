"""Who belongs to whom in an English sentence of the grammar: determiner and noun, subject and verb.

The grammar glosses each English word with a French lemma, and its lexicon knows nouns, determiners and verbs. Pairs are
read off that, without a parser: a pair that cannot be read with certainty is left out, so that those given are right.
"""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cache

from model.corpus import Example, Span
from model.corpus.french import unmarked
from model.corpus.lexicon import lexicon, read_table
from model.corpus.noun_phrases import DETERMINERS

_WORD = re.compile(r"[\w'’-]+|[^\w\s]")
_ARTICLES = {"an": "a", "these": "this", "those": "that"}
_SUBJECT_PRONOUNS = frozenset("i you he she it we they somebody".split())
_AUXILIARIES = frozenset(
    "did didn't does doesn't do don't not was wasn't were weren't is isn't are aren't be being had hadn't has hasn't "
    "have could couldn't can can't cannot will won't should shouldn't never".split()
)
"""What may stand between a subject and its verb."""

Pair = tuple[Span, Span]


@dataclass(frozen=True)
class Syntax:
    """Pairs of words, as character spans of the English text: (determiner, noun) and (subject, verb)."""

    determiners: tuple[Pair, ...]
    subjects: tuple[Pair, ...]


@dataclass(frozen=True)
class _Word:
    text: str
    span: Span
    lemma: str | None


def syntax_of(example: Example, english: str) -> Syntax:
    """The pairs in the English side of an example, which is `english`; the glosses must be those of that side.

    (determiner, noun): with nothing but attributive adjectives between them. (subject, verb): a noun, name or pronoun
    and the lexical verb, with nothing but auxiliaries and negation between them; "be" as a copula is none, as in
    Universal Dependencies, where it is no head.
    """
    words = list(_words(example, english))
    return Syntax(tuple(_determiners(words)), tuple(_subjects(words)))


def _words(example: Example, english: str) -> Iterator[_Word]:
    lemmas = {gloss.span.start: gloss.lemma for gloss in example.glosses}
    for match in _WORD.finditer(english):
        yield _Word(match[0].casefold(), Span(*match.span()), lemmas.get(match.start()))


def _determiners(words: list[_Word]) -> Iterator[Pair]:
    for place, word in enumerate(words):
        forms = DETERMINERS.get(_ARTICLES.get(word.text, word.text))
        if forms is None or word.lemma != forms[0]:  # "that" may also be a conjunction, glossed *que*
            continue
        following = place + 1
        while following < len(words) and words[following].text in _adjectives():
            following += 1
        if following < len(words) and words[following].text in _nouns():
            yield word.span, words[following].span


def _subjects(words: list[_Word]) -> Iterator[Pair]:
    for place, word in enumerate(words):
        if word.lemma not in _verbs().get(word.text, ()):
            continue
        before = place - 1
        while before >= 0 and words[before].text in _AUXILIARIES:
            before -= 1
        if before >= 0 and (words[before].text in _SUBJECT_PRONOUNS or words[before].text in _nouns()):
            yield words[before].span, word.span


@cache
def _adjectives() -> frozenset[str]:
    return frozenset(adjective.english for adjective in lexicon().adjectives)


@cache
def _nouns() -> frozenset[str]:
    """The forms of the nouns that are one word, people and names among them."""
    rows = [*read_table("nouns"), *read_table("parts")]
    forms = {row[column] for row in rows for column in ("english", "english_plural")}
    people = {row["english"].split("_")[-1] for row in read_table("people")}
    return frozenset(form.casefold() for form in forms | people if form.isalpha()) - _SUBJECT_PRONOUNS


@cache
def _verbs() -> dict[str, frozenset[str]]:
    """The French infinitives by English form."""
    found: dict[str, set[str]] = {}
    for verb in lexicon().verbs.values():
        for form in (verb.english, verb.third, verb.past, verb.past_participle):
            found.setdefault(form, set()).add(unmarked(verb.infinitive))
    return {form: frozenset(infinitives) for form, infinitives in found.items()}
