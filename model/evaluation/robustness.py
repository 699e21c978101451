"""Whether a right pronoun survives changes of the sentence that should leave it alone."""

import re
from collections.abc import Callable, Sequence
from random import Random

from model.corpus import Example, Span
from model.corpus.lexicon import Lexicon, Noun, lexicon
from model.evaluation.pronouns import right_pronouns
from model.evaluation.proportion import Proportion
from model.translator import Translator

Change = Callable[[Example], str | None]
"""Another wording of an example's source; None where the change does not apply."""

_FULL = {"can't": "cannot", "won't": "will not", "shan't": "shall not"}
_SHORT = {full: short for short, full in _FULL.items()}
_SHORT_NOT = re.compile(r"\b(?:can't|won't|shan't|(?P<verb>\w+)n't)\b")
_FULL_NOT = re.compile(
    r"\b(?:cannot|will not|shall not|(?P<verb>did|does|do|was|were|is|are|has|have|had|could|would|should|must) not)\b"
)


def robustness_test(translator: Translator, references: Sequence[Example]) -> dict[str, Proportion]:
    """Of the sentences that come out right, the share that keeps its pronoun, by the name of the change."""
    right = [one for one, ok in zip(references, right_pronouns(translator, references), strict=True) if ok]
    shares: dict[str, Proportion] = {}
    for name, change in CHANGES.items():
        changed = [(one, source) for one in right if (source := change(one)) is not None]
        kept = right_pronouns(translator, [one for one, _ in changed], [source for _, source in changed])
        shares[name] = Proportion(sum(kept), len(changed))
    return shares


def in_lower_case(example: Example) -> str | None:
    """ "tom saw the cat." """
    return example.source.lower()


def without_full_stop(example: Example) -> str | None:
    """ "Tom saw the cat" """
    return example.source[:-1] if example.source.endswith(".") else None


def with_other_negation(example: Example) -> str | None:
    """ "did not" for "didn't", or the other way round; the first one that the sentence has."""
    if _SHORT_NOT.search(example.source):
        return _SHORT_NOT.sub(lambda found: _FULL.get(found[0]) or f"{found['verb']} not", example.source, count=1)
    if _FULL_NOT.search(example.source):
        return _FULL_NOT.sub(lambda found: _SHORT.get(found[0]) or f"{found['verb']}n't", example.source, count=1)
    return None


def with_other_subject(example: Example) -> str | None:
    """Another first noun of the same class, number and gender, of which all that is said could be said as well."""
    if example.antecedent is None or example.distractor is None:
        return None
    first, second = sorted((example.antecedent, example.distractor))
    words = lexicon()
    noun, other = (_noun_at(words, example.source, span) for span in (first, second))
    if noun is None or other is None:
        return None
    spelled = example.source[slice(*first)].casefold()
    is_plural = spelled != noun.english
    candidates = [
        candidate
        for candidate in words.nouns
        if _is_alike(candidate, noun)
        and not (is_plural and candidate.english_plural == "-")
        and candidate.english not in example.source.casefold()
        and _can_take_part(words, candidate, noun, other, example)
        and _has_reason(words, candidate, noun, example)
    ]
    if not candidates or len(re.findall(rf"\b{re.escape(spelled)}\b", example.source, re.IGNORECASE)) > 1:
        return None
    chosen = Random(example.source).choice(candidates)
    return _replaced(example.source, first, chosen.english_plural if is_plural else chosen.english)


CHANGES: dict[str, Change] = {
    "lower case": in_lower_case,
    "no full stop": without_full_stop,
    "did not / didn't": with_other_negation,
    "another subject noun": with_other_subject,
}


def _noun_at(words: Lexicon, source: str, span: Span) -> Noun | None:
    spelled = source[slice(*span)].casefold()
    return next((noun for noun in words.nouns if spelled in (noun.english, noun.english_plural)), None)


def _is_alike(candidate: Noun, noun: Noun) -> bool:
    return candidate is not noun and all(
        getattr(candidate, name) == getattr(noun, name) for name in ("kind", "gender", "mass", "held_out")
    )


def _can_take_part(words: Lexicon, candidate: Noun, noun: Noun, other: Noun, example: Example) -> bool:
    """Whether the candidate could do, or suffer, what the two nouns do to each other here (see frames.tsv)."""
    for frame in words.frames:
        verb = frame.verb
        if not any(form in example.source for form in (verb.english, verb.past, verb.past_participle, verb.third)):
            continue
        for side in (0, 1):
            if noun in frame.slots[side] and other in frame.slots[1 - side] and candidate not in frame.slots[side]:
                return False
    return True


def _has_reason(words: Lexicon, candidate: Noun, noun: Noun, example: Example) -> bool:
    """Whether every adjective in the sentence that can be said of the noun can be said of the candidate too."""
    said = set(re.findall(r"\w+", example.source.casefold()))
    return all(
        candidate.english in adjective.nouns
        for adjective in words.adjectives
        if adjective.english in said and noun.english in adjective.nouns
    )


def _replaced(source: str, span: Span, word: str) -> str:
    before, after = source[: span.start], source[span.end :]
    article = r"\1n " if word[0] in "aeiou" and not word.startswith("uni") else r"\1 "
    before = re.sub(r"\b([Aa])n? $", article, before)
    return before + (word.capitalize() if not before else word) + after
