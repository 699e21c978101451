"""All heads switched off one by one in one batch: what one translation after the other gives."""

import pytest
import torch

from model.analysis.translations import decoded_without, translations_without
from model.decoding import Greedy, decode
from model.errors import ModelError
from model.interventions import heads_off
from model.interventions.place import Head, all_heads
from tests import planted, small
from tests.planted import COPYING, SENTENCES


@pytest.mark.parametrize("norm", small.NORMS)
def test_the_batch_gives_what_single_translations_give(norm: str) -> None:
    translator = small.translator(norm_placement=norm)
    source, heads = translator.read(small.SENTENCES[0]).ids, all_heads(translator.config)
    assert len(heads) == (2 + 3 + 3) * 5
    found = decoded_without(translator, source, heads, 8)
    for head in heads[::3]:
        tap, ids = heads_off(head.place, [head.number]), torch.tensor([source])
        alone = decode(translator.transformer, ids, Greedy(), max_new_tokens=8, tap=tap, record=False)
        assert found[head] == [token for token in alone.token_ids if token != translator.tokenizer.end_id]
    assert len({tuple(written) for written in found.values()}) > 1


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
