"""The lexicon: tables that a linguist can read and correct, loaded into typed, checked entries.

The tables are tab-separated files in ``lexicon/``, each with a header, and with comments that explain its columns.
"""

from dataclasses import dataclass, fields
from functools import cache
from pathlib import Path
from typing import Any, TypeVar

from model.corpus.french import Agreement, Gender, participle, unmarked

DIRECTORY = Path(__file__).parent / "lexicon"


class LexiconError(ValueError):
    """A table of the lexicon contradicts itself or another; the message names table and entry."""


@dataclass(frozen=True, eq=False)
class Noun:
    """An entry of nouns.tsv. Entries are compared by identity: tuples of them are keys of many caches."""

    kind: str
    english: str
    english_plural: str
    french: str
    french_plural: str
    gender: Gender
    mass: bool
    held_out: bool


@dataclass(frozen=True, eq=False)
class Adjective:
    english: str
    masculine: str
    masculine_vowel: str
    feminine: str
    masculine_plural: str
    feminine_plural: str
    before: bool
    dimension: str
    attributive: bool
    gradable: bool
    nouns: frozenset[str]

    @property
    def name(self) -> str:
        return self.english

    def agree(self, agreement: Agreement) -> str:
        return agreement.choose(self.masculine, self.feminine, self.masculine_plural, self.feminine_plural)


@dataclass(frozen=True, eq=False)
class VerbPhrase:
    """A reason such as "had not eaten", in the interlinear notation of `model.corpus.sentence.interlinear`."""

    name: str
    english: str
    french: str
    dimension: str
    nouns: frozenset[str]


Reason = Adjective | VerbPhrase


@dataclass(frozen=True)
class Verb:
    key: str
    english: str
    third: str
    past: str
    past_participle: str
    infinitive: str
    present: str
    present_plural: str
    participle: str
    imperfect: str
    """The third person of a state, whose English past is an imperfect; '-' for events."""
    auxiliary: str
    """avoir, être, or se for a reflexive verb."""

    @property
    def reflexive(self) -> bool:
        return self.auxiliary == "se"

    def agree(self, agreement: Agreement) -> str:
        """The French participle in agreement."""
        return participle(self.participle, agreement)


@dataclass(frozen=True)
class Frame:
    """Who can do what to what, and why or why not: a row of frames.tsv."""

    verb: Verb
    agent: bool
    slots: tuple[tuple[Noun, ...], tuple[Noun, ...]]
    preposition: tuple[str, str] | None
    hindrances: tuple[tuple[Reason, ...], tuple[Reason, ...]]
    motives: tuple[tuple[Reason, ...], tuple[Reason, ...]]

    def reasons(self, happens: bool) -> tuple[tuple[Reason, ...], tuple[Reason, ...]]:
        return self.motives if happens else self.hindrances


def read_table(name: str) -> list[dict[str, str]]:
    """The rows of ``lexicon/<name>.tsv`` as dictionaries by column name."""
    lines = [
        line
        for line in (DIRECTORY / f"{name}.tsv").read_text(encoding="utf-8").splitlines()
        if line.strip() and not line.startswith("#")
    ]
    header = lines[0].split("\t")
    rows: list[dict[str, str]] = []
    for line in lines[1:]:
        cells = line.split("\t")
        if len(cells) != len(header):
            raise LexiconError(f"{name}.tsv: {cells[0]!r} has {len(cells)} columns instead of {len(header)}")
        rows.append(dict(zip(header, cells, strict=True)))
    return rows


class Lexicon:
    """All tables, checked against each other. Every tuple keeps the order of its table."""

    def __init__(self) -> None:
        self.nouns = tuple(_noun(row) for row in read_table("nouns"))
        self._by_name = {noun.english: noun for noun in self.nouns}
        self._by_kind: dict[str, list[Noun]] = {}
        for noun in self.nouns:
            self._by_kind.setdefault(noun.kind, []).append(noun)
        if len(self._by_name) != len(self.nouns):
            raise LexiconError("nouns.tsv: an English noun stands there twice")
        self.adjectives = tuple(self._adjective(row) for row in read_table("adjectives"))
        self.verb_phrases = tuple(self._verb_phrase(row) for row in read_table("reasons"))
        self.verbs = {row["key"]: _record(Verb, row) for row in read_table("verbs")}
        self.reasons: dict[str, Reason] = {reason.name: reason for reason in (*self.adjectives, *self.verb_phrases)}
        self.frames = tuple(self._frame(row) for row in read_table("frames"))
        self.attributes = {
            noun.english: tuple(a for a in self.adjectives if a.attributive and noun.english in a.nouns)
            for noun in self.nouns
        }
        self.predicates = {
            noun.english: tuple(a for a in self.adjectives if noun.english in a.nouns) for noun in self.nouns
        }

    def noun(self, english: str) -> Noun:
        return self._by_name[english]

    def adjective(self, english: str) -> Adjective:
        return next(adjective for adjective in self.adjectives if adjective.english == english)

    def select(self, selector: str) -> tuple[Noun, ...]:
        """The nouns that a list of classes and single nouns stands for."""
        found: dict[str, Noun] = {}
        for item in selector.split():
            if item not in self._by_kind and item not in self._by_name:
                raise LexiconError(f"{item!r} is neither a noun nor a class of nouns")
            for noun in self._by_kind.get(item) or [self._by_name[item]]:
                found[noun.english] = noun
        return tuple(found.values())

    def _names(self, selector: str) -> frozenset[str]:
        return frozenset(noun.english for noun in self.select(selector))

    def _adjective(self, row: dict[str, str]) -> Adjective:
        return _record(
            Adjective,
            row,
            before=row["position"] == "before",
            attributive=row["attributive"] == "yes",
            gradable=row["gradable"] == "yes",
            nouns=self._names(row["nouns"]),
        )

    def _verb_phrase(self, row: dict[str, str]) -> VerbPhrase:
        return _record(VerbPhrase, row, nouns=self._names(row["nouns"]))

    def _reasons(self, cell: str) -> tuple[Reason, ...]:
        names = [] if cell == "-" else cell.split()
        for name in names:
            if name not in self.reasons:
                raise LexiconError(f"frames.tsv: {name!r} is in neither adjectives.tsv nor reasons.tsv")
        return tuple(self.reasons[name] for name in names)

    def _frame(self, row: dict[str, str]) -> Frame:
        if row["verb"] not in self.verbs:
            raise LexiconError(f"frames.tsv: {row['verb']!r} is not in verbs.tsv")
        english, translation = row["preposition"], row["french_preposition"]
        return Frame(
            verb=self.verbs[row["verb"]],
            agent=row["agent"] == "yes",
            slots=(self.select(row["first"]), self.select(row["second"])),
            preposition=None if english == "-" else (english.replace("_", " "), translation.replace("_", " ")),
            hindrances=(self._reasons(row["not_first"]), self._reasons(row["not_second"])),
            motives=(self._reasons(row["did_first"]), self._reasons(row["did_second"])),
        )


def _noun(row: dict[str, str]) -> Noun:
    if row["gender"] not in ("m", "f"):
        raise LexiconError(f"nouns.tsv: {row['english']!r} has gender {row['gender']!r} instead of m or f")
    return _record(Noun, row, kind=row["class"], mass=row["count"] == "mass", held_out=row["held_out"] == "yes")


_Entry = TypeVar("_Entry")


def _record(entry: type[_Entry], row: dict[str, str], **derived: Any) -> _Entry:
    """An entry with `derived` fields, and all others from the columns of the same name."""
    names = [field.name for field in fields(entry)]  # type: ignore[arg-type]
    return entry(**{name: derived[name] if name in derived else row[name] for name in names})


@cache
def lexicon() -> Lexicon:
    """The lexicon, read once."""
    return Lexicon()


def citation_form(noun: Noun) -> str:
    """The French singular, without the mark of an aspirated h."""
    return unmarked(noun.french)
