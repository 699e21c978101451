"""Heads switched off, weights set, sublayers skipped: what the pass computes instead, by hand, and what is refused."""

import pytest
import torch
from torch import Tensor

from model.interventions import InterventionError, Place, heads_off, mean_head_outputs, set_weight, skip_sublayer
from model.tap import UNTAPPED, Recorder, Tap, compose
from tests import small

SOURCE = torch.cat([small.sentence(7), torch.tensor([[5, 9, 11, 2, 0, 0, 0]])])
TARGET = torch.tensor([[2, 5, 7, 11, 13], [2, 6, 8, 0, 0]])
PLACES = {
    "encoder": (Place("encoder", 1), "encoder.1.self_attention"),
    "decoder": (Place("decoder", 2), "decoder.2.self_attention"),
    "cross": (Place("cross", 0), "decoder.0.cross_attention"),
}
every_place = pytest.mark.parametrize(("place", "site"), PLACES.values(), ids=PLACES)


def run(*taps: Tap) -> dict[str, Tensor]:
    recorder = Recorder()
    small.transformer()(SOURCE, TARGET, tap=compose(*taps, recorder))
    return recorder.tensors


@every_place
def test_a_head_that_is_off_writes_nothing_and_the_others_write_what_they_did(place: Place, site: str) -> None:
    plain, made = run(), run(heads_off(place, [3, 1]))
    outputs, before = made[f"{site}.head_outputs"], plain[f"{site}.head_outputs"]
    assert torch.all(outputs[:, [1, 3]] == 0)
    assert torch.equal(outputs[:, [0, 2, 4]], before[:, [0, 2, 4]])
    assert not torch.allclose(made["logits"], plain["logits"], atol=1e-4)


@every_place
def test_a_uniform_head_looks_alike_at_everything_it_may_see(place: Place, site: str) -> None:
    made = run(heads_off(place, [2], "uniform"))
    weights, mask = made[f"{site}.weights"], made[f"{site}.mask"].expand_as(made[f"{site}.weights"])
    expected = mask[:, 2] / mask[:, 2].sum(-1, keepdim=True)
    torch.testing.assert_close(weights[:, 2], expected)
    torch.testing.assert_close(made[f"{site}.head_outputs"], _mixed(weights, made[f"{site}.values"]))


def _mixed(weights: Tensor, values: Tensor) -> Tensor:
    return torch.einsum("bhqk,bhkd->bhqd", weights, values)


@every_place
def test_a_head_on_average_writes_its_mean_everywhere(place: Place, site: str) -> None:
    translator = small.translator()
    sentences = ["it was tired", "the animal"]
    means = mean_head_outputs(translator, sentences)
    assert set(means) == {
        *(Place("encoder", layer) for layer in range(2)),
        *(Place(kind, layer) for kind in ("decoder", "cross") for layer in range(3)),
    }
    seen: list[Tensor] = []
    for sentence, text in zip(sentences, translator.translate_batch(sentences), strict=True):
        recorder = Recorder()
        translator.trace(sentence, text, tap=recorder)
        seen.append(recorder.tensors[f"{site}.head_outputs"][0])
    expected = torch.cat(seen, dim=1).mean(1)
    torch.testing.assert_close(means[place], expected)
    outputs = run(heads_off(place, [4], "mean", means))[f"{site}.head_outputs"]
    assert torch.all(outputs[:, 4] == means[place][4])


@every_place
@pytest.mark.parametrize("weight", [0.0, 0.25, 0.9, 1.0])
def test_a_weight_is_set_and_the_rest_keeps_its_proportions(place: Place, site: str, weight: float) -> None:
    plain, made = run(), run(set_weight(place, head=3, query=2, key=1, weight=weight))
    before, after = plain[f"{site}.weights"], made[f"{site}.weights"]
    row, old = after[:, 3, 2], before[:, 3, 2]
    torch.testing.assert_close(row[:, 1], torch.full((2,), weight))
    torch.testing.assert_close(row.sum(-1), torch.ones(2))
    others = [key for key in range(row.shape[1]) if key != 1]
    expected = old[:, others] * (1 - weight) / (1 - old[:, [1]])
    torch.testing.assert_close(row[:, others], expected)
    untouched = torch.ones_like(before, dtype=torch.bool)
    untouched[:, 3, 2] = False
    assert torch.equal(after[untouched], before[untouched])


def test_where_nothing_is_left_to_share_the_others_get_alike() -> None:
    place, site = PLACES["encoder"]
    made = run(set_weight(place, 0, 2, 3, 1.0), set_weight(place, 0, 2, 3, 0.4))[f"{site}.weights"][:, 0, 2]
    torch.testing.assert_close(made[0], torch.tensor([0.1, 0.1, 0.1, 0.4, 0.1, 0.1, 0.1]))
    torch.testing.assert_close(made[1], torch.tensor([0.2, 0.2, 0.2, 0.4, 0.0, 0.0, 0.0]), msg="pads get nothing")


@pytest.mark.parametrize(
    "tap",
    [
        lambda: heads_off(Place("decoder", 1), [0]),
        lambda: heads_off(Place("cross", 2), [1, 2], "uniform"),
        lambda: set_weight(Place("decoder", 0), 1, 3, 2, 0.8),
        lambda: set_weight(Place("cross", 1), 4, 2, 6, 0.8),
        lambda: set_weight(Place("encoder", 0), 0, 5, 1, 0.8),
        lambda: skip_sublayer("decoder", 1, "cross_attention"),
    ],
)
def test_a_cached_decoding_is_changed_alike(tap) -> None:
    model, source, target = small.transformer(), SOURCE[:1], TARGET[:1]
    whole, one = model(source, target, tap=tap()), tap()
    states, mask = model.encode(source, tap=one)
    memory, cache = model.memory(states, mask), model.new_cache(1, 5)
    steps = [model.decode(target[:, [step]], memory, cache=cache, tap=one) for step in range(5)]
    torch.testing.assert_close(torch.cat(steps, dim=1), whole)
    assert not torch.allclose(whole, model(source, target), atol=1e-4)


@pytest.mark.parametrize("sublayer", ["self_attention", "cross_attention", "feed_forward"])
def test_a_skipped_sublayer_adds_nothing(sublayer) -> None:
    made = run(skip_sublayer("decoder", 1, sublayer))
    site = f"decoder.1.{sublayer}"
    assert torch.equal(made[f"{site}.residual_after"], made[f"{site}.residual_before"])
    assert not torch.equal(
        made["decoder.2.feed_forward.residual_after"], made["decoder.2.feed_forward.residual_before"]
    )


@pytest.mark.parametrize(
    ("tap", "code"),
    [
        (heads_off(Place("encoder", 0), [5]), "no_such_position"),
        (set_weight(Place("encoder", 0), 5, 0, 0, 0.5), "no_such_position"),
        (set_weight(Place("encoder", 0), 0, 7, 0, 0.5), "no_such_position"),
        (set_weight(Place("cross", 0), 0, 0, 7, 0.5), "no_such_position"),
        (set_weight(Place("decoder", 0), 0, 1, 3, 0.5), "not_seen"),
        (set_weight(Place("encoder", 0), 0, 1, 6, 0.5), "not_seen"),  # a pad of the second sentence
        (set_weight(Place("decoder", 0), 0, 0, 0, 0.5), "nothing_to_see"),
    ],
)
def test_what_does_not_fit_is_refused(tap: Tap, code: str) -> None:
    with pytest.raises(InterventionError) as refused:
        run(tap)
    assert refused.value.code == code


def test_a_mean_has_to_be_measured_first() -> None:
    with pytest.raises(InterventionError):
        heads_off(Place("encoder", 0), [0], "mean")


def test_taps_that_do_nothing_leave_nothing_to_do() -> None:
    recorder = Recorder()
    assert compose() is compose(UNTAPPED, UNTAPPED) is UNTAPPED
    assert compose(UNTAPPED, recorder) is recorder
