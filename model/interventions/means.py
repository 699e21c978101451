"""What heads write on average: the usual company of the layers after them, and what a head that is off may write.

A head that writes nothing takes the model where it never was; one that writes its mean says as little of the sentence
(mean ablation; Wang et al. 2023, section 2.2).
"""

from collections.abc import Sequence

from torch import Tensor

from model.interventions.heads import MeanOutputs
from model.interventions.place import Place, place_of
from model.translator import Translator

REFERENCES = 60  # sentences


def mean_head_outputs(translator: Translator, sentences: Sequence[str]) -> MeanOutputs:
    """What each head writes on average over the tokens of these sentences and their greedy translations.

    A language model translates none and only reads them, and so does a model that writes nothing.
    """
    sums: dict[Place, Tensor] = {}
    counts: dict[Place, int] = {}

    def watch(site: str, tensor: Tensor) -> Tensor:
        place, name = place_of(site)
        if place is not None and name == "head_outputs":
            sums[place] = sums.get(place, 0) + tensor[0].sum(1)
            counts[place] = counts.get(place, 0) + tensor.shape[2]
        return tensor

    if translator.config.is_decoder_only:
        for sentence in sentences:
            translator.trace_tokens(None, translator.read(sentence), tap=watch)
    elif not translator.writes:
        for sentence in sentences:
            translator.trace(sentence, tap=watch)
    else:
        for sentence, translation in zip(sentences, translator.translate_batch(sentences), strict=True):
            translator.trace(sentence, translation, tap=watch)
    return {place: total / counts[place] for place, total in sums.items()}


def reference_sentences(translator: Translator) -> list[str]:
    """The first sentences of the grammar's dev split in the language that the model reads: the same ones every time."""
    if translator.source_language == "zh":
        from model.corpus_zh import examples
    else:
        from model.corpus import examples
    return [example.source for example in examples("dev", seed=0, count=REFERENCES)]


def reference_means(translator: Translator) -> MeanOutputs:
    """What each head writes on average over `reference_sentences`."""
    return mean_head_outputs(translator, reference_sentences(translator))
