"""The roles of a model's heads with their importance, as text and as JSON."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from model.analysis.estimate import Estimate
from model.analysis.importance import HeadImportance, ablation_importance, agreement, gradient_importance
from model.analysis.progress import Progress, ignore, within
from model.analysis.roles.measure import measure_roles
from model.analysis.roles.results import HeadProfile, HeadRoles
from model.analysis.roles.sentences import held_out_sentences
from model.interventions import Place
from model.training.parallel import ALONE, Processes
from model.translator import Translator

_ABLATION = 10  # its time, about, where each of the other parts takes 1


@dataclass(frozen=True)
class RolesReport:
    """What was measured of every head; `rises` is None where no head was switched off."""

    roles: HeadRoles
    importance: Sequence[HeadImportance]
    rises: Mapping[tuple[Place, int], Estimate] | None

    def as_dict(self) -> dict[str, Any]:
        """Plain values, for JSON; layers and heads count from 0, as in Python, but not in a head's name."""
        content = self.roles.as_dict()
        for head, one, measured in zip(self.roles.heads, self.importance, content["heads"], strict=True):
            measured["importance"] = one.as_dict()
            measured["ablation"] = self.rises[head.place, head.head].as_dict() if self.rises else None
        return content | {"rank_correlation": vars(agreement(self.importance, self.rises)) if self.rises else None}

    def to_text(self) -> str:
        """One line for each head, which counts from 1, and what is to be known of all."""
        lines = [f"{self.roles.model}, {self.roles.sentences} held-out sentences of its grammar"]
        for head, one in zip(self.roles.heads, self.importance, strict=True):
            parts = [
                f"{head.code:<12}{_role(head):<66}",
                f"entropy {head.entropy:.2f}",
                f"distance {head.distance:+.1f}",
                f"gradient {one.normalised:.2f}",
            ]
            if head.alignment:
                parts.append(f"AER {head.alignment.next:.3f}, {head.alignment.last:.3f}")
            if self.rises:
                rise = self.rises[head.place, head.head]
                parts.append(f"off {rise.value:+.4f} [{rise.low:+.4f}, {rise.high:+.4f}]")
            lines.append("  ".join(parts))
        if self.roles.diagonal_error is not None:
            lines.append(
                f"AER: by the rows that predict a word, by those that read it; {self.roles.diagonal_error:.3f} "
                "for a plain diagonal"
            )
        for kind, names in self.roles.absent.items():
            if names:
                lines.append(f"not measured in {kind} attention: {', '.join(names)}")
        if self.rises:
            found = agreement(self.importance, self.rises)
            lines.append(
                f"gradient against switching off, rank correlation: {found.normalised:+.2f}, "
                f"not normalised by layer {found.raw:+.2f}"
            )
        return "\n".join(lines)


def roles_report(
    translator: Translator,
    count: int,
    ablation_count: int,
    seed: int = 0,
    progress: Progress = ignore,
    processes: Processes = ALONE,
) -> RolesReport:
    """Measure `count` held-out sentences for the roles, and the first `ablation_count` of them for the importance.

    With 0 of those no head is switched off, and the gradient is taken over all. `progress` is told how much is done,
    roughly. The processes share the sentences, and all get the report.
    """
    sentences = held_out_sentences(translator, count, seed)
    few = sentences[:ablation_count]
    whole = _ABLATION + 2 if few else 2
    return RolesReport(
        measure_roles(translator, sentences, within(progress, 0, 1, whole), processes),
        gradient_importance(translator, few or sentences, within(progress, 1, 1, whole), processes),
        ablation_importance(translator, few, within(progress, 2, _ABLATION, whole), processes) if few else None,
    )


def _role(head: HeadProfile) -> str:
    if head.role is None:
        return "-"
    one = head.role
    return (
        f"{one.role} {one.score.value:.0%} [{one.score.low:.0%}, {one.score.high:.0%}], baseline {one.baseline:.0%}, "
        f"largest in {one.largest.value:.0%}"
    )
