"""What is shown of a trace, on numbers small enough to check by hand."""

from dataclasses import dataclass

import pytest
import torch

from model.attention_view import Axis, attention_view, telling_heads
from model.tokens import Tokens
from model.trace import AttentionKind, AttentionTrace, Trace, TraceError
from tests import small

# "un|til" is one word of two pieces; then "go", then the special token.
SENTENCE = Tokens(
    text="until go",
    ids=(5, 6, 7, 2),
    pieces=("▁un", "til", "▁go", "</s>"),
    spans=((0, 2), (2, 5), (6, 8), None),
    word_of=(0, 0, 1, 2),
    words=("until", "go", "</s>"),
    specials=frozenset({3}),
)
WEIGHTS = torch.tensor(
    [
        [[0.1, 0.2, 0.3, 0.4], [0.3, 0.0, 0.5, 0.2], [0.0, 0.5, 0.25, 0.25], [0.0, 0.0, 0.0, 1.0]],
        [[1.0, 0.0, 0.0, 0.0], [0.0, 1.0, 0.0, 0.0], [0.0, 0.0, 0.0, 1.0], [0.25, 0.25, 0.25, 0.25]],
    ]
)


def layer(weights: torch.Tensor, mask: torch.Tensor | None = None) -> AttentionTrace:
    heads, queries, keys = weights.shape
    return AttentionTrace(
        queries=torch.zeros(heads, queries, 1),
        keys=torch.zeros(heads, keys, 1),
        values=torch.zeros(heads, keys, 1),
        scores=10 * weights - 5,
        mask=torch.ones(queries, keys, dtype=torch.bool) if mask is None else mask,
        weights=weights,
        head_outputs=torch.zeros(heads, queries, 1),
    )


@dataclass(frozen=True)
class HandMade(Trace):
    """A trace that holds attention and nothing else."""

    layers: tuple[AttentionTrace, ...] = ()
    words: Tokens = SENTENCE

    def attention(self, kind: AttentionKind) -> tuple[AttentionTrace, ...]:
        return self.layers

    def tokens(self, kind: AttentionKind) -> tuple[Tokens, Tokens]:
        return self.words, self.words


def traced(*layers: AttentionTrace, tokens: Tokens = SENTENCE) -> HandMade:
    return HandMade({}, None, None, norm_epsilon=1e-5, layers=layers, words=tokens)


@pytest.fixture
def trace() -> HandMade:
    return traced(layer(WEIGHTS), layer(WEIGHTS.flip(0)))


def test_between_subwords_nothing_changes(trace):
    view = attention_view(trace, "encoder", by_word=False)
    assert torch.equal(view.values[0], WEIGHTS)
    assert view.queries == Axis(("un", "+til", "go", "</s>"), SENTENCE.word_of, frozenset({3}))
    assert view.rows_sum_to_one
    assert not view.masked.any()


def test_between_words_queries_are_averaged_and_keys_summed(trace):
    view = attention_view(trace, "encoder")
    assert view.queries.labels == ("until", "go", "</s>")
    expected = torch.tensor([[0.3, 0.4, 0.3], [0.5, 0.25, 0.25], [0.0, 0.0, 1.0]])
    torch.testing.assert_close(view.values[0, 0], expected)
    torch.testing.assert_close(view.values.sum(-1), torch.ones(2, 2, 3))


def test_scores_stay_between_subwords(trace):
    view = attention_view(trace, "encoder", "scores", by_word=True)
    assert not view.by_word
    torch.testing.assert_close(view.values[0], 10 * WEIGHTS - 5)
    assert not view.rows_sum_to_one


def test_without_special_tokens_rows_no_longer_sum_to_one(trace):
    view = attention_view(trace, "encoder", specials="hide")
    assert view.queries.labels == view.keys.labels == ("until", "go")
    torch.testing.assert_close(view.values[0, 0], torch.tensor([[0.3, 0.4], [0.5, 0.25]]))
    assert not view.rows_sum_to_one


def test_rescaled_rows_sum_to_one_unless_nothing_is_left(trace):
    view = attention_view(trace, "encoder", specials="rescale")
    torch.testing.assert_close(view.values[0, 0], torch.tensor([[3 / 7, 4 / 7], [2 / 3, 1 / 3]]))
    assert view.values[0, 1].tolist() == [[1.0, 0.0], [0.0, 0.0]]  # "go" gave everything to </s>
    assert view.rows_sum_to_one


@pytest.mark.parametrize(
    ("together", "shape", "value", "distribution"),
    [
        ("single", (2, 2), 0.3, True),
        ("mean_heads", (2, 1), 0.65, True),
        ("max_heads", (2, 1), 1.0, False),
        ("mean_layers", (1, 2), 0.65, True),
        ("max_layers", (1, 2), 1.0, False),
    ],
)
def test_heads_and_layers_together(trace, together, shape, value, distribution):
    view = attention_view(trace, "encoder", together=together)
    assert view.values.shape[:2] == shape
    assert view.values[0, 0, 0, 0] == pytest.approx(value)
    assert view.rows_sum_to_one == distribution
    assert len(view.cells) == shape[0] * shape[1]
    assert view.allowed.shape[0] == shape[0]


def test_a_word_may_look_where_one_of_its_pieces_may():
    causal = torch.ones(4, 4, dtype=torch.bool).tril()
    trace = traced(layer(WEIGHTS * causal, causal))
    view = attention_view(trace, "decoder", "mask")
    assert view.values[0, 0].tolist() == [[1, 0, 0], [1, 1, 0], [1, 1, 1]]
    assert view.masked[0].tolist() == [[False, True, True], [False, False, True], [False, False, False]]
    assert not attention_view(trace, "decoder", "scores").masked.any()


def test_the_places_of_a_word(trace):
    queries = attention_view(trace, "encoder", by_word=False, specials="hide").queries
    assert queries.of_word(0) == (0, 1)
    assert queries.of_word(2) == ()
    assert queries.of_word(None) == ()


def test_a_trace_without_that_attention_is_an_error():
    with pytest.raises(TraceError, match="no decoder attention"):
        attention_view(traced(), "decoder")


@pytest.mark.parametrize("kind", ["encoder", "decoder", "cross"])
@pytest.mark.parametrize("specials", ["show", "hide", "rescale"])
def test_a_real_trace_of_every_kind(kind, specials):
    trace = small.translator().trace(small.SENTENCES[0], small.SENTENCES[1])
    view = attention_view(trace, kind, specials=specials)
    assert view.values.shape == (2 if kind == "encoder" else 3, 5, len(view.queries), len(view.keys))
    sums = view.values.sum(-1)
    assert bool(((sums - 1).abs() < 1e-5).all()) == view.rows_sum_to_one
    assert bool((view.values[view.masked[:, None].expand_as(view.values)] == 0).all())


def test_the_telling_heads_look_far_and_at_different_words():
    words = ("It", "is", "very", "dark", ".", "</s>")
    tokens = Tokens(
        text="It is very dark .",
        ids=(5, 6, 7, 8, 9, 2),
        pieces=words,
        spans=((0, 2), (3, 5), (6, 10), (11, 15), (16, 17), None),
        word_of=(0, 1, 2, 3, 4, 5),
        words=words,
        specials=frozenset({5}),
    )
    neighbour, full_stop, far = (torch.zeros(6, 6) for _ in range(3))
    neighbour[0, 1], neighbour[0, 2] = 0.9, 0.1
    full_stop[0, 4] = full_stop[1, 5] = 1.0
    far[0, 3], far[3, 0] = 0.4, 0.2
    farther = torch.zeros(6, 6)
    farther[3, 0] = 0.9
    trace = traced(layer(torch.stack([neighbour, full_stop])), layer(torch.stack([far, farther])), tokens=tokens)
    view = attention_view(trace, "encoder")
    assert telling_heads(view, word=0) == ((1, 0), (0, 0))
    assert telling_heads(view, count=1) == ((1, 1),)
    assert telling_heads(view) == ((1, 1), (1, 0))


def test_the_telling_head_of_one_word_alone_is_the_first():
    tokens = Tokens("a", (5,), ("a",), ((0, 1),), (0,), ("a",))
    view = attention_view(traced(layer(torch.ones(2, 1, 1)), tokens=tokens), "encoder")
    assert telling_heads(view) == ((0, 0),)
