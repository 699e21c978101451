"""How good a model is: BLEU and chrF on real pairs, and for English to French how it resolves pronouns.

The pronoun measures are accuracy in free translation (the grammar's held-out splits, and the hand-written list), the
causal test (what becomes of it when attention cannot pass from "it" to a noun), the selectivity of every head, and
robustness.
"""

from collections.abc import Sequence
from itertools import islice

from model.coreference_report import reads_english_writes_french
from model.evaluation.corpus_scores import CorpusScore, corpus_scores
from model.evaluation.edges import CONDITIONS, causal_test
from model.evaluation.hand_written import HandWrittenResult, hand_written_test
from model.evaluation.heads import HeadSelectivity, head_selectivity
from model.evaluation.language_modelling import LanguageModelFit, language_model_fit
from model.evaluation.probes import Probe, make_probes
from model.evaluation.pronouns import PRONOUN_SPLITS, decidable_examples, pronoun_accuracy
from model.evaluation.proportion import Proportion
from model.evaluation.report import Evaluation, PronounResults
from model.evaluation.robustness import robustness_test
from model.training.sides import Sides
from model.translator import Translator

__all__ = [
    "CONDITIONS",
    "FAMOUS_PAIR",
    "PRONOUN_SPLITS",
    "CorpusScore",
    "Evaluation",
    "HandWrittenResult",
    "HeadSelectivity",
    "LanguageModelFit",
    "Probe",
    "PronounResults",
    "Proportion",
    "causal_test",
    "corpus_scores",
    "evaluate",
    "hand_written_test",
    "head_selectivity",
    "language_model_fit",
    "make_probes",
    "pronoun_accuracy",
    "robustness_test",
]

FAMOUS_PAIR = (
    "The animal didn't cross the street because it was too tired.",
    "The animal didn't cross the street because it was too wide.",
)


def evaluate(translator: Translator, pairs: Sequence[tuple[str, str]], *, beam: int, n_examples: int) -> Evaluation:
    """Measure a model on `pairs`, English first (may be empty), and on `n_examples` sentences for each pronoun measure.

    Corpus scores are of greedy decoding and, where `beam` is above 1, of beam search as well.
    """
    config = translator.config
    sides = Sides(config.source_language, config.target_language)
    pairs = [sides.of_pair(*pair) for pair in pairs]
    corpus: dict[str, tuple[CorpusScore, ...]] = {}
    fit: LanguageModelFit | None = None
    if pairs and config.is_decoder_only:
        fit = language_model_fit(translator, list(dict.fromkeys(text for _, text in pairs)))
    elif pairs:
        searches = {"greedy": 1} | ({f"beam {beam}": beam} if beam > 1 else {})
        corpus = {name: corpus_scores(translator, pairs, beam=width) for name, width in searches.items()}
    return Evaluation(
        model=translator.name,
        n_pairs=len(pairs),
        corpus=corpus,
        language_model=fit,
        pronouns=_pronouns(translator, n_examples) if reads_english_writes_french(translator) else None,
    )


def _pronouns(translator: Translator, count: int) -> PronounResults:
    probes = make_probes(translator, "test", count)
    return PronounResults(
        famous_pair=dict(zip(FAMOUS_PAIR, translator.translate_batch(FAMOUS_PAIR), strict=True)),
        accuracy={split: pronoun_accuracy(translator, split, count) for split in PRONOUN_SPLITS},
        causal=causal_test(translator, probes),
        heads=head_selectivity(translator, probes),
        robustness=robustness_test(translator, list(islice(decidable_examples("test"), count))),
        hand_written=hand_written_test(translator),
    )
