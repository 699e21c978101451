"""A sentence alone and the same sentence in a padded batch give the same numbers."""

import pytest
import torch

from model.decoding import Greedy, decode, decode_batch
from model.tap import UNTAPPED, Recorder
from tests import small

LENGTHS = ((7, 11), (3, 5), (1, 1), (5, 11))  # source, target


def padded(rows: list[torch.Tensor]) -> torch.Tensor:
    return torch.nn.utils.rnn.pad_sequence([row[0] for row in rows], batch_first=True, padding_value=0)


@pytest.mark.parametrize("tapped", [False, True])
@pytest.mark.parametrize("norm", small.NORMS)
@pytest.mark.parametrize("positions", small.POSITIONS)
def test_padding_changes_nothing(positions: str, norm: str, tapped: bool) -> None:
    model = small.transformer(positions=positions, norm_placement=norm)
    sources = [small.sentence(length, seed=length) for length, _ in LENGTHS]
    targets = [small.sentence(length, seed=-length).roll(1) for _, length in LENGTHS]

    together = model(padded(sources), padded(targets), tap=Recorder() if tapped else UNTAPPED)

    for row, (source, target) in enumerate(zip(sources, targets, strict=True)):
        alone = model(source, target)[0]
        torch.testing.assert_close(together[row, : target.shape[1]], alone, atol=1e-5, rtol=0)


@pytest.mark.parametrize("positions", small.POSITIONS)
def test_pads_receive_no_attention(positions: str) -> None:
    model = small.transformer(positions=positions)
    sources = [small.sentence(7), small.sentence(3)]
    recorder = Recorder()

    model(padded(sources), torch.tensor([[2, 5], [2, 6]]), tap=recorder)

    for site in ("encoder.1.self_attention.weights", "decoder.1.cross_attention.weights"):
        assert (recorder.tensors[site][1, :, :, 3:] == 0).all()
        assert (recorder.tensors[site][0] > 0).all()


def test_batched_greedy_decoding_is_greedy_decoding_of_each_sentence() -> None:
    model = small.transformer(vocabulary_size=11, noise=0.4)
    sources = [small.sentence(length, seed=length, vocabulary=11) for length in (7, 3, 1, 5, 6)]

    written = decode_batch(model, [source[0].tolist() for source in sources], max_new_tokens=13)

    alone = [decode(model, source, Greedy(), max_new_tokens=13).token_ids for source in sources]
    assert written == [[token for token in ids if token != 2] for ids in alone]
    assert len({len(ids) for ids in alone}) > 1, "sentences of one length would not test the early end"
