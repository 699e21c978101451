"""The trace: what it holds, the identities it obeys, and what it refuses."""

import dataclasses
import functools
from collections.abc import Iterator

import pytest
import torch
from beartype.door import is_bearable
from jaxtyping import jaxtyped
from torch import Tensor

from model.decoding import Beam
from model.interventions import cut_edges
from model.tap import compose
from model.trace import AttentionTrace, LayerTrace, NormTrace, StackTrace, SublayerTrace, Trace, TraceError
from tests import small

CLOSE = {"atol": 1e-5, "rtol": 1e-5}
every_model = pytest.mark.parametrize(
    ("positions", "norm"), [(positions, norm) for positions in small.POSITIONS for norm in small.NORMS]
)


@functools.cache
def traces(positions: str, norm: str) -> tuple[Trace, ...]:
    """A whole sentence, and steps of a beam search over it: every hypothesis of an early step."""
    translator = small.translator(positions=positions, norm_placement=norm)
    source = translator.read(small.SENTENCES[0])
    whole = translator.trace_tokens(source, translator.read_target(small.SENTENCES[1]))
    translation = translator.translate(small.SENTENCES[0], Beam(3))
    steps = [node for node in translation.decoding.nodes if node.step in (0, 4)]
    assert len({node.row for node in steps}) > 1
    return (whole, *(translation.step_trace(node) for node in steps))


def stacks(trace: Trace) -> Iterator[StackTrace]:
    assert trace.encoder is not None
    assert trace.decoder is not None
    yield from (trace.encoder, trace.decoder)


def sublayers(trace: Trace) -> Iterator[SublayerTrace]:
    for stack in stacks(trace):
        for layer in stack.layers:
            yield from layer.sublayers


@every_model
def test_residual_before_plus_output_is_residual_after(positions: str, norm: str) -> None:
    for trace in traces(positions, norm):
        for sublayer in sublayers(trace):
            torch.testing.assert_close(
                sublayer.residual_before + sublayer.output, sublayer.residual_after, atol=0, rtol=0
            )


@every_model
def test_the_stream_runs_from_sublayer_to_sublayer(positions: str, norm: str) -> None:
    for trace in traces(positions, norm):
        for stack in stacks(trace):
            stream = stack.embedding if stack.positions is None else stack.embedding + stack.positions
            for layer in stack.layers:
                for sublayer in layer.sublayers:
                    torch.testing.assert_close(sublayer.residual_before, stream, atol=0, rtol=0)
                    stream = sublayer.residual_after if sublayer.norm_first else sublayer.norm.output
            if norm == "post":
                torch.testing.assert_close(stack.final, stream, atol=0, rtol=0)


@every_model
def test_norms_hold_the_mean_and_variance_of_what_they_normalise(positions: str, norm: str) -> None:
    for trace in traces(positions, norm):
        for sublayer in sublayers(trace):
            x, held = sublayer.norm_input, sublayer.norm
            torch.testing.assert_close(held.mean, x.mean(-1), **CLOSE)
            torch.testing.assert_close(held.variance, x.var(-1, unbiased=False), **CLOSE)
            normal = (x - held.mean[:, None]) / (held.variance[:, None] + held.epsilon).sqrt()
            torch.testing.assert_close(normal * held.gain + held.bias, held.output, **CLOSE)


@every_model
def test_weights_are_the_softmax_of_masked_scores(positions: str, norm: str) -> None:
    for trace in traces(positions, norm):
        for kind in ("encoder", "decoder", "cross"):
            for layer in trace.attention(kind):
                torch.testing.assert_close(layer.weights.sum(-1), torch.ones(layer.weights.shape[:2]), **CLOSE)
                assert (layer.weights[:, ~layer.mask] == 0).all()
                expected = layer.scores.masked_fill(~layer.mask, -torch.inf).softmax(-1)
                torch.testing.assert_close(layer.weights, expected, **CLOSE)
                torch.testing.assert_close(layer.weights @ layer.values, layer.head_outputs, **CLOSE)
                assert layer.scores.isfinite().all(), "scores are kept as they were before masking"


def test_an_edge_cut_in_one_head_is_no_mask_of_the_others() -> None:
    translator = small.translator()
    for heads, masked in (([0], False), ([3], False), (None, True)):
        trace = translator.trace(*small.SENTENCES, tap=cut_edges("encoder", [2], [4], layers=[1], heads=heads))
        layer = trace.attention("encoder")[1]
        assert bool(layer.mask[2, 4]) != masked
        assert [float(weight) == 0 for weight in layer.weights[:, 2, 4]] == [
            heads is None or head in heads for head in range(5)
        ]


@pytest.mark.parametrize("positions", ["sinusoidal", "rotary"])
def test_scores_are_scaled_products_of_queries_and_keys(positions: str) -> None:
    for trace in traces(positions, "post"):
        for kind in ("encoder", "decoder", "cross"):
            for layer in trace.attention(kind):
                products = layer.queries @ layer.keys.mT / layer.queries.shape[-1] ** 0.5
                torch.testing.assert_close(layer.scores, products, **CLOSE)


def test_alibi_falls_with_the_distance_in_the_scores() -> None:
    (trace, *steps) = traces("alibi", "post")
    for one in (trace, *steps):
        for layer in one.attention("decoder"):
            products = layer.queries @ layer.keys.mT / layer.queries.shape[-1] ** 0.5
            n_keys = layer.keys.shape[1]
            asking = torch.arange(n_keys - layer.queries.shape[1], n_keys)
            distance = (asking[:, None] - torch.arange(n_keys)).abs()
            slope = torch.tensor([2.0**-2, 2**-4, 2**-6, 2**-8, 2**-1])
            torch.testing.assert_close(layer.scores, products - slope[:, None, None] * distance, **CLOSE)


@every_model
def test_what_a_model_does_not_have_is_none(positions: str, norm: str) -> None:
    for trace in traces(positions, norm):
        for stack in stacks(trace):
            assert (stack.positions is not None) == (positions in ("sinusoidal", "learned"))
        assert trace.encoder.layers[0].sublayer("cross_attention") is None
        for sublayer in sublayers(trace):
            assert (sublayer.attention is None) == (sublayer.kind == "feed_forward")
            assert (sublayer.activations is None) == (sublayer.kind != "feed_forward")


def declared_shapes(value: object) -> Iterator[tuple[str, object, object]]:
    for field in dataclasses.fields(value):
        yield f"{type(value).__name__}.{field.name}", getattr(value, field.name), field.type


@every_model
def test_every_tensor_has_its_declared_shape(positions: str, norm: str) -> None:
    for trace in traces(positions, norm):
        for stack in stacks(trace):
            for part in (stack, *(sub for layer in stack.layers for sub in layer.sublayers)):
                check_shapes(part)
            for sublayer in (sub for layer in stack.layers for sub in layer.sublayers):
                check_shapes(sublayer.norm)
                if sublayer.attention:
                    check_shapes(sublayer.attention)


@jaxtyped(typechecker=None)  # one dimension has one size within this call
def check_shapes(part: object) -> None:
    for name, value, declared in declared_shapes(part):
        assert not isinstance(value, Tensor) or is_bearable(value, declared), f"{name}: {tuple(value.shape)}"


def test_a_trace_is_frozen() -> None:
    trace = traces("none", "post")[0]

    for part, name in ((trace, "row"), (trace.encoder, "final"), (next(sublayers(trace)), "output")):
        with pytest.raises(dataclasses.FrozenInstanceError):
            setattr(part, name, None)


def test_only_the_encoder() -> None:
    translator = small.translator()
    whole = translator.trace(small.SENTENCES[0])
    tensors = {site: tensor for site, tensor in whole.tensors.items() if site.startswith("encoder.")}

    trace = dataclasses.replace(whole, tensors=tensors, target=None)

    assert trace.decoder is None
    assert trace.logits is None
    assert trace.attention("cross") == trace.attention("decoder") == ()
    with pytest.raises(TraceError, match="cross"):
        trace.tokens("cross")


def test_tokens_that_do_not_fit_the_tensors_are_refused() -> None:
    translator = small.translator()
    whole = translator.trace(small.SENTENCES[0])

    with pytest.raises(TraceError, match="encoder"):
        dataclasses.replace(whole, source=translator.read("tired"))
    with pytest.raises(TraceError, match="decoder"):
        dataclasses.replace(whole, target=translator.read_target("rue"))
    with pytest.raises(TraceError, match="decoder"):
        dataclasses.replace(whole, first_target=1)
    with pytest.raises(TraceError, match="row"):
        dataclasses.replace(whole, row=1)
    encoder_only = {site: tensor for site, tensor in whole.tensors.items() if site.startswith("encoder.")}
    with pytest.raises(TraceError, match=r"decoder\.final"):
        dataclasses.replace(whole, tensors=encoder_only)


def attention(**changes: Tensor) -> AttentionTrace:
    shapes = {
        "queries": (5, 3, 2),
        "keys": (5, 7, 2),
        "values": (5, 7, 2),
        "scores": (5, 3, 7),
        "weights": (5, 3, 7),
        "head_outputs": (5, 3, 2),
    }
    mask = torch.ones(3, 7, dtype=torch.bool)
    return AttentionTrace(**{**{name: torch.zeros(shape) for name, shape in shapes.items()}, "mask": mask, **changes})


@pytest.mark.parametrize(
    ("name", "shape"),
    [
        ("keys", (4, 7, 2)),
        ("keys", (5, 7, 3)),
        ("values", (5, 6, 2)),
        ("scores", (5, 7, 3)),
        ("weights", (5, 3, 6)),
        ("head_outputs", (3, 5, 2)),
    ],
)
def test_attention_of_contradicting_shapes_is_refused(name: str, shape: tuple[int, ...]) -> None:
    assert attention().scores.shape == (5, 3, 7)
    with pytest.raises(TraceError, match=name):
        attention(**{name: torch.zeros(shape)})
    with pytest.raises(TraceError, match="mask"):
        attention(mask=torch.ones(7, 3, dtype=torch.bool))


def test_a_norm_and_a_sublayer_of_contradicting_shapes_are_refused() -> None:
    row, rows = torch.zeros(6), torch.zeros(3, 6)
    norm = NormTrace(torch.zeros(3), torch.zeros(3), row, row, 1e-5, rows)
    for changes in ({"mean": row}, {"variance": rows}, {"gain": torch.zeros(3)}, {"bias": torch.zeros(3)}):
        with pytest.raises(TraceError, match=next(iter(changes))):
            dataclasses.replace(norm, **changes)
    sublayer = SublayerTrace("feed_forward", rows, rows, rows, norm, False, rows, None, torch.zeros(3, 11))
    assert LayerTrace((sublayer,)).sublayer("feed_forward") is sublayer
    for name in ("output", "residual_after"):
        with pytest.raises(TraceError, match=name):
            dataclasses.replace(sublayer, **{name: rows.T})


def test_a_trace_shows_what_an_intervention_put_in_place() -> None:
    translator = small.translator()
    site = "encoder.1.self_attention.scores"

    def sharpen(seen: str, tensor: Tensor) -> Tensor:
        return tensor * 3 if seen == site else tensor

    plain = translator.trace(small.SENTENCES[0], small.SENTENCES[1])
    changed = translator.trace(small.SENTENCES[0], small.SENTENCES[1], tap=compose(sharpen))

    torch.testing.assert_close(changed.attention("encoder")[1].scores, plain.attention("encoder")[1].scores * 3)
    torch.testing.assert_close(changed.attention("encoder")[0].weights, plain.attention("encoder")[0].weights)
