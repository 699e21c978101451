"""English forms: what a verb becomes after its subject, plurals, comparatives, articles and numbers."""

import re
from dataclasses import dataclass
from typing import Literal

Agreement = Literal["I", "plural", "third"]
"""How a verb agrees: with I, with you, we and they, or with he, she and it."""
Form = Literal["present", "past", "progressive", "perfect", "can", "should", "must", "will", "may"]

BE: dict[Agreement, str] = {"I": "am", "plural": "are", "third": "is"}
WAS: dict[Agreement, str] = {"I": "was", "plural": "were", "third": "was"}
_NEGATED = {"am": "am not", "can": "can't", "will": "won't"}
_CONTRACTED = {"am": "'m", "are": "'re", "will": "'ll", "have": "'ve", "is": "'s"}
_TENS = "twenty thirty forty fifty sixty seventy eighty ninety".split()
_SMALL = (
    "zero one two three four five six seven eight nine ten eleven twelve thirteen fourteen fifteen sixteen seventeen "
    "eighteen nineteen"
).split()


def _doubles(word: str) -> bool:
    """Whether a final consonant is doubled before a vowel: shop, shopping; big, bigger."""
    return re.fullmatch(r"[^aeiou]*[aeiou][^aeiouwxy]", word) is not None


def _extended(word: str, ending: str) -> str:
    """The word before -ed, -er or -est: liked, tried, shopped, walked."""
    if word.endswith("e"):
        return word + ending[1:]
    if re.search(r"[^aeiou]y$", word):
        return word[:-1] + "i" + ending
    return word + word[-1] * _doubles(word) + ending


def with_s(word: str) -> str:
    """A regular plural, or the third person of a verb."""
    if word in ("have", "be"):
        return {"have": "has", "be": "is"}[word]
    if re.search(r"(s|x|ch|sh|[^aeio]o)$", word) and word not in ("photo", "piano"):
        return word + "es"
    return word[:-1] + "ies" if re.search(r"[^aeiou]y$", word) else word + "s"


@dataclass(frozen=True)
class Verb:
    base: str
    past: str
    participle: str
    gerund: str

    @classmethod
    def parse(cls, forms: str) -> "Verb":
        """From "shop", "buy bought", "eat ate eaten" or "read read read reading".

        >>> Verb.parse("shop")
        Verb(base='shop', past='shopped', participle='shopped', gerund='shopping')
        """
        base, *rest = forms.split()
        past, participle, gerund, *_ = (*rest, "", "", "") if len(rest) != 1 else (rest[0], rest[0], "")
        stem = base[:-1] if re.search(r"[^e]e$", base) and base != "be" else base + base[-1] * _doubles(base)
        past = past or _extended(base, "ed")
        return cls(base, past, participle or past, gerund or stem + "ing")

    def finite(self, agreement: Agreement, form: Form, negative: bool = False, asked: bool = False) -> tuple[str, str]:
        """The auxiliary and the verb: ("doesn't", "eat"), ("is", "eating"), ("", "ate")."""
        third = agreement == "third"
        match form:
            case "progressive":
                auxiliary, verb = BE[agreement], self.gerund
            case "perfect":
                auxiliary, verb = "has" if third else "have", self.participle
            case "present" | "past" if self.base == "be":
                auxiliary, verb = (BE if form == "present" else WAS)[agreement], ""
            case "present" | "past" if negative or asked:
                auxiliary, verb = "did" if form == "past" else "does" if third else "do", self.base
            case "present":
                auxiliary, verb = "", with_s(self.base) if third else self.base
            case "past":
                auxiliary, verb = "", self.past
            case _:
                auxiliary, verb = form, self.base
        if negative:
            auxiliary = _NEGATED.get(auxiliary, auxiliary + "n't")
        return auxiliary, verb


def statement(subject: str, auxiliary: str, *rest: str) -> str:
    """ "I'm tired", "she can't swim", "Tom ate an apple". Pronouns are joined to am, are, will, have (and it to is)."""
    first, _, others = auxiliary.partition(" ")
    joins = subject == "it" if first == "is" else subject in ("I", "you", "we", "they")
    if joins and first in _CONTRACTED:
        return spaced(subject + _CONTRACTED[first], others, *rest)
    return spaced(subject, auxiliary, *rest)


def being(subject: str, agreement: Agreement, rest: str, negative: bool = False, past: bool = False) -> str:
    """A sentence with be: "I'm not tired", "that book was old"."""
    auxiliary, _ = Verb.parse("be").finite(agreement, "past" if past else "present", negative)
    return statement(subject, auxiliary, rest)


def asked_being(subject: str, agreement: Agreement, rest: str = "", question: str = "") -> str:
    """A question with be: "is he a doctor", "where are my keys"."""
    return spaced(question, BE[agreement], subject, rest)


def spaced(*parts: str) -> str:
    """The parts that are not empty, with spaces between."""
    return " ".join(part for part in parts if part)


def a(phrase: str) -> str:
    """The phrase with a or an."""
    vowel = phrase[0].lower() in "aeiou" and not phrase.startswith(("uni", "use", "one", "eu"))
    return ("an " if vowel else "a ") + phrase


def comparative(adjective: str) -> str:
    return _compared(adjective, "er", "more")


def superlative(adjective: str) -> str:
    return {"good": "best"}.get(adjective) or _compared(adjective, "est", "most")


def _compared(adjective: str, ending: str, adverb: str) -> str:
    syllables = len(re.findall(r"[aeiouy]+", adjective.removesuffix("e")))
    short = syllables == 1 or (syllables == 2 and adjective.endswith("y"))
    if (short and adjective != "tired") or adjective == "quiet":
        return _extended(adjective, ending)
    return f"{adverb} {adjective}"


def number(value: int) -> str:
    """0 to 99 in words."""
    if value < 20:
        return _SMALL[value]
    tens, ones = divmod(value, 10)
    return _TENS[tens - 2] + (f"-{_SMALL[ones]}" if ones else "")
