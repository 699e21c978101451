"""French spelling: what happens where two words meet, and how words agree.

Words come from the lexicon as dictionaries print them, with an aspirated h marked by a star (``*haricot``).
`join` removes the stars, elides (``le arbre`` → ``l'arbre``) and contracts (``de le parc`` → ``du parc``).
"""

import unicodedata
from collections.abc import Sequence
from typing import Literal, NamedTuple

Gender = Literal["m", "f"]

_ELIDED = frozenset("le la de ne que je me te se ce jusque puisque lorsque".split())
_CONTRACTED = {("de", "le"): "du", ("de", "les"): "des", ("à", "le"): "au", ("à", "les"): "aux"}
_CLOSING = frozenset(",.")
_ENDING = frozenset(".?!")


AVOIR = ("ai", "as", "a", "avons", "avez", "ont")
AVAIT = ("avais", "avais", "avait", "avions", "aviez", "avaient")
ETRE = ("suis", "es", "est", "sommes", "êtes", "sont")
ETAIT = ("étais", "étais", "était", "étions", "étiez", "étaient")


class Article(str):
    """``le`` or ``les`` as an article. Only articles contract: *près du parc*, but *essayer de le manger*."""


class Agreement(NamedTuple):
    """What verbs, adjectives and participles agree with; `person` is 1, 2 or 3."""

    gender: Gender
    plural: bool = False
    person: int = 3

    def choose(self, masculine: str, feminine: str, masculine_plural: str, feminine_plural: str) -> str:
        if self.plural:
            return feminine_plural if self.gender == "f" else masculine_plural
        return feminine if self.gender == "f" else masculine

    def conjugate(self, forms: Sequence[str]) -> str:
        """One of the six forms je, tu, il, nous, vous, ils."""
        return forms[self.person - 1 + 3 * self.plural]


def participle(masculine: str, agreement: Agreement) -> str:
    """The past participle in agreement: mangé, mangée, mangés, mangées; pris keeps its s in the plural."""
    plural = masculine if masculine.endswith("s") else masculine + "s"
    return agreement.choose(masculine, masculine + "e", plural, masculine + "es")


def starts_with_vowel(text: str) -> bool:
    """Whether a preceding *le* or *que* is elided: a vowel or a mute h, but neither ``*h`` nor y before a vowel."""
    bare = unicodedata.normalize("NFD", text.replace("œ", "oe"))
    first, second = bare[:1].lower(), bare[1:2].lower()
    return first in "aeiouh" if first != "y" else second not in "aeiou"


def unmarked(text: str) -> str:
    """The spelling without the star of an aspirated h."""
    return text.replace("*", "")


def join(tokens: Sequence[str]) -> tuple[str, list[tuple[int, int]]]:
    """Write the tokens as one text. Returns it with one (start, end) span per token.

    Contracted tokens share a span. The first letter of each sentence is capitalised.
    """
    text, spans, capital, glued = "", list[tuple[int, int]](), True, True
    contracted = False
    for position, token in enumerate(tokens):
        if contracted:
            spans.append(spans[-1])
            contracted = False
            continue
        written, elided, contracted = _meet(token, *tokens[position + 1 : position + 3])
        if not glued and token not in _CLOSING:
            text += " "
        if capital:
            written = written[0].upper() + written[1:]
        spans.append((len(text), len(text) + len(written)))
        text += written
        capital, glued = token in _ENDING, elided
    return text, spans


def _meet(token: str, following: str = ".", after: str = ".") -> tuple[str, bool, bool]:
    """How a token is written before the two that follow; whether it is elided; whether it absorbs the next."""
    head, space, last = token.rpartition(" ")
    if (last in _ELIDED and starts_with_vowel(following)) or (last == "si" and following in ("il", "ils")):
        return unmarked(token[:-1]) + "'", True, False
    if (
        isinstance(following, Article)
        and (last, following) in _CONTRACTED
        and not (following == "le" and starts_with_vowel(after))
    ):
        return head + space + _CONTRACTED[last, following], False, True
    return unmarked(token), False, False
