"""Everything that is measured of one model, as data, as JSON and as the text of its card."""

from collections.abc import Mapping, Sequence
from dataclasses import asdict, dataclass
from typing import Any

from model.evaluation.corpus_scores import CorpusScore
from model.evaluation.hand_written import HandWrittenAnswer, HandWrittenResult
from model.evaluation.heads import HeadSelectivity
from model.evaluation.language_modelling import LanguageModelFit
from model.evaluation.proportion import Proportion

SPLIT_TITLES = {
    "dev": "held-out pairs of nouns (dev)",
    "test": "held-out pairs of nouns (test)",
    "test_nouns": "nouns never seen as an antecedent",
}
CUT_TITLES = {
    "none": "nothing",
    "encoder antecedent": "encoder, *it* → antecedent",
    "encoder distractor": "encoder, *it* → the other noun",
    "encoder both": "encoder, *it* → both nouns",
    "encoder following": "encoder, *it* → the words after it",
    "cross antecedent": "cross attention, *il/elle* → antecedent",
    "cross distractor": "cross attention, *il/elle* → the other noun",
    "cross pronoun": "cross attention, *il/elle* → *it*",
    "cross following": "cross attention, *il/elle* → the words after *it*",
}
_KIND_TITLES = {"encoder": "Encoder", "cross": "Cross attention"}


@dataclass(frozen=True)
class PronounResults:
    """What was measured of *il* and *elle*. `accuracy`, `causal` and `robustness` go by split, condition and change."""

    famous_pair: Mapping[str, str]
    accuracy: Mapping[str, Proportion]
    causal: Mapping[str, Proportion]
    heads: Sequence[HeadSelectivity]
    robustness: Mapping[str, Proportion]
    hand_written: HandWrittenResult

    def best_head(self, kind: str) -> HeadSelectivity | None:
        """The head that most often prefers the antecedent; None for a model without such attention."""
        return next((head for head in self.heads if head.kind == kind), None)

    def as_dict(self) -> dict[str, Any]:
        return {
            "famous_pair": dict(self.famous_pair),
            "accuracy": _plain(self.accuracy),
            "causal": _plain(self.causal),
            "heads": [head.as_dict() for head in self.heads],
            "robustness": _plain(self.robustness),
            "hand_written": self.hand_written.as_dict(),
        }

    def to_markdown(self) -> str:
        return "\n\n".join((self._accuracy(), self._causal(), self._hand_written(), self._famous()))

    def _accuracy(self) -> str:
        rows = [(f"grammar, {SPLIT_TITLES[split]}", score) for split, score in self.accuracy.items()]
        rows += [
            ("hand-written sentences", self.hand_written.sentences),
            ("hand-written pairs, both right", self.hand_written.pairs),
            ("hand-written pairs, the same gender twice: the word that differs unheard", self.hand_written.unmoved),
            ("hand-written pairs, both wrong", self.hand_written.swapped),
        ]
        rows += [(f"kept when changed: {name}", score) for name, score in self.robustness.items()]
        return _table(("*il* or *elle* in free translation", "right"), rows)

    def _causal(self) -> str:
        rows = [(CUT_TITLES[name], score) for name, score in self.causal.items()]
        table = _table(("attention edges cut, in all layers and heads", "*il* or *elle* right"), rows)
        lines = [
            "Where it resolves *it*: test sentences of the grammar whose nouns differ in gender, the reference forced "
            "up to the pronoun, then the more probable of the two. With both nouns out of sight one in two is chance.",
            table,
        ]
        for kind, title in _KIND_TITLES.items():
            if head := self.best_head(kind):
                lines.append(
                    f"{title} head that most often prefers the antecedent: {head}, in {head.wins}; mean weight "
                    f"{head.antecedent:.2f} on the antecedent, {head.distractor:.2f} on the other noun. "
                    "(Layers and heads count from 1.)"
                )
        return "\n\n".join(lines)

    def _hand_written(self) -> str:
        failures = [
            f"- {failure.asked.sentence} → {failure.translation} ({self._why(failure)})"
            for failure in self.hand_written.failures
        ]
        if not failures:
            return "Nothing was wrong in the hand-written list."
        title = "Wrong in the hand-written list, where one sentence in two would be right by chance:"
        return "\n".join((title, "", *failures))

    @staticmethod
    def _why(failure: HandWrittenAnswer) -> str:
        written = f"not *{failure.written}*" if failure.written else "no pronoun was written"
        return f"*{failure.asked.pronoun}*, {written}"

    def _famous(self) -> str:
        pair = [f"- {source} → {target}" for source, target in self.famous_pair.items()]
        return "\n".join(("The famous pair:", "", *pair))


@dataclass(frozen=True)
class Evaluation:
    """What was measured of one model. `corpus` goes by search ("greedy", "beam 4"); None is what does not apply."""

    model: str
    n_pairs: int
    corpus: Mapping[str, tuple[CorpusScore, ...]]
    language_model: LanguageModelFit | None
    pronouns: PronounResults | None

    def as_dict(self) -> dict[str, Any]:
        """Plain values, for JSON. Layers and heads count from 0."""
        return {
            "model": self.model,
            "n_pairs": self.n_pairs,
            "corpus": {search: [asdict(score) for score in scores] for search, scores in self.corpus.items()},
            "language_model": asdict(self.language_model) if self.language_model else None,
            "pronouns": self.pronouns.as_dict() if self.pronouns else None,
        }

    def to_markdown(self) -> str:
        """The results as a reader of the model card needs them."""
        parts = [self._corpus()] if self.corpus else []
        if fit := self.language_model:
            rows = [("perplexity per token", f"{fit.perplexity:.1f}")]
            rows += [("bits per character", f"{fit.bits_per_character:.2f}")]
            parts.append(_table((f"{fit.sentences} sentences of the dev file", "result"), rows))
        if self.pronouns:
            parts.append(self.pronouns.to_markdown())
        parts.append("Intervals are 95 %: bootstrap for scores of a corpus, Wilson for shares.")
        return "\n\n".join(parts)

    def _corpus(self) -> str:
        by_name = zip(*self.corpus.values(), strict=True)
        rows = [(scores[0].name, *scores) for scores in by_name]
        table = _table((f"{self.n_pairs} pairs of the dev file", *self.corpus), rows)
        signatures = [f"- {score.name}: `{score.signature}`" for score in next(iter(self.corpus.values()))]
        return "\n".join((table, "", *signatures))


def _plain(shares: Mapping[str, Proportion]) -> dict[str, Any]:
    return {name: share.as_dict() for name, share in shares.items()}


def _table(header: Sequence[str], rows: Sequence[Sequence[object]]) -> str:
    lines = (header, ["---"] * len(header), *rows)
    return "\n".join(f"| {' | '.join(map(str, line))} |" for line in lines)
