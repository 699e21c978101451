"""Every head of a model switched off alone, for one sentence: what that changes in the decision, and in what is
written."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from model.analysis.head_effects import HeadEffects, head_effects
from model.analysis.plain import text_table
from model.analysis.translations import translations_without
from model.interventions import How, head_code, reference_means
from model.interventions.place import Head, all_heads
from model.translator import Translation, Translator

_MOST = 15  # heads


@dataclass(frozen=True)
class AblationReport:
    """What was written with no head off, what each head alone changes in its probability, and what is written without
    it; `written` is None for a language model."""

    translation: Translation
    how: How
    effects: HeadEffects
    written: Mapping[Head, str] | None

    @property
    def changes(self) -> dict[Head, float]:
        """In nats, by head; see `HeadEffects`."""
        heads = all_heads(self.translation.translator.config, tuple(self.effects.changes))
        return {head: float(self.effects.changes[head.place.kind][head.place.layer, head.number]) for head in heads}

    def as_dict(self) -> dict[str, Any]:
        """Plain values, for JSON. Layers and heads count from 0, but not in a head's name."""
        return {
            "model": self.translation.translator.name,
            "sentence": self.translation.typed.text,
            "translation": self.translation.text,
            "how": self.how,
            "measure": self.effects.measure,
            "baseline": self.effects.baseline,
            "heads": [
                {
                    "name": head_code(*head),
                    "kind": head.place.kind,
                    "layer": head.place.layer,
                    "head": head.number,
                    "change": change,
                    "translation": self.written[head] if self.written else None,
                }
                for head, change in self.changes.items()
            ],
        }

    def to_text(self) -> str:
        """A table for a terminal: the heads that change most, and what is written where it is something else."""
        measured = "log P(pronoun) - log P(its counterpart)" if self.effects.measure == "pronoun" else "log P of it all"
        largest = sorted(self.changes.items(), key=lambda one: -abs(one[1]))[:_MOST]
        lines = [
            self.translation.text,
            f"{measured}: {self.effects.baseline:+.2f} nats; with one head off it changes by",
        ]
        table = text_table([[head_code(*head), f"{change:+.3f}"] for head, change in largest]).splitlines()
        written = [self.written[head] if self.written else self.translation.text for head, _ in largest]
        for row, text in zip(table, written, strict=True):
            lines.append(row if text == self.translation.text else f"{row}  {text}")
        if self.written:
            others = sum(text != self.translation.text for text in self.written.values())
            lines.append(f"{others} of {len(self.written)} heads change what is written")
        return "\n".join(lines)


def ablate(translator: Translator, sentence: str, how: How = "zero") -> AblationReport:
    """Switch off every head alone; `how` as in `heads_off`, "mean" as `reference_means` has it.

    Raises InputError as `Translator.read` does, and ModelError for a model that writes nothing.
    """
    translation = translator.translate(sentence)
    means = reference_means(translator) if how == "mean" else None
    written = None if translation.source is None else translations_without(translator, sentence, how=how, means=means)
    return AblationReport(translation, how, head_effects(translation, how, means=means), written)
