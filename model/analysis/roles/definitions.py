"""What a head can be for: each role names, for a query, the keys that a head with that role would look at.

| role | attention | units | the keys it names |
| --- | --- | --- | --- |
| `previous`, `next`, `itself` | own | tokens | the neighbour to the left, to the right; the token itself |
| `repeat` | own | words | the same word elsewhere in the sentence |
| `end` | all | tokens | the separator </s> |
| `punctuation` | all | tokens | punctuation marks |
| `rare` | all | tokens | the rarest token of the sentence in the training data |
| `determiner_noun`, `noun_determiner` | own, English | words | a determiner's noun, a noun's determiner |
| `subject_verb`, `verb_subject` | own, English | words | a subject's verb, a verb's subject |
| `antecedent`, `distractor` | own, English | words | what a pronoun means, and the other noun that it could mean |
| `aligned_next` | cross | words | the source words of the target word that the row is about to predict |
| `aligned_last` | cross | words | the source words of the target word that the row has just read |
| `copy` | cross | words | the source word that is spelt like the target word that the row is about to predict |

Positions and separators follow Clark et al. (2019), "What Does BERT Look At?", sections 3 and 4; rare words and the
relations Voita et al. (2019), "Analyzing Multi-Head Self-Attention", sections 5.2 to 5.4. The decoder's input is
shifted right, so of cross attention there are two readings: Chen et al. (2020), "Accurate Word Alignment Induction from
Neural Machine Translation", call `aligned_next` "naive" and find `aligned_last` to align better.
"""

import unicodedata
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from typing import Literal

from model.analysis.roles.sentences import Sentence
from model.tokens import Tokens
from model.trace import AttentionKind, asking_stack

Units = Literal["token", "word", "next_word", "last_word"]
"""What asks: tokens; words, the rows of their pieces averaged; in cross attention words by the rows that predict their
pieces, or by the rows that read them. Where words ask, words answer, with the weights of their pieces summed."""

Pair = tuple[int, int]
"""A query and a key that the role names for it, in its units."""

Pairs = Callable[[Sentence, AttentionKind], Iterable[Pair]]


@dataclass(frozen=True)
class Role:
    """`pairs` gives the (query, key) of a sentence in one kind of attention; a query may have several keys.

    `positional`: the role is a fixed offset, so a fixed offset is no baseline for it. `rival` is a role that the head
    has to exceed: for a pronoun the other noun, as looking at both alike shows no preference; for copying alignment,
    as what is copied is also what is translated.
    """

    name: str
    kinds: tuple[AttentionKind, ...]
    units: Units
    pairs: Pairs
    positional: bool = False
    rival: str | None = None


def stack_tokens(sentence: Sentence, kind: AttentionKind) -> tuple[Tokens, Tokens]:
    """The tokens that ask and those that answer in one kind of attention."""
    asking = sentence.tokens(asking_stack(kind))
    return asking, sentence.tokens("encoder") if kind == "cross" else asking


def asking_tokens(sentence: Sentence, kind: AttentionKind) -> list[int]:
    """The query positions that count: all but separators, which have nothing to look for; in cross attention all rows,
    as each predicts a token."""
    asking, _ = stack_tokens(sentence, kind)
    return [position for position in range(len(asking)) if kind == "cross" or position not in asking.specials]


def _offset(by: int) -> Pairs:
    return lambda sentence, kind: [(query, query + by) for query in asking_tokens(sentence, kind)]


def _tokens_that(is_named: Callable[[Sentence, Tokens, int, AttentionKind], bool]) -> Pairs:
    """All pairs of a query and a key of that sort; a key of that sort does not ask in its own stack."""

    def pairs(sentence: Sentence, kind: AttentionKind) -> Iterable[Pair]:
        _, answering = stack_tokens(sentence, kind)
        named = [key for key in range(len(answering)) if is_named(sentence, answering, key, kind)]
        queries = [query for query in asking_tokens(sentence, kind) if kind == "cross" or query not in named]
        return [(query, key) for query in queries for key in named]

    return pairs


def _is_end(sentence: Sentence, tokens: Tokens, key: int, kind: AttentionKind) -> bool:
    return key in tokens.specials


def _is_punctuation(sentence: Sentence, tokens: Tokens, key: int, kind: AttentionKind) -> bool:
    span = tokens.spans[key]
    return span is not None and _is_mark(tokens.text[span[0] : span[1]])


def _is_rare(sentence: Sentence, tokens: Tokens, key: int, kind: AttentionKind) -> bool:
    return key in sentence.rare["decoder" if kind == "decoder" else "encoder"]


def _repeated(sentence: Sentence, kind: AttentionKind) -> Iterable[Pair]:
    tokens, _ = stack_tokens(sentence, kind)
    special = {tokens.word_of[position] for position in tokens.specials}
    places: dict[str, list[int]] = {}
    for place, word in enumerate(tokens.words):
        if place not in special and not _is_mark(word):
            places.setdefault(word.casefold(), []).append(place)
    return [(one, other) for same in places.values() for one in same for other in same if one != other]


def _relation(name: str, *, reverse: bool = False) -> Pairs:
    def pairs(sentence: Sentence, kind: AttentionKind) -> Iterable[Pair]:
        if kind != sentence.english:
            return []
        found = sentence.relations.get(name, frozenset())
        return [(pair[1], pair[0]) if reverse else pair for pair in found]

    return pairs


def _linked(sentence: Sentence, kind: AttentionKind) -> Iterable[Pair]:
    return [(target, source) for source, target in sentence.links]


def _copied(sentence: Sentence, kind: AttentionKind) -> Iterable[Pair]:
    asking, answering = stack_tokens(sentence, kind)
    source = {place: word.casefold() for place, word in enumerate(answering.words) if any(map(str.isalnum, word))}
    return [
        (query, key)
        for query, word in enumerate(asking.words)
        if query  # the first is the </s> that opens the target
        for key, other in source.items()
        if other == word.casefold()
    ]


def _is_mark(text: str) -> bool:
    return bool(text) and all(unicodedata.category(character).startswith("P") for character in text)


_OWN: tuple[AttentionKind, ...] = ("encoder", "decoder")
_ALL: tuple[AttentionKind, ...] = ("encoder", "decoder", "cross")

ROLES: tuple[Role, ...] = (
    Role("previous", _OWN, "token", _offset(-1), positional=True),
    Role("next", ("encoder",), "token", _offset(1), positional=True),
    Role("itself", _OWN, "token", _offset(0), positional=True),
    Role("repeat", _OWN, "word", _repeated),
    Role("end", _ALL, "token", _tokens_that(_is_end)),
    Role("punctuation", _ALL, "token", _tokens_that(_is_punctuation)),
    Role("rare", _ALL, "token", _tokens_that(_is_rare)),
    Role("determiner_noun", _OWN, "word", _relation("determiner_noun")),
    Role("noun_determiner", _OWN, "word", _relation("determiner_noun", reverse=True)),
    Role("subject_verb", _OWN, "word", _relation("subject_verb")),
    Role("verb_subject", _OWN, "word", _relation("subject_verb", reverse=True)),
    Role("antecedent", _OWN, "word", _relation("antecedent"), rival="distractor"),
    Role("distractor", _OWN, "word", _relation("distractor"), rival="antecedent"),
    Role("aligned_next", ("cross",), "next_word", _linked),
    Role("aligned_last", ("cross",), "last_word", _linked),
    Role("copy", ("cross",), "next_word", _copied, rival="aligned_next"),
)
