"""BLEU and chrF on real sentence pairs."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

from model.decoding import Beam
from model.translator import Translator

if TYPE_CHECKING:
    from sacrebleu.metrics.bleu import BLEU
    from sacrebleu.metrics.chrf import CHRF


@dataclass(frozen=True)
class CorpusScore:
    """A score of sacrebleu (Post 2018) with its 95 % bootstrap half-width and signature."""

    name: str
    score: float
    half_width: float
    signature: str

    def __str__(self) -> str:
        return f"{self.score:.1f} ± {self.half_width:.1f}"


def corpus_scores(
    translator: Translator, pairs: Sequence[tuple[str, str]], *, beam: int = 1
) -> tuple[CorpusScore, CorpusScore]:
    """BLEU and chrF of the translations of `pairs`, detokenised and with capitals; `beam` 1 is greedy decoding."""
    from sacrebleu.metrics.chrf import CHRF

    sources = [source for source, _ in pairs]
    if beam == 1:
        written = translator.translate_batch(sources)
    else:
        written = [translator.translate(source, Beam(beam)).text for source in sources]
    return _bleu(written, pairs), _score(CHRF(), written, pairs)


def greedy_bleu(translator: Translator, pairs: Sequence[tuple[str, str]]) -> CorpusScore:
    """BLEU alone, of greedy translations."""
    return _bleu(translator.translate_batch([source for source, _ in pairs]), pairs)


def _bleu(written: Sequence[str], pairs: Sequence[tuple[str, str]]) -> CorpusScore:
    from sacrebleu.metrics.bleu import BLEU

    return _score(BLEU(), written, pairs)


def _score(metric: "BLEU | CHRF", written: Sequence[str], pairs: Sequence[tuple[str, str]]) -> CorpusScore:
    result = metric.corpus_score(written, [[target for _, target in pairs]], n_bootstrap=1000)
    return CorpusScore(result.name, float(result.score), float(result._ci), str(metric.get_signature()))
