"""An adapted Vision Transformer computes what transformers' does, and shows it at the sites of our own encoder."""

import numpy as np
import pytest
import torch
from PIL import Image
from torch import Tensor

import model
from model.adapters.vision import MOST_TOKENS, ImageReader
from model.errors import ModelError
from model.interventions import HeadOff, Place, heads_off, tap_of
from model.patches import CLS, Grid
from model.tap import Recorder
from tests import vision


@pytest.fixture(scope="module")
def image() -> Image.Image:
    pixels = np.random.default_rng(0).integers(0, 256, (30, 50, 3), dtype=np.uint8)
    return Image.fromarray(pixels)


@pytest.fixture(scope="module")
def reader() -> ImageReader:
    return vision.reader()


@pytest.fixture(scope="module")
def eager(image: Image.Image):
    """What transformers' own eager forward pass of the same weights returns."""
    plain = vision.classifier()
    plain.set_attn_implementation("eager")
    pixels = vision.processor()(image, return_tensors="pt")["pixel_values"]
    with torch.no_grad():
        found = plain(pixel_values=pixels, output_attentions=True, output_hidden_states=True)
        found["final"] = plain.vit(pixel_values=pixels).last_hidden_state  # after the norm
    return found


def assert_same(found: Tensor, expected: Tensor) -> None:
    torch.testing.assert_close(found, expected, atol=1e-5, rtol=0)


def test_a_trace_holds_what_transformers_computes(reader: ImageReader, image: Image.Image, eager) -> None:
    trace = reader.trace(image)
    stack = trace.encoder
    assert stack is not None
    assert len(stack.layers) == 3
    for layer, attention, weights, hidden in zip(
        stack.layers, trace.attention("encoder"), eager.attentions, eager.hidden_states, strict=False
    ):
        assert attention.weights.shape == (5, 13, 13)
        assert_same(attention.weights, weights[0])
        assert_same(attention.scores.softmax(-1), weights[0])
        assert_same(layer.sublayers[0].residual_before, hidden[0])
    assert stack.positions is not None
    assert_same(stack.embedding + stack.positions, eager.hidden_states[0][0])
    assert_same(stack.layers[-1].sublayers[-1].residual_after, eager.hidden_states[-1][0])
    assert_same(stack.final, eager["final"][0])
    assert_same(reader.log_probabilities(stack.final), eager.logits[0].log_softmax(-1))


def test_the_residual_stream_adds_up(reader: ImageReader, image: Image.Image) -> None:
    stack = reader.trace(image).encoder
    assert stack is not None
    for layer in stack.layers:
        for sublayer in layer.sublayers:
            assert_same(sublayer.residual_before + sublayer.output, sublayer.residual_after)


def test_tokens_are_the_class_token_and_the_patches_line_by_line(reader: ImageReader, image: Image.Image) -> None:
    trace = reader.trace(image)
    assert reader.grid == Grid(3, 4)
    assert trace.source is not None
    assert trace.source.labels[:6] == (CLS, "r1 c1", "r1 c2", "r1 c3", "r1 c4", "r2 c1")
    assert trace.source.words[-1] == "r3 c4"
    assert trace.source.specials == {0}
    assert [reader.grid.place(token) for token in (0, 1, 5, 12)] == [None, (0, 0), (1, 0), (2, 3)]
    assert reader.grid.token(2, 3) == 12


def test_a_patch_of_the_image_is_the_patch_that_is_embedded(reader: ImageReader) -> None:
    """One white patch on black: only its token's embedding differs from the others'."""
    pixels = np.zeros((21, 28, 3), np.uint8)
    pixels[7:14, 14:21] = 255
    stack = reader.trace(Image.fromarray(pixels)).encoder
    assert stack is not None
    patches = stack.embedding[1:]
    differs = (patches - patches[0]).abs().amax(-1) > 1e-4
    assert differs.nonzero().flatten().tolist() == [reader.grid.token(1, 2) - 1]


def test_what_is_seen_is_what_is_read(reader: ImageReader, image: Image.Image) -> None:
    mean, deviation = torch.tensor(vision.processor().image_mean), torch.tensor(vision.processor().image_std)
    seen = reader.seen(image)
    assert seen.shape == (21, 28, 3)
    assert_same((seen / 255 - mean) / deviation, reader.pixels(image)[0].permute(1, 2, 0))


def test_what_no_patch_covers_is_not_shown(image: Image.Image) -> None:
    uneven = model.adapt_vision(vision.classifier(image_size=(23, 30)), vision.processor(23, 30))
    assert uneven.grid == Grid(3, 4)
    assert uneven.seen(image).shape == (21, 28, 3)
    assert len(uneven.trace(image).tokens("encoder")[0]) == 13


def test_a_head_off_changes_the_classes_and_is_undone(reader: ImageReader, image: Image.Image, eager) -> None:
    def classes(**options) -> Tensor:
        stack = reader.trace(image, **options).encoder
        assert stack is not None
        return reader.log_probabilities(stack.final)

    for how in ("zero", "uniform"):
        changed = classes(tap=heads_off(Place("encoder", 1), [3], how))
        assert (changed - eager.logits[0].log_softmax(-1)).abs().max() > 1e-3
        assert_same(classes(), eager.logits[0].log_softmax(-1))


def test_a_head_off_is_one_whose_outputs_are_removed_from_the_projection(reader, image) -> None:
    """Switching a head off equals zeroing its columns of W^O in a model of one's own."""
    cut = vision.classifier()
    with torch.no_grad():
        cut.vit.layers[1].attention.o_proj.weight[:, 3 * 4 : 4 * 4] = 0
        expected = cut(pixel_values=reader.pixels(image)).logits[0].log_softmax(-1)
    stack = reader.trace(image, tap=tap_of([HeadOff(Place("encoder", 1), 3)])).encoder
    assert stack is not None
    assert_same(reader.log_probabilities(stack.final), expected)


def test_an_embedding_and_its_positions_can_be_replaced(reader: ImageReader, image: Image.Image) -> None:
    stack = reader.trace(image).encoder
    assert stack is not None
    for site in ("encoder.embedding", "encoder.positions"):
        recorder = Recorder()

        def doubled(found: str, tensor: Tensor, site: str = site, recorder: Recorder = recorder) -> Tensor:
            return recorder(found, 2 * tensor if found == site else tensor)

        reader.states(reader.pixels(image), tap=doubled)
        entered = recorder.tensors["encoder.0.self_attention.residual_before"][0]
        other = stack.positions if site == "encoder.embedding" else stack.embedding
        own = stack.embedding if site == "encoder.embedding" else stack.positions
        assert_same(entered, 2 * own + other)


def test_a_lower_precision_is_seen_in_full(image: Image.Image) -> None:
    half = model.adapt_vision(vision.classifier().to(torch.bfloat16), vision.processor())
    trace = half.trace(image)
    assert {tensor.dtype for tensor in trace.tensors.values() if tensor.is_floating_point()} == {torch.float32}


def test_a_model_without_a_classifier_has_a_trace_and_no_classes(image: Image.Image) -> None:
    from transformers import ViTConfig, ViTModel

    bare = model.adapt_vision(vision.shaken(lambda: ViTModel(ViTConfig(**vision.SIZES))), vision.processor())
    assert bare.classes == ()
    stack = bare.trace(image).encoder
    assert stack is not None
    with pytest.raises(ValueError, match="no classes"):
        bare.log_probabilities(stack.final)


def test_classes_that_do_not_exclude_one_another_get_no_probabilities() -> None:
    several = vision.classifier(problem_type="multi_label_classification")
    assert model.adapt_vision(several, vision.processor()).classes == ()


def test_models_that_do_not_fit_are_refused_with_the_reason() -> None:
    from tokenizers import Tokenizer
    from tokenizers.models import WordLevel
    from transformers import BertConfig, BertModel, PreTrainedTokenizerFast

    with pytest.raises(ModelError, match="shape") as wrong_size:
        model.adapt_vision(vision.classifier(), vision.processor(28, 28))
    assert wrong_size.value.code == "processor_size"
    fine = vision.classifier(image_size=(210, 210))
    with pytest.raises(ModelError, match=str(MOST_TOKENS)):
        model.adapt_vision(fine, vision.processor(210, 210))
    small = {"hidden_size": 8, "num_hidden_layers": 1, "num_attention_heads": 2, "intermediate_size": 8}
    with pytest.raises(ModelError, match="reads text") as text_model:
        model.adapt_vision(BertModel(BertConfig(vocab_size=9, **small)), vision.processor())
    assert text_model.value.code == "reads_text"
    with pytest.raises(ModelError, match="reads images") as image_model:
        model.adapt(vision.classifier(), PreTrainedTokenizerFast(tokenizer_object=Tokenizer(WordLevel({"a": 0}))))
    assert image_model.value.code == "reads_images"
