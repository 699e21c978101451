"""From interventions as text to the tap of one model."""

from collections.abc import Callable
from functools import cache

from model.interventions.heads import MeanOutputs
from model.interventions.means import reference_means
from model.interventions.notation import parse
from model.interventions.other_sentence import Activations, activations, encoder_activations
from model.interventions.values import HeadOff, HeadTaken, StreamTaken, tap_of
from model.tap import Tap
from model.translator import Translator


def tap_for(translator: Translator, text: str, means: Callable[[Translator], MeanOutputs] = reference_means) -> Tap:
    """The tap of interventions that are written as `text`, for one pass or one decoding of that model.

    `means` is asked only where a head is to write its mean; another sentence is read once, where it is to be taken
    from. Raises InterventionError as `parse` does, and InputError where another sentence cannot be read.
    """
    found = parse(text, translator.config)
    asked = any(isinstance(one, HeadOff) and one.how == "mean" for one in found)
    whole = any(isinstance(one, StreamTaken | HeadTaken) and one.stack == "decoder" for one in found)

    @cache
    def read(sentence: str) -> Activations:
        if whole:
            return activations(translator, sentence)
        return encoder_activations(translator, translator.read(sentence).ids)

    return tap_of(found, means(translator) if asked else None, read)
