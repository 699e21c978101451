"""Cut edges: what the query sees instead, where the effect begins, and what is refused."""

import pytest
import torch
from torch import Tensor

from model.interventions import Edges, InterventionError, cut, cut_edges
from model.layers import attention
from model.tap import Recorder, compose
from tests import small

SOURCE = torch.cat([small.sentence(7), torch.tensor([[5, 9, 11, 2, 0, 0, 0]])])
TARGET = torch.tensor([[2, 5, 7, 11, 13], [2, 6, 8, 0, 0]])
ENCODER = "encoder.{}.self_attention.weights"


def run(tap, **changes) -> dict[str, Tensor]:
    recorder = Recorder()
    small.transformer(**changes)(SOURCE, TARGET, tap=compose(tap, recorder))
    return recorder.tensors


@pytest.mark.parametrize("positions", small.POSITIONS)
def test_cut_weights_are_zero_and_the_rest_sums_to_one(positions: str) -> None:
    weights = run(cut_edges("encoder", queries=[1, 2], keys=[0, 3]), positions=positions)
    for layer in range(2):
        seen = weights[ENCODER.format(layer)]
        assert seen.shape == (2, 5, 7, 7)
        assert torch.all(seen[:, :, [[1], [2]], [0, 3]] == 0)
        assert torch.all(seen[:, :, [0, 3], :3] > 0), "other queries see what they saw"
        torch.testing.assert_close(seen.sum(-1), torch.ones(2, 5, 7))


def test_the_first_cut_layer_is_the_softmax_over_what_is_left() -> None:
    """By hand, from the queries, keys and values of the same pass."""
    made = run(cut_edges("encoder", queries=[2], keys=[0, 4], layers=[0]))
    queries, keys, values, outputs = (
        made[f"encoder.0.self_attention.{name}"][0] for name in ("queries", "keys", "values", "head_outputs")
    )
    left = [1, 2, 3, 5, 6]
    for head in range(5):
        scores = torch.stack([queries[head, 2] @ keys[head, key] for key in left]) / 6**0.5
        exponentials = scores.exp()
        expected = (exponentials / exponentials.sum()) @ values[head, left]
        torch.testing.assert_close(outputs[head, 2], expected)


def test_nothing_changes_before_the_cut_and_something_after() -> None:
    plain = run(lambda site, tensor: tensor)
    made = run(cut_edges("encoder", queries=[1], keys=[0], layers=[1]))
    sites = list(plain)
    first = sites.index("encoder.1.self_attention.mask")
    assert all(torch.equal(plain[site], made[site]) for site in sites[:first])
    assert torch.equal(
        plain["encoder.1.self_attention.weights"][:, :, 2:], made["encoder.1.self_attention.weights"][:, :, 2:]
    )
    assert not torch.allclose(plain["logits"], made["logits"], atol=1e-4)


@pytest.mark.parametrize(
    ("queries", "keys", "layers"), [([], [1], None), ([1], [], None), ([1], [0], []), ([1], [0], [7])]
)
def test_cutting_nothing_changes_nothing(queries: list[int], keys: list[int], layers: list[int] | None) -> None:
    plain = run(lambda site, tensor: tensor)
    made = run(cut_edges("encoder", queries, keys, layers=layers))
    assert all(torch.equal(plain[site], made[site]) for site in plain)


def test_chosen_heads_only() -> None:
    made = run(cut_edges("encoder", [1], [0], layers=[0], heads=[3, 1]))["encoder.0.self_attention.weights"]
    assert torch.all(made[:, [1, 3], 1, 0] == 0)
    assert torch.all(made[:, [0, 2, 4], 1, 0] > 0)


def test_every_row_has_its_own_edges() -> None:
    made = run(cut("encoder", [Edges([1], [0], heads=[2]), Edges([0], [2], layers=[1])]))
    first, second = made[ENCODER.format(0)], made[ENCODER.format(1)]
    assert torch.all(first[0, 2, 1, 0] == 0)
    assert torch.all(first[0, [0, 1, 3, 4], 1, 0] > 0)
    assert torch.all(first[1, :, :4, :4] > 0)
    assert torch.all(second[1, :, 0, 2] == 0)
    assert torch.all(first[1, :, :, 4:] == 0), "pads stay masked"


@pytest.mark.parametrize(("kind", "sublayer"), [("cross", "cross_attention"), ("decoder", "self_attention")])
def test_decoder_edges(kind, sublayer: str) -> None:
    made = run(cut_edges(kind, queries=[3], keys=[1]))
    for layer in range(3):
        weights = made[f"decoder.{layer}.{sublayer}.weights"]
        assert torch.all(weights[:, :, 3, 1] == 0)
        assert torch.all(weights[:, :, 2, 1] > 0)
    assert torch.all(made["encoder.0.self_attention.weights"][0] > 0)
    if kind == "decoder":
        assert torch.all(made["decoder.0.self_attention.weights"][:, :, 0, 1:] == 0), "still causal"


@pytest.mark.parametrize("kind", ["encoder", "decoder", "cross"])
def test_a_cached_decoding_cuts_the_same_edges(kind) -> None:
    model, source, target = small.transformer(), SOURCE[:1], TARGET[:1]
    tap = cut_edges(kind, queries=[2, 3], keys=[1])
    whole = model(source, target, tap=tap)
    states, mask = model.encode(source, tap=tap)
    memory, cache = model.memory(states, mask), model.new_cache(1, 5)
    steps = [model.decode(target[:, [step]], memory, cache=cache, tap=tap) for step in range(5)]
    torch.testing.assert_close(torch.cat(steps, dim=1), whole)
    assert not torch.allclose(whole, model(source, target), atol=1e-4)


def test_a_token_that_nobody_may_look_at_is_as_good_as_removed() -> None:
    seen = run(compose(cut_edges("encoder", None, [3]), cut_edges("cross", None, [3])))
    for site, weights in seen.items():
        if site.endswith(("encoder.0.self_attention.weights", "cross_attention.weights")):
            assert float(weights[..., 3].abs().max()) == 0
            torch.testing.assert_close(weights.sum(-1), torch.ones(weights.shape[:-1]))
    with pytest.raises(InterventionError):
        run(cut_edges("encoder", None, range(100)))


def test_two_cuts_together_are_one_larger_cut() -> None:
    both = run(compose(cut_edges("encoder", [1], [0]), cut_edges("encoder", [1], [2])))
    torch.testing.assert_close(both["logits"], run(cut_edges("encoder", [1], [0, 2]))["logits"])


def test_it_works_on_attention_alone() -> None:
    queries, keys, values = torch.randn(3, 1, 2, 4, 6)
    made = attention(queries, keys, values, tap=cut_edges("encoder", [0], [1, 2, 3]), site="encoder.0.self_attention")
    torch.testing.assert_close(made[:, :, 0], values[:, :, 0])


@pytest.mark.parametrize(
    ("tap", "code"),
    [
        (cut_edges("encoder", [7], [0]), "no_such_position"),
        (cut_edges("encoder", [-1], [0]), "no_such_position"),
        (cut_edges("cross", [0], [7]), "no_such_position"),
        (cut_edges("encoder", [0], [1], heads=[5]), "no_such_position"),
        (cut_edges("decoder", [0], [0]), "nothing_to_see"),
        (cut("encoder", [Edges([0], [1])] * 3), "wrong_rows"),
    ],
)
def test_what_does_not_fit_is_refused(tap, code: str) -> None:
    with pytest.raises(InterventionError) as refused:
        run(tap)
    assert refused.value.code == code
