"""What is seen of an image: patches, heads, rollout and classes, on a model whose heads are known."""

import numpy as np
import pytest
import torch
from PIL import Image

from model.adapters.vision import ImageReader
from model.analysis.class_effects import ClassShift, class_effects, class_shift
from model.analysis.patch_attention import patch_attention
from model.interventions import Place, heads_off
from model.tap import Tap
from tests import vision
from tests.vision import IDLE, LOOKING

OFF = heads_off(Place("encoder", 0), [LOOKING])


def shift_of(reader: ImageReader, image: Image.Image, tap: Tap | None = None) -> ClassShift:
    return class_shift(reader, reader.trace(image), reader.trace(image, tap=tap) if tap else None)


@pytest.fixture(scope="module")
def planted() -> ImageReader:
    return vision.planted()


@pytest.fixture(scope="module")
def shaken() -> ImageReader:
    return vision.reader()


@pytest.mark.parametrize("place", [(0, 0), (1, 2), (2, 3)])
@pytest.mark.parametrize("query", [0, 7])
def test_the_head_that_looks_is_seen_to_look(planted: ImageReader, place, query) -> None:
    seen = patch_attention(planted.trace(vision.with_patch(*place)), planted.grid, 0, query)
    patches = seen.patches()[LOOKING].numpy()
    assert np.unravel_index(patches.argmax(), patches.shape) == place
    assert patches.max() > 0.99
    assert seen.highest == pytest.approx(patches.max())


def test_rows_sum_to_one_whatever_is_put_together(shaken: ImageReader) -> None:
    trace = shaken.trace(vision.with_patch(1, 2))
    for together, pictures in (("heads", 5), ("mean", 1), ("rollout", 1)):
        seen = patch_attention(trace, shaken.grid, 2, 7, together)
        assert seen.weights.shape == (pictures, 13)
        assert seen.patches().shape == (pictures, 3, 4)
        torch.testing.assert_close(seen.weights.sum(-1), torch.ones(pictures))


def test_the_mean_is_of_the_heads_and_rollout_multiplies_layers(shaken: ImageReader) -> None:
    trace = shaken.trace(vision.with_patch(1, 2))
    layers = [layer.weights.mean(0) for layer in trace.attention("encoder")]
    mean = patch_attention(trace, shaken.grid, 1, 7, "mean").weights[0]
    torch.testing.assert_close(mean, layers[1][7])
    mixed = [(layer + torch.eye(13)) / 2 for layer in layers]
    rolled = patch_attention(trace, shaken.grid, 1, 7, "rollout").weights[0]
    torch.testing.assert_close(rolled, (mixed[1] @ mixed[0])[7])


def test_the_class_goes_with_the_head_that_looks(planted: ImageReader) -> None:
    image = vision.with_patch(1, 2)
    shift = shift_of(planted, image, OFF)
    assert shift.names[shift.predicted] == "bright"
    assert shift.before.exp()[1] > 0.9
    torch.testing.assert_close(shift.after.exp(), torch.tensor([0.5, 0.5]))
    assert shift.change == pytest.approx(float(shift.after[1] - shift.before[1]))
    dark = shift_of(planted, vision.with_patch(9, 9))
    assert dark.names[dark.predicted] == "dark"
    assert dark.after is dark.before
    assert shift_of(planted, image).predicted == 1, "nothing is left of the heads that were off"


def test_each_head_is_measured_and_only_one_matters(planted: ImageReader) -> None:
    done = list[float]()
    effects = class_effects(planted, vision.with_patch(1, 2), 0, progress=done.append)
    assert effects.predicted == "bright"
    assert float(effects.changes[LOOKING]) == pytest.approx(np.log(0.5) - effects.baseline, abs=1e-5)
    assert float(effects.changes[IDLE]) == pytest.approx(0, abs=1e-6)
    assert done[-1] == 1
    ablated = class_effects(planted, vision.with_patch(1, 2), 0, OFF)
    assert ablated.changes.abs().max() < 1e-6


def test_effects_are_those_of_one_pass_for_each_head(shaken: ImageReader) -> None:
    image = vision.with_patch(1, 2)
    effects = class_effects(shaken, image, 1)
    alone = [shift_of(shaken, image, heads_off(Place("encoder", 1), [head])).change for head in range(5)]
    torch.testing.assert_close(effects.changes, torch.tensor(alone), atol=1e-5, rtol=0)
    assert effects.baseline == pytest.approx(float(shift_of(shaken, image).before.max()), abs=1e-5)


def test_the_likeliest_classes_include_the_one_that_comes_out_on_top(shaken: ImageReader) -> None:
    shift = shift_of(shaken, vision.with_patch(1, 2))
    order = shift.before.argsort(descending=True).tolist()
    assert list(shift.likeliest(2)) == order[:2]
    turned = type(shift)(shift.names, shift.before, -shift.before)
    assert list(turned.likeliest(2)) == [*order[:2], order[-1]]
