"""How good a translation model is: BLEU and chrF on real pairs, pronouns on the generated grammar."""

import re
from collections.abc import Sequence
from dataclasses import asdict, dataclass
from itertools import islice
from math import sqrt
from typing import Any

from model.corpus import Example, Split, examples
from model.decoding import Beam
from model.translator import Translator

FAMOUS_PAIR = (
    "The animal didn't cross the street because it was too tired.",
    "The animal didn't cross the street because it was too wide.",
)
PRONOUN_SPLITS: tuple[Split, ...] = ("dev", "test", "test_nouns")
_SUBJECT_PRONOUN = re.compile(r"\b(?:ils?|elles?)\b", re.IGNORECASE)


@dataclass(frozen=True)
class Proportion:
    """`hits` of `total` with the 95 % Wilson score interval (Wilson 1927)."""

    hits: int
    total: int

    @property
    def value(self) -> float:
        return self.hits / self.total

    @property
    def interval(self) -> tuple[float, float]:
        z = 1.96
        spread = 1 + z * z / self.total
        centre = (self.value + z * z / (2 * self.total)) / spread
        half = z / spread * sqrt(self.value * (1 - self.value) / self.total + z * z / (4 * self.total**2))
        return max(0.0, centre - half), min(1.0, centre + half)

    def __str__(self) -> str:
        low, high = self.interval
        return f"{self.value:.1%} [{low:.1%}, {high:.1%}] of {self.total}"


@dataclass(frozen=True)
class CorpusScore:
    """A score of sacrebleu (Post 2018) with its 95 % bootstrap half-width and signature."""

    name: str
    score: float
    half_width: float
    signature: str

    def __str__(self) -> str:
        return f"{self.score:.1f} ± {self.half_width:.1f}"


@dataclass(frozen=True)
class Evaluation:
    """What was measured of one model."""

    model: str
    corpus: tuple[CorpusScore, ...]
    n_pairs: int
    beam: int
    pronouns: dict[str, Proportion]
    famous_pair: dict[str, str]

    def as_dict(self) -> dict[str, Any]:
        """Plain values, for JSON."""
        pronouns = {
            split: {**asdict(score), "value": score.value, "interval": score.interval}
            for split, score in self.pronouns.items()
        }
        return {**asdict(self), "pronouns": pronouns}

    def to_markdown(self) -> str:
        """The results as a reader of the model card needs them."""
        search = "greedy" if self.beam == 1 else f"beam {self.beam}"
        lines = [
            f"| {score.name} ({search}, {self.n_pairs} pairs of the dev file) | {score} |" for score in self.corpus
        ]
        lines += [f"| *il* or *elle* right, {_SPLITS[split]} | {score} |" for split, score in self.pronouns.items()]
        famous = [f"- {source} → {target}" for source, target in self.famous_pair.items()]
        signatures = [f"- {score.name}: `{score.signature}`" for score in self.corpus]
        return "\n".join(("| measure | result |", "| --- | --- |", *lines, "", *signatures, *famous))


_SPLITS = {
    "dev": "held-out pairs of nouns (dev)",
    "test": "held-out pairs of nouns (test)",
    "test_nouns": "nouns never seen as an antecedent",
}


def evaluate(translator: Translator, pairs: Sequence[tuple[str, str]], *, beam: int, n_examples: int) -> Evaluation:
    """Measure a model on `pairs` (may be empty) and on `n_examples` sentences of each held-out split of the grammar."""
    famous = translator.translate_batch(FAMOUS_PAIR)
    return Evaluation(
        model=translator.name,
        corpus=corpus_scores(translator, pairs, beam=beam) if pairs else (),
        n_pairs=len(pairs),
        beam=beam,
        pronouns={split: pronoun_accuracy(translator, split, n_examples) for split in PRONOUN_SPLITS},
        famous_pair=dict(zip(FAMOUS_PAIR, famous, strict=True)),
    )


def corpus_scores(
    translator: Translator, pairs: Sequence[tuple[str, str]], *, beam: int
) -> tuple[CorpusScore, CorpusScore]:
    """BLEU and chrF of the translations of `pairs`, detokenised and with capitals."""
    from sacrebleu.metrics.bleu import BLEU
    from sacrebleu.metrics.chrf import CHRF

    sources = [source for source, _ in pairs]
    if beam == 1:
        written = translator.translate_batch(sources)
    else:
        written = [translator.translate(source, Beam(beam)).text for source in sources]

    def score(metric: BLEU | CHRF) -> CorpusScore:
        result = metric.corpus_score(written, [[target for _, target in pairs]], n_bootstrap=1000)
        return CorpusScore(result.name, float(result.score), float(result._ci), str(metric.get_signature()))

    return score(BLEU()), score(CHRF())


def pronoun_accuracy(translator: Translator, split: Split, count: int, seed: int = 0) -> Proportion:
    """How often the translation has the right one of il(s) and elle(s), where the two nouns differ in gender.

    The reference's n-th subject pronoun is compared with the translation's n-th; one that is missing counts as wrong.
    """
    chosen = list(islice(filter(_is_decidable, examples(split, seed)), count))
    written = translator.translate_batch([example.source for example in chosen])
    hits = sum(_same_gender(example, text) for example, text in zip(chosen, written, strict=True))
    return Proportion(hits, count)


def _is_decidable(example: Example) -> bool:
    if example.target_pronoun is None or example.distractor_gender in (None, example.antecedent_gender):
        return False
    return _SUBJECT_PRONOUN.fullmatch(_reference_pronoun(example)) is not None


def _reference_pronoun(example: Example) -> str:
    assert example.target_pronoun is not None
    return example.target[example.target_pronoun.start : example.target_pronoun.end]


def _same_gender(example: Example, written: str) -> bool:
    assert example.target_pronoun is not None
    before = len(_SUBJECT_PRONOUN.findall(example.target[: example.target_pronoun.start]))
    pronouns = _SUBJECT_PRONOUN.findall(written)
    feminine = example.antecedent_gender == "f"
    return len(pronouns) > before and pronouns[before].lower().startswith("elle") == feminine
