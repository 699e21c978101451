"""Greedy, beam and sampled decoding: the tree of hypotheses, forced prefixes and distributions by hand."""

import functools
import math

import pytest
import torch
from torch import Tensor

from model.decoding import Beam, Decoding, Greedy, Sample, Search, decode
from model.errors import InputError
from model.transformer import Transformer
from tests import small

SEARCHES = [Greedy(), Beam(1), Beam(3), Beam(4, 0.6), Beam(5, -1.0), Sample(seed=3), Sample(0.7, top_k=5, top_p=0.9)]
LIMIT = 13
SOURCE = small.sentence(7, vocabulary=11)


@functools.cache
def model(seed: int = 0) -> Transformer:
    """A model whose sentences vary and end now and then: the newest token weighs more than the layers do."""
    made = small.transformer(seed=seed, noise=0.1, vocabulary_size=11, tied_embeddings=False, n_decoder_layers=2)
    for parameter in made.decoder.parameters():
        if parameter.dim() > 1:
            parameter *= 0.3
    made.target_embedding.tokens.copy_(0.5 * torch.randn(11, 30))
    made.vocabulary.copy_(0.3 * torch.randn(11, 30))
    return made


def run(search: Search, *, seed: int = 0, prefix: tuple[int, ...] = (), limit: int = LIMIT) -> Decoding:
    return decode(model(seed), SOURCE, search, max_new_tokens=limit, prefix=prefix)


every_search = pytest.mark.parametrize("search", SEARCHES, ids=str)


@every_search
@pytest.mark.parametrize("seed", [1, 2])
def test_every_node_carries_the_probability_its_path_gives_it(search: Search, seed: int) -> None:
    """Recomputed without a cache: a wrong row after a beam was reordered would show here."""
    transformer, decoding = model(seed), run(search, seed=seed)

    for node in decoding.nodes:
        *before, _ = (2, *(each.token for each in node.path()))
        logits = transformer(SOURCE, torch.tensor([before]))[0, -1]
        expected = logits.log_softmax(-1)[node.token].item()
        assert node.log_probability == pytest.approx(expected, abs=1e-4)
        assert node.log_probability == decoding.steps[node.step].log_probabilities[node.row, node.token]


@every_search
@pytest.mark.parametrize("prefix", [(), (5, 3)])
def test_the_tree_is_sound(search: Search, prefix: tuple[int, ...]) -> None:
    for seed in range(4):
        decoding = run(search, seed=seed, prefix=prefix)
        width = search.width if isinstance(search, Beam) else 1
        for node in decoding.nodes:
            path = node.path()
            assert [each.step for each in path] == list(range(node.step + 1))
            assert all(each.fate == "kept" for each in path[:-1])
            free = [each.log_probability for each in path if not each.forced]
            assert node.score == pytest.approx(math.fsum(free), abs=1e-4)
            assert node.forced == (node.step < len(prefix))
            assert (node.fate == "kept") <= (node.token != 2)
        assert len({(id(node.parent), node.token) for node in decoding.nodes}) == len(decoding.nodes)
        for step, record in enumerate(decoding.steps):
            kept = [node for node in decoding.nodes if node.step == step and node.fate == "kept"]
            assert len(kept) <= width
            rows = record.log_probabilities.shape[0]
            assert rows <= width
            assert all(node.row < rows for node in decoding.nodes if node.step == step)
            torch.testing.assert_close(record.log_probabilities.exp().sum(-1), torch.ones(rows))


@every_search
def test_results_are_finished_sentences_best_first(search: Search) -> None:
    for seed in range(4):
        decoding = run(search, seed=seed)
        scores = [score for _, score in decoding.results]
        assert scores == sorted(scores, reverse=True)
        for last, score in decoding.results:
            assert last.token == 2 or last.step == LIMIT - 1
            exponent = search.length_penalty if isinstance(search, Beam) else 0
            assert score == pytest.approx(last.score / (last.step + 1) ** exponent)
        assert decoding.token_ids == tuple(node.token for node in decoding.best)
        assert decoding.best[-1] is decoding.results[0][0]


@pytest.mark.parametrize("seed", range(8))
def test_a_beam_of_one_is_greedy(seed: int) -> None:
    beam, greedy = run(Beam(1), seed=seed), run(Greedy(), seed=seed)

    assert beam.token_ids == greedy.token_ids
    assert beam.best[-1].score == pytest.approx(greedy.best[-1].score, abs=1e-5)


def test_greedy_takes_the_most_probable_token() -> None:
    decoding = run(Greedy())

    for node, step in zip(decoding.best, decoding.steps, strict=True):
        assert node.token == step.log_probabilities[0].argmax()


def test_a_wide_beam_finds_the_most_probable_sentence() -> None:
    """Against every sentence of up to three tokens, tried one by one."""
    transformer, width, limit = model(4), 32, 3
    probabilities: dict[tuple[int, ...], float] = {}

    def explore(written: tuple[int, ...], score: float) -> None:
        if written[-1:] == (2,) or len(written) == limit:
            probabilities[written] = score
            return
        rows = transformer(SOURCE, torch.tensor([(2, *written)]))[0, -1].log_softmax(-1)
        for token, own in enumerate(rows.tolist()):
            explore((*written, token), score + own)

    explore((), 0.0)
    best = max(probabilities, key=lambda ids: probabilities[ids])

    decoding = decode(transformer, SOURCE, Beam(width, length_penalty=0.0), max_new_tokens=limit)

    assert decoding.token_ids == best
    assert decoding.results[0][1] == pytest.approx(probabilities[best], abs=1e-4)


@every_search
def test_a_prefix_is_forced_and_then_the_search_goes_on(search: Search) -> None:
    prefix = (9, 4, 7)

    decoding = run(search, prefix=prefix)

    assert decoding.token_ids[:3] == prefix
    assert [node.forced for node in decoding.best] == [True] * 3 + [False] * (len(decoding.best) - 3)


def test_greedy_goes_on_from_its_own_words_as_if_they_had_not_been_forced() -> None:
    free = run(Greedy())
    assert len(free.token_ids) > 4

    for length in range(len(free.token_ids) + 1):
        assert run(Greedy(), prefix=free.token_ids[:length]).token_ids == free.token_ids


@every_search
def test_a_prefix_can_end_the_sentence_or_fill_it(search: Search) -> None:
    ended = run(search, prefix=(5, 2, 7))
    assert ended.token_ids == (5, 2)
    assert ended.best[-1].fate == "finished"
    filled = run(search, prefix=(3, 4, 5, 6, 7, 8), limit=4)
    assert filled.token_ids == (3, 4, 5, 6)


def test_one_seed_gives_one_translation() -> None:
    first = run(Sample(seed=7)).token_ids

    torch.manual_seed(99)
    torch.rand(5)
    assert run(Sample(seed=7)).token_ids == first
    assert len({run(Sample(seed=seed)).token_ids for seed in range(6)}) > 1


def test_sampling_leaves_the_global_random_state_alone() -> None:
    transformer = model()
    before = torch.get_rng_state()

    decode(transformer, SOURCE, Sample(seed=7), max_new_tokens=LIMIT)

    assert torch.equal(torch.get_rng_state(), before)


LOG_PROBABILITIES = torch.tensor([0.125, 0.5, 0.25, 0.125]).log()


@pytest.mark.parametrize(
    ("search", "expected"),
    [
        (Sample(), [0.125, 0.5, 0.25, 0.125]),
        (Sample(temperature=0.5), [1 / 22, 16 / 22, 4 / 22, 1 / 22]),
        (Sample(temperature=100.0), [0.2487, 0.2522, 0.2504, 0.2487]),
        (Sample(top_k=1), [0, 1, 0, 0]),
        (Sample(top_k=2), [0, 2 / 3, 1 / 3, 0]),
        (Sample(top_k=50), [0.125, 0.5, 0.25, 0.125]),
        (Sample(top_p=0.5), [0, 1, 0, 0]),
        (Sample(top_p=0.51), [0, 2 / 3, 1 / 3, 0]),
        (Sample(top_p=1e-9), [0, 1, 0, 0]),
        (Sample(top_k=2, top_p=0.66), [0, 1, 0, 0]),  # of the two that top_k left, the first has 2/3
        (Sample(temperature=0.5, top_p=0.75), [0, 4 / 5, 1 / 5, 0]),
    ],
    ids=str,
)
def test_distributions_by_hand(search: Sample, expected: list[float]) -> None:
    distribution = search.distribution(LOG_PROBABILITIES)

    torch.testing.assert_close(distribution, torch.tensor(expected, dtype=torch.float), atol=1e-4, rtol=0)


def test_a_top_p_of_one_cuts_nothing() -> None:
    rare = torch.cat([torch.tensor([1.0]), torch.full((8000,), 1e-9)]).log()

    assert (Sample().distribution(rare) > 0).all()


def test_frequencies_follow_the_distribution() -> None:
    transformer, search, n = model(), Sample(temperature=1.5, top_k=6, top_p=0.95), 400
    first = decode(transformer, SOURCE, Greedy(), max_new_tokens=1).steps[0].log_probabilities[0]
    expected = search.distribution(first) * n
    assert (expected > 0).sum() > 2

    drawn: Tensor = torch.zeros(11)
    for seed in range(n):
        sample = Sample(1.5, top_k=6, top_p=0.95, seed=seed)
        drawn[decode(transformer, SOURCE, sample, max_new_tokens=1, record=False).token_ids[0]] += 1

    possible = expected > 0
    assert drawn[~possible].sum() == 0
    chi_squared = ((drawn - expected)[possible] ** 2 / expected[possible]).sum()
    assert chi_squared < 20.5  # 99.9 % of the distribution with five degrees of freedom


@pytest.mark.parametrize(
    ("kind", "setting"),
    [
        (Beam, {"width": 0}),
        (Beam, {"width": 33}),
        (Beam, {"length_penalty": math.nan}),
        (Sample, {"temperature": 0.0}),
        (Sample, {"temperature": -1.0}),
        (Sample, {"top_k": -1}),
        (Sample, {"top_p": 0.0}),
        (Sample, {"top_p": 1.5}),
    ],
)
def test_senseless_settings_are_refused(kind: type[Beam | Sample], setting: dict[str, float]) -> None:
    with pytest.raises(InputError, match=next(iter(setting))) as caught:
        kind(**setting)

    assert caught.value.code == "bad_setting"


def test_unrecorded_decoding_decides_the_same_and_keeps_no_tensors() -> None:
    for search in (Greedy(), Beam(4)):
        recorded = run(search)
        bare = decode(model(), SOURCE, search, max_new_tokens=LIMIT, record=False)
        assert bare.token_ids == recorded.token_ids
        assert all(not step.tensors for step in bare.steps)
        assert all(step.tensors for step in recorded.steps)
