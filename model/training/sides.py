"""Which language a model reads and which it writes, and the grammars that can teach it."""

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from typing import Protocol

from model.corpus import Example, Split
from model.errors import ConfigError
from model.tokenizer import Language


class Examples(Protocol):
    """Endless generated examples, the same ones for the same seed."""

    def __call__(self, split: Split, seed: int) -> Iterator[Example]: ...


@dataclass(frozen=True)
class Grammar:
    """A generated corpus: its languages, its examples, and the sha256 of what makes them."""

    languages: tuple[Language, Language]
    examples: Examples
    digest: Callable[[], str]

    def texts(self, example: Example) -> dict[Language, str]:
        """Both sides of an example by language."""
        return dict(zip(self.languages, (example.source, example.target), strict=True))


@dataclass(frozen=True)
class Sides:
    """What a model reads (nothing, if it is a language model) and what it writes."""

    source: Language | None
    target: Language

    def of(self, texts: Mapping[Language, str]) -> tuple[str, str]:
        """Source and target of a pair; the source of a language model is empty."""
        return texts[self.source] if self.source else "", texts[self.target]

    def of_pair(self, english: str, other: str) -> tuple[str, str]:
        """The same for a pair of a corpus file, where English stands first."""
        language: Language = self.target if self.source in (None, "en") else self.source
        return self.of({language: other, "en": english})


def grammar_named(name: str) -> Grammar:
    """The grammar of that name. Raises ConfigError."""
    match name:
        case "en-fr":
            from model import corpus

            return Grammar(("en", "fr"), corpus.examples, corpus.corpus_hash)
        case "zh-en":
            from model import corpus_zh

            return Grammar(("zh", "en"), corpus_zh.examples, corpus_zh.corpus_hash)
        case _:
            raise ConfigError("bad_config", f"There is no grammar {name}: en-fr and zh-en are known.")
