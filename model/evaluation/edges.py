"""The causal test: does the pronoun still come out right when attention cannot pass from it to a noun?

On sentences whose nouns differ in gender the reference is forced up to the pronoun; then the probabilities of the
right pronoun and of its counterpart are compared. In a model with several decoder layers the nouns may also be reached
through earlier tokens of the prefix, whose edges stay whole.
"""

from collections.abc import Sequence
from dataclasses import dataclass

from model.evaluation.probes import Probe, batches, decide
from model.evaluation.proportion import Proportion
from model.interventions import Edges, cut
from model.tap import UNTAPPED, Tap
from model.trace import AttentionKind
from model.translator import Translator


@dataclass(frozen=True)
class Condition:
    """Which edges are cut, in all layers and heads: from the asking word to the words with these roles.

    The roles are fields of a Probe. In the encoder the English pronoun asks; in cross attention the decoder row that
    predicts the French one.
    """

    name: str
    kind: AttentionKind = "encoder"
    roles: tuple[str, ...] = ()

    def tap(self, batch: Sequence[Probe]) -> Tap:
        if not self.roles:
            return UNTAPPED
        return cut(self.kind, [Edges(one.asking(self.kind), self._keys(one)) for one in batch])

    def _keys(self, one: Probe) -> tuple[int, ...]:
        return tuple(position for role in self.roles for position in getattr(one, role))


CONDITIONS = (
    Condition("none"),
    Condition("encoder antecedent", "encoder", ("antecedent",)),
    Condition("encoder distractor", "encoder", ("distractor",)),
    Condition("encoder both", "encoder", ("antecedent", "distractor")),
    Condition("encoder following", "encoder", ("following",)),
    Condition("cross antecedent", "cross", ("antecedent",)),
    Condition("cross distractor", "cross", ("distractor",)),
    Condition("cross pronoun", "cross", ("pronoun",)),
    Condition("cross following", "cross", ("following",)),
)


def causal_test(translator: Translator, probes: Sequence[Probe]) -> dict[str, Proportion]:
    """The share of right pronouns, by the name of the condition."""
    hits = dict.fromkeys((condition.name for condition in CONDITIONS), 0)
    for batch in batches(probes):
        for condition in CONDITIONS:
            hits[condition.name] += sum(decide(translator, batch, condition.tap(batch)))
    return {name: Proportion(count, len(probes)) for name, count in hits.items()}
