"""A sentence in two languages, and its annotated written form.

A `Word` is one English word. A `Phrase` holds English words in English order and French tokens in French order; each
French token names the word that it translates, so that alignment, glosses and roles survive every reordering.
Phrases are added like strings; `realise` is the one place where text and character spans are made.
"""

from dataclasses import dataclass
from typing import Literal, NamedTuple

from model.corpus import french
from model.corpus.french import Agreement, Gender

Role = Literal["pronoun", "antecedent", "distractor", "predicate"]
Split = Literal["train", "dev", "test", "test_nouns"]


class Span(NamedTuple):
    """Characters [start, end) of a text."""

    start: int
    end: int


class Gloss(NamedTuple):
    """A source word and its French lemma (il/elle for "it", masculine singular for adjectives and participles)."""

    span: Span
    lemma: str


@dataclass(frozen=True)
class Example:
    """One English–French pair with what is known about it.

    Spans are in `source`, except `target_pronoun` and the second of each alignment pair, which are in `target`.
    Sentences without a referring pronoun have None in all fields from `pronoun` to `distractor_gender`;
    `distractor` alone may be None where only one noun competes.
    """

    source: str
    target: str
    pattern: str
    split: Split
    pronoun: Span | None
    antecedent: Span | None
    distractor: Span | None
    predicate: Span | None
    target_pronoun: Span | None
    antecedent_gender: Gender | None
    distractor_gender: Gender | None
    glosses: tuple[Gloss, ...]
    alignment: tuple[tuple[Span, Span], ...]


class Word:
    """One English word with the lemma of its French counterpart, if it has one. Compared by identity."""

    __slots__ = ("gender", "lemma", "role", "text")

    def __init__(
        self, text: str, lemma: str | None = None, role: Role | None = None, gender: Gender | None = None
    ) -> None:
        self.text = text
        self.lemma = lemma
        self.role: Role | None = role
        self.gender: Gender | None = gender


class Phrase(NamedTuple):
    """English words and French tokens, each in the order of its language."""

    english: tuple[Word, ...] = ()
    french: tuple[tuple[str, Word | None], ...] = ()

    def __add__(self, other: "Phrase") -> "Phrase":  # type: ignore[override]
        return Phrase(self.english + other.english, self.french + other.french)


def word(
    english: str, translation: str, lemma: str | None = None, role: Role | None = None, gender: Gender | None = None
) -> Phrase:
    """A phrase of one English word and one French token; `lemma` defaults to the translation."""
    source = Word(english, french.unmarked(lemma or translation), role, gender)
    return Phrase((source,), ((translation, source),))


def word_by_word(english: str, translation: str) -> Phrase:
    """A phrase translated word by word; an underscore stands for a space within a French token."""
    source = [Word(text) for text in english.split()]
    tokens = [token.replace("_", " ") for token in translation.split()]
    for source_word, token in zip(source, tokens, strict=True):
        source_word.lemma = token
    return Phrase(tuple(source), tuple(zip(tokens, source, strict=True)))


def mark(text: str) -> Phrase:
    """A punctuation mark, the same in both languages."""
    return word(text, text)


def interlinear(english: str, translation: str, agreement: Agreement | None = None, role: Role | None = None) -> Phrase:
    """A phrase from an interlinear notation, for fixed expressions.

    English words are written ``form:lemma`` (or ``form`` where nothing in French corresponds), French tokens
    ``form@n``, n being the English word translated, from 1 (or ``form`` alone). A form with alternatives
    ``singular/plural`` or ``m/f/mp/fp`` is chosen by `agreement`. An underscore stands for a space within a token.
    The role goes to words written with a final ``!``.

    >>> interlinear("was/were:être lost!:perdre", "était/étaient@1 perdu/perdue/perdus/perdues@2", Agreement("f"))
    """
    words: list[Word] = []
    for item in english.split():
        form, _, lemma = item.partition(":")
        form = _alternative(form, agreement)
        words.append(
            Word(form.rstrip("!").replace("_", " "), lemma.replace("_", " ") or None, role if "!" in form else None)
        )
    tokens: list[tuple[str, Word | None]] = []
    for item in translation.split():
        form, _, position = item.partition("@")
        form = _alternative(form, agreement).replace("_", " ")
        tokens.append((form, words[int(position) - 1] if position else None))
    return Phrase(tuple(words), tuple(tokens))


def _alternative(form: str, agreement: Agreement | None) -> str:
    forms = form.split("/")
    if agreement is None or len(forms) == 1:
        return form
    return forms[agreement.plural] if len(forms) == 2 else agreement.choose(*forms)


def realise(phrase: Phrase, pattern: str, split: Split) -> Example:
    """Write the phrase out in both languages, with every span."""
    source, source_spans = _join_english([word.text for word in phrase.english])
    target, target_spans = french.join([token for token, _ in phrase.french])
    where = {id(word): span for word, span in zip(phrase.english, source_spans, strict=True)}
    marked: dict[str, list[Word]] = {}
    for source_word in phrase.english:
        if source_word.role:
            marked.setdefault(source_word.role, []).append(source_word)

    def span_of(role: Role) -> Span | None:
        words = marked.get(role)
        return Span(where[id(words[0])].start, where[id(words[-1])].end) if words else None

    def gender_of(role: Role) -> Gender | None:
        return marked[role][0].gender if role in marked else None

    pronoun = marked["pronoun"][0] if "pronoun" in marked else None
    alignment = tuple(
        (where[id(source_word)], Span(*span))
        for (_, source_word), span in zip(phrase.french, target_spans, strict=True)
        if source_word is not None
    )
    target_pronoun = None
    if pronoun:
        target_pronoun = next(
            Span(*span)
            for (_, source_word), span in zip(phrase.french, target_spans, strict=True)
            if source_word is pronoun
        )
    return Example(
        source=source,
        target=target,
        pattern=pattern,
        split=split,
        pronoun=where[id(pronoun)] if pronoun else None,
        antecedent=span_of("antecedent"),
        distractor=span_of("distractor"),
        predicate=span_of("predicate"),
        target_pronoun=target_pronoun,
        antecedent_gender=gender_of("antecedent"),
        distractor_gender=gender_of("distractor"),
        glosses=tuple(Gloss(where[id(word)], word.lemma) for word in phrase.english if word.lemma),
        alignment=alignment,
    )


def _join_english(tokens: list[str]) -> tuple[str, list[Span]]:
    text, spans, capital = "", list[Span](), True
    for position, token in enumerate(tokens):
        closing = token in (",", ".", "?", "!", ";", ":") or token.startswith("'")
        if token == "a" and _takes_an(tokens[position + 1]):
            token = "an"
        if text and not closing:
            text += " "
        if capital and not closing:
            token, capital = token[0].upper() + token[1:], False
        spans.append(Span(len(text), len(text) + len(token)))
        text += token
        capital = capital or token in (".", "?", "!")
    return text, spans


def _takes_an(following: str) -> bool:
    return following[0] in "aeiou" and not following.startswith(("uni", "use", "eu", "one"))
