"""All heads switched off one by one in one batch: what one translation after the other gives."""

import pytest
import torch

from model.analysis.heads import Head
from model.analysis.translations import translations_without
from model.decoding import Greedy, decode
from model.errors import ModelError
from model.interventions import heads_off
from tests import planted, small
from tests.planted import COPYING, SENTENCES


@pytest.mark.parametrize("norm", small.NORMS)
def test_the_batch_gives_what_single_translations_give(norm: str) -> None:
    translator = small.translator(norm_placement=norm)
    found = translations_without(translator, small.SENTENCES[0], max_new_tokens=8)
    assert len(found) == (2 + 3 + 3) * 5
    source = torch.tensor([translator.read(small.SENTENCES[0]).ids])
    for (place, head), text in list(found.items())[::3]:
        tap = heads_off(place, [head])
        alone = decode(translator.transformer, source, Greedy(), max_new_tokens=8, tap=tap, record=False)
        assert text == translator.tokenizer.decode(alone.token_ids)
    assert len(set(found.values())) > 1


def test_only_the_planted_route_changes_the_translation() -> None:
    translator = planted.translator()
    for sentence in SENTENCES:
        before = translator.translate(sentence).text
        changed = {head for head, text in translations_without(translator, sentence).items() if text != before}
        assert changed <= {Head(planted.Place("encoder", 0), 0), Head(*COPYING), Head(*planted.READING)}
    wrong = [planted.translator().translate(sentence).text for sentence in SENTENCES]
    assert {"il", "elle"} == set(wrong)


def test_a_language_model_translates_nothing() -> None:
    with pytest.raises(ModelError):
        translations_without(small.translator(**small.DECODER_ONLY), "The cat")
