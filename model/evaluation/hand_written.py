"""The hand-written minimal pairs (`model/hand_written.tsv`): sentences outside the grammar, translated freely.

**When is a sentence right?** The greedy translation must have a subject pronoun of the right gender in the place of
"it" (or "they"). Places are counted from the end of the sentence: if the last subject "it" is the English sentence's
last third-person subject pronoun, the translation's last il, elle, ils or elles stands for it; if one follows, the last
but one, and so on. (From the end, because a French question repeats its subject before: *la souris n'a-t-elle pas … ?
Était-elle … ?*) Pronouns that refer to nothing (*il y a, il faut*) or are no subjects (*avec elle, elle-même*) are
passed over. A translation without such a pronoun (*c'était*, *cela*, a noun) is wrong, and so is one that chose a
French noun of the other gender: the gender expected is that of the usual translation.
"""

import csv
import re
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from itertools import groupby
from pathlib import Path
from typing import Any

from model.evaluation.pronouns import SUBJECT_PRONOUN, is_feminine
from model.evaluation.proportion import Proportion
from model.translator import Translator

HAND_WRITTEN = Path(__file__).parents[1] / "hand_written.tsv"

_ENGLISH = re.compile(r"\b(?:he|she|it|they)\b(?!\s*[.,;:!?]|\s*$)", re.IGNORECASE)  # at a clause's end it is an object
_NO_SUBJECT = re.compile(
    r"\b(?:il(?=\s+(?:n'\s*)?y\s+a|\s+(?:ne\s+)?(?:faut|fallait|faudra|faudrait|pleut|pleuvait|neige|neigeait)\b)"
    r"|(?:avec|pour|à|chez|sans|sur|sous|devant|derrière|par|vers|entre|contre|de|d'|qu'(?=elles?\s*[.,;:!?]))\s*elles?\b"
    r"|elles?(?=-mêmes?\b))",
    re.IGNORECASE,
)


@dataclass(frozen=True)
class HandWritten:
    """One sentence of a minimal pair. `pronoun` is what French must say: il, elle, ils or elles."""

    pair: str
    sentence: str
    antecedent: str
    distractor: str
    pronoun: str


@dataclass(frozen=True)
class HandWrittenAnswer:
    """A sentence with its translation and the pronoun that stands in the place of "it", if there is one."""

    asked: HandWritten
    translation: str
    written: str | None

    @property
    def is_right(self) -> bool:
        return self.written is not None and is_feminine(self.written) == is_feminine(self.asked.pronoun)


@dataclass(frozen=True)
class HandWrittenResult:
    """All answers, in the order of the list."""

    answers: tuple[HandWrittenAnswer, ...]

    @property
    def sentences(self) -> Proportion:
        return Proportion(sum(answer.is_right for answer in self.answers), len(self.answers))

    @property
    def pairs(self) -> Proportion:
        """Pairs of which both members are right."""
        return self._share_of_pairs(lambda answers: all(answer.is_right for answer in answers))

    @property
    def unmoved(self) -> Proportion:
        """Pairs that get pronouns of one gender: the word in which the two sentences differ went unheard."""

        def is_unmoved(answers: Sequence[HandWrittenAnswer]) -> bool:
            genders = {answer.written and is_feminine(answer.written) for answer in answers}
            return len(genders) == 1 and None not in genders

        return self._share_of_pairs(is_unmoved)

    @property
    def swapped(self) -> Proportion:
        """Pairs whose genders are both wrong."""
        return self._share_of_pairs(
            lambda answers: all(answer.written is not None and not answer.is_right for answer in answers)
        )

    def _share_of_pairs(self, holds: Callable[[Sequence[HandWrittenAnswer]], bool]) -> Proportion:
        pairs = [list(answers) for _, answers in groupby(self.answers, key=lambda answer: answer.asked.pair)]
        return Proportion(sum(map(holds, pairs)), len(pairs))

    @property
    def failures(self) -> tuple[HandWrittenAnswer, ...]:
        return tuple(answer for answer in self.answers if not answer.is_right)

    def as_dict(self) -> dict[str, Any]:
        failures = [
            {
                "sentence": failure.asked.sentence,
                "expected": failure.asked.pronoun,
                "written": failure.written,
                "translation": failure.translation,
            }
            for failure in self.failures
        ]
        shares = {name: getattr(self, name).as_dict() for name in ("sentences", "pairs", "unmoved", "swapped")}
        return {**shares, "failures": failures}


def read_hand_written(path: Path = HAND_WRITTEN) -> tuple[HandWritten, ...]:
    """The list; its columns are named in the last comment line before the rows."""
    lines = path.read_text(encoding="utf-8").splitlines()
    rows = [line for line in lines if line and not line.startswith("#")]
    header = next(line for line in reversed(lines[: lines.index(rows[0])]) if line.startswith("#"))
    names = header.removeprefix("#").strip().split("\t")
    table = csv.DictReader(rows, fieldnames=names, delimiter="\t", quoting=csv.QUOTE_NONE)
    return tuple(
        HandWritten(row["pair"], row["sentence"], row["antecedent"], row["distractor"], row["pronoun"]) for row in table
    )


def pronoun_in_place(sentence: str, translation: str) -> str | None:
    """The French pronoun in the place of the last subject "it" (else "they"); None where there is none."""
    english = [match.group().casefold() for match in _ENGLISH.finditer(sentence)]
    name = "it" if "it" in english else "they"
    if name not in english:
        return None
    from_the_end = english[::-1].index(name)
    passed_over = [match.end() for match in _NO_SUBJECT.finditer(translation)]
    french = [match.group() for match in SUBJECT_PRONOUN.finditer(translation) if match.end() not in passed_over]
    return french[-1 - from_the_end] if from_the_end < len(french) else None


def hand_written_test(translator: Translator, asked: Sequence[HandWritten] | None = None) -> HandWrittenResult:
    """Translate the list greedily and judge every pronoun."""
    asked = read_hand_written() if asked is None else asked
    translations = translator.translate_batch([one.sentence for one in asked])
    return HandWrittenResult(
        tuple(
            HandWrittenAnswer(one, text, pronoun_in_place(one.sentence, text))
            for one, text in zip(asked, translations, strict=True)
        )
    )
