"""What one sentence and many say about "it": where heads look, what cutting that look costs, and how sure that is."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Literal

import torch

from model.analysis.scorecard import HeadScore, Scorecard
from model.coreference import Resolution, Roles, find_roles, french_pronouns, resolve
from model.evaluation.proportion import Proportion
from model.interventions import to_text
from model.interventions.editing import word_cuts
from model.interventions.place import Head
from model.translator import Translation

Scope = Literal["head", "two", "layer", "all"]
"""In which heads a look is cut: the best one, the best two, all of the best one's layer, all of the encoder."""
SCOPES: tuple[Scope, ...] = ("head", "two", "layer", "all")
Outcome = Literal["stays", "less", "most", "turns"]
"""What a cut does to the log-odds of the pronoun that was written; see `outcome`."""
OUTCOMES: tuple[Outcome, ...] = ("stays", "less", "most", "turns")

_FELT = 0.1  # nats; a smaller change is no loss
_ALIKE = 0.1  # a smaller difference of two weights is no preference


@dataclass(frozen=True)
class Case:
    """A sentence with a pronoun and two nouns that it could mean, and a translation that had to choose il or elle.

    `first` and `second` are the nouns (indices into `source.words`) in the order of the sentence; which of them is
    meant, the sentence alone does not tell a program.
    """

    translation: Translation
    pronoun: int
    first: int
    second: int

    @property
    def nouns(self) -> tuple[str, str]:
        return self.word(self.first), self.word(self.second)

    def word(self, index: int) -> str:
        return self.translation.typed.words[index]

    @property
    def resolution(self) -> Resolution:
        """Who looks at which noun: the first stands as antecedent, so the contrast is first − second."""
        roles = Roles(self.pronoun, self.first, self.second)
        return resolve(self.translation.trace, self.translation.translator.tokenizer, roles)

    def weights(self, head: Head) -> tuple[float, float]:
        """The attention weights of an encoder head from the pronoun to the first and to the second noun, 0 to 1."""
        found = self.resolution.encoder
        assert found is not None  # the case has a pronoun and two nouns
        where = head.place.layer, head.number
        return float(found.antecedent[where]), float(found.distractor[where])

    def looked_at(self, head: Head) -> int:
        """The noun that gets more of that head's weight."""
        first, second = self.weights(head)
        return self.first if first >= second else self.second

    def prefers(self, head: Head) -> int | None:
        """That noun, where the weights differ by more than a tenth."""
        first, second = self.weights(head)
        return None if abs(first - second) < _ALIKE else self.looked_at(head)

    def cut(self, noun: int, scope: Scope, best: Sequence[Head]) -> str:
        """The intervention, in writing, that cuts the look from the pronoun to a noun. `best` are the best heads."""
        source = self.translation.typed
        places: dict[Scope, list[tuple[int | None, int | None]]] = {
            "head": [(best[0].place.layer, best[0].number)],
            "two": [(head.place.layer, head.number) for head in best[:2]],
            "layer": [(best[0].place.layer, None)],
            "all": [(None, None)],
        }
        pronoun, key = (source, self.pronoun), (source, noun)
        cuts = [word_cuts("encoder", pronoun, key, layer, head) for layer, head in places[scope]]
        return to_text(cut for group in cuts for cut in group)


def find_case(translation: Translation) -> Case | None:
    """The pronoun and the two nouns of a sentence; None where it has no such three words, or its translation no pronoun
    to choose."""
    roles, target = find_roles(translation.typed), translation.trace.target
    if roles.pronoun is None or roles.antecedent is None or roles.distractor is None:
        return None
    if target is None or not french_pronouns(target):
        return None
    first, second = sorted((roles.antecedent, roles.distractor))
    case = Case(translation, roles.pronoun, first, second)
    choice = case.resolution.choice
    return case if choice and choice.other_probability is not None else None


def outcome(before: float, after: float) -> Outcome:
    """What became of log-odds that were positive: as large as before or larger, less than half lost, more, or turned.

    Both in nats.
    """
    if after <= 0:
        return "turns"
    if before - after < _FELT:
        return "stays"
    return "less" if before - after < before / 2 else "most"


def best_heads(card: Scorecard, count: int) -> tuple[HeadScore, ...]:
    """The encoder heads that look at the right noun in most sentences, the best first."""
    encoder = [score for score in card.scores if score.head.place.kind == "encoder"]
    return tuple(sorted(encoder, key=lambda score: -score.wins.hits)[:count])


def idle_head(card: Scorecard) -> HeadScore | None:
    """Of the heads without any effect seen, the one that looks at the right noun most often."""
    idle = [score for score in best_heads(card, len(card.scores)) if card.verdict(score) == "nothing"]
    return idle[0] if idle else None


def drawn(card: Scorecard, heads: Sequence[Head], count: int, seed: int) -> Mapping[Head, Proportion]:
    """How often these heads look more at the right noun in `count` of the sentences, drawn without replacement."""
    order = torch.randperm(len(card.probes), generator=torch.Generator().manual_seed(seed))[:count]
    wins = (card.antecedent > card.distractor)[:, order].sum(-1)
    return {head: Proportion(int(wins[card.heads.index(head)]), len(order)) for head in heads}
