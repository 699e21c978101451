"""One sentence as the snapshots of a film read it: what each writes, and who looks from "it" at which noun.

What a snapshot writes is its own. What is compared from snapshot to snapshot is asked after the same words: the
translation of the *last* snapshot, so that P(il) and P(elle) mean the same thing in every frame, also where an early
snapshot writes no pronoun at all.
"""

from dataclasses import dataclass, replace

from model.coreference import Resolution, Roles, find_roles, french_pronouns, resolve
from model.tokens import Tokens
from model.translator import Translator

_SUBJECTS = frozenset({"he", "she", "it", "they"})


@dataclass(frozen=True)
class Ending:
    """What the last snapshot makes of a sentence."""

    source: Tokens
    roles: Roles
    target: Tokens
    """The translation, shifted right."""
    place: int
    """Which of the French pronouns stands for the English one, counted from 0."""

    @property
    def pronoun(self) -> int | None:
        """The word of `target` that is the pronoun; None where it is not written."""
        return _nth_pronoun(self.target, self.place)


@dataclass(frozen=True)
class Reading:
    """A sentence as one snapshot reads it."""

    target: Tokens
    """The snapshot's own greedy translation."""
    pronoun: int | None
    """The word of `target` in the pronoun's place; None where there is none."""
    resolution: Resolution
    """The attention of this snapshot, and its choice of the pronoun, in the translation of the last one."""

    @property
    def written(self) -> str | None:
        """The pronoun written, in lower case."""
        return None if self.pronoun is None else self.target.words[self.pronoun].casefold()


@dataclass(frozen=True)
class Written:
    """What each snapshot writes in the pronoun's place in one sentence: in lower case, None where it writes none."""

    label: str
    """What tells the sentence from the other one of its pair."""
    pronouns: tuple[str | None, ...]
    expected: str | None
    """The right pronoun, where it is known."""

    @property
    def goal(self) -> str | None:
        """The right pronoun; where nobody knows it, that of the last snapshot."""
        return self.expected or self.pronouns[-1]

    @property
    def settled(self) -> int | None:
        """The first snapshot from which on every one writes the goal; None where the last one does not."""
        others = [index for index, pronoun in enumerate(self.pronouns) if pronoun is None or pronoun != self.goal]
        first = others[-1] + 1 if others else 0
        return first if first < len(self.pronouns) else None


def find_ending(last: Translator, sentence: str, roles: Roles | None = None, place: int | None = None) -> Ending:
    """The translation by the last snapshot. `roles` default to `find_roles`, `place` to that of its last pronoun.

    Raises InputError.
    """
    source, translation = last.read(sentence), last.translate(sentence)
    target = translation.read_prefix(translation.decoding.token_ids[:-1])
    if place is None:
        place = max(0, len(french_pronouns(target)) - 1)
    return Ending(source, roles or find_roles(source), target, place)


def read(snapshot: Translator, ending: Ending) -> Reading:
    """The sentence as a snapshot of the same film reads it."""
    written = snapshot.translate(ending.source.text).tokens
    trace = snapshot.trace_tokens(ending.source, ending.target)
    resolution = resolve(trace, snapshot.tokenizer, ending.roles, ending.pronoun)
    if ending.pronoun is None:  # then `resolve` may have taken another pronoun
        resolution = replace(resolution, choice=None, cross=None)
    return Reading(written, _nth_pronoun(written, ending.place), resolution)


def pronoun_place(source: Tokens, pronoun: int) -> int:
    """Which French pronoun the English one at this word becomes: as many stand before it as subjects do in English."""
    return sum(word.casefold() in _SUBJECTS for word in source.words[:pronoun])


def _nth_pronoun(target: Tokens, place: int) -> int | None:
    pronouns = french_pronouns(target)
    return pronouns[place] if place < len(pronouns) else None
