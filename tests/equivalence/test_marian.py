"""Our forward pass and decoding against transformers' Marian with the same weights."""

import functools

import pytest
import torch
from transformers import MarianMTModel

from bench.marian import marian_pair
from model.decoding import Beam, Decoding, Greedy, decode
from model.transformer import Transformer
from tests import small

LIMIT = 17
VOCABULARY = 13  # so small that the end token comes up


@functools.cache
def pair(seed: int, **changes: object) -> tuple[MarianMTModel, Transformer]:
    settings = {"vocabulary_size": VOCABULARY, "positions": "learned", "tied_embeddings": False, "n_decoder_layers": 2}
    return marian_pair(small.config(**{**settings, **changes}), seed=seed)


def source(seed: int) -> torch.Tensor:
    return small.sentence(3 + seed % 5, seed=seed, vocabulary=VOCABULARY)


@pytest.mark.parametrize("tied", [True, False])
@pytest.mark.parametrize("activation", ["relu", "gelu"])
def test_logits_are_marians(activation: str, tied: bool) -> None:
    theirs, ours = pair(seed=0, activation=activation, tied_embeddings=tied)
    ids = torch.tensor([[5, 7, 11, 3, 2], [4, 9, 2, 0, 0]])
    target = torch.tensor([[2, 4, 6, 8, 10, 12, 3], [2, 3, 5, 7, 9, 11, 4]])

    expected = theirs(input_ids=ids, attention_mask=(ids != 0).long(), decoder_input_ids=target).logits

    torch.testing.assert_close(ours(ids, target), expected, atol=2e-5, rtol=0)


@pytest.mark.parametrize("seed", range(8))
def test_greedy_is_marians(seed: int) -> None:
    theirs, ours = pair(seed)

    expected = theirs.generate(source(seed), max_new_tokens=LIMIT, do_sample=False, num_beams=1)

    written = decode(ours, source(seed), Greedy(), max_new_tokens=LIMIT).token_ids
    assert list(written) == expected[0, 1:].tolist()


def beam(ours: Transformer, seed: int, **settings: float) -> Decoding:
    return decode(ours, source(seed), Beam(4, **settings), max_new_tokens=LIMIT)


@pytest.mark.parametrize("length_penalty", [0.0, 0.6, 1.0, 2.0, -1.0])
@pytest.mark.parametrize("seed", range(8))
def test_beam_search_is_marians(seed: int, length_penalty: float) -> None:
    theirs, ours = pair(seed)

    expected = theirs.generate(
        source(seed),
        max_new_tokens=LIMIT,
        num_beams=4,
        num_return_sequences=4,
        length_penalty=length_penalty,
        do_sample=False,
        return_dict_in_generate=True,
        output_scores=True,
    )

    results = beam(ours, seed, length_penalty=length_penalty).results
    written = [[node.token for node in last.path()] for last, _ in results]
    assert written == [up_to_the_end(row) for row in expected.sequences[:, 1:].tolist()]
    scores = torch.tensor([score for _, score in results])
    torch.testing.assert_close(scores, expected.sequences_scores, atol=1e-4, rtol=1e-5)


def up_to_the_end(ids: list[int]) -> list[int]:
    return ids[: ids.index(2) + 1] if 2 in ids else ids


def test_the_comparisons_meet_sentences_that_end_and_sentences_that_are_cut() -> None:
    lengths = [len(beam(pair(seed)[1], seed).token_ids) for seed in range(8)]

    assert min(lengths) < LIMIT
    assert max(lengths) == LIMIT


@pytest.mark.parametrize("seed", range(4))
def test_a_forced_prefix_is_marians_decoder_input(seed: int) -> None:
    theirs, ours = pair(seed)
    prefix = [5, 3, 7]

    expected = theirs.generate(
        source(seed),
        decoder_input_ids=torch.tensor([[2, *prefix]]),
        max_new_tokens=LIMIT - len(prefix),
        num_beams=4,
        do_sample=False,
    )

    decoding = decode(ours, source(seed), Beam(4), max_new_tokens=LIMIT, prefix=prefix)
    assert list(decoding.token_ids) == expected[0, 1:].tolist()
