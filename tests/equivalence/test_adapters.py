"""Adapted models against transformers: the same attention, streams, logits and decoding, whatever the family."""

import copy
import functools
import threading

import pytest
import torch
from torch import Tensor
from transformers import PreTrainedModel

import model
from model.adapters import adapt
from model.adapters.passing import under_way
from model.adapters.registry import FAMILIES
from model.analysis.attribution import ask, logit_lens
from model.decoding import Beam, Greedy, Search
from model.errors import ModelError
from model.interventions import Place, cut_edges, heads_off, patch, skip_sublayer
from model.interventions.place import all_heads
from model.tap import Recorder, compose
from model.translator import Translator
from tests import tiny_hub

TOLERANCE = {"atol": 1e-5, "rtol": 0}
SENTENCE = "The animal 我爱购物 was too tired."


@functools.cache
def pair(family: str) -> tuple[PreTrainedModel, Translator]:
    """A model as transformers runs it, and the same one adapted."""
    theirs = tiny_hub.model(family)
    return theirs, model.adapt(copy.deepcopy(theirs), tiny_hub.tokenizer(), name=family)


def ids(rows: int, length: int, seed: int) -> Tensor:
    generator = torch.Generator().manual_seed(seed)
    return torch.randint(4, len(tiny_hub.tokenizer()), (rows, length), generator=generator)


def padded_source() -> tuple[Tensor, Tensor]:
    """Two sentences of different lengths, and their mask."""
    source = ids(2, 9, seed=1)
    source[1, 6:] = 0
    return source, (source != 0).long()


@pytest.mark.parametrize("family", tiny_hub.ENCODERS)
def test_an_encoder_computes_what_transformers_computes(family: str) -> None:
    theirs, adapted = pair(family)
    source, mask = padded_source()
    expected = theirs(source, attention_mask=mask, output_attentions=True, output_hidden_states=True)

    recorder = Recorder()
    states, hidden = adapted.transformer.encode(source, tap=recorder)

    assert hidden is not None
    torch.testing.assert_close(states[mask.bool()], expected.last_hidden_state[mask.bool()], **TOLERANCE)
    assert len(expected.attentions) == adapted.config.n_encoder_layers == 3
    for layer, weights in enumerate(expected.attentions):
        torch.testing.assert_close(recorder.tensors[f"encoder.{layer}.self_attention.weights"], weights, **TOLERANCE)
        entering = recorder.tensors[f"encoder.{layer}.self_attention.residual_before"]
        torch.testing.assert_close(entering, expected.hidden_states[layer], **TOLERANCE)


@pytest.mark.parametrize("family", tiny_hub.DECODERS)
def test_a_decoder_computes_what_transformers_computes(family: str) -> None:
    theirs, adapted = pair(family)
    target = ids(2, 11, seed=2)
    expected = theirs(target, output_attentions=True, output_hidden_states=True)

    recorder = Recorder()
    logits = adapted.transformer(None, target, tap=recorder)

    torch.testing.assert_close(logits, expected.logits, **TOLERANCE)
    for layer, weights in enumerate(expected.attentions):
        torch.testing.assert_close(recorder.tensors[f"decoder.{layer}.self_attention.weights"], weights, **TOLERANCE)
        entering = recorder.tensors[f"decoder.{layer}.self_attention.residual_before"]
        torch.testing.assert_close(entering, expected.hidden_states[layer], **TOLERANCE)
    torch.testing.assert_close(recorder.tensors["decoder.final"], expected.hidden_states[-1], **TOLERANCE)


@pytest.mark.parametrize("family", tiny_hub.TRANSLATORS)
def test_an_encoder_decoder_computes_what_transformers_computes(family: str) -> None:
    theirs, adapted = pair(family)
    (source, mask), target = padded_source(), ids(2, 7, seed=3)
    expected = theirs(
        input_ids=source,
        attention_mask=mask,
        decoder_input_ids=target,
        output_attentions=True,
        output_hidden_states=True,
    )

    recorder = Recorder()
    logits = adapted.transformer(source, target, tap=recorder)

    torch.testing.assert_close(logits, expected.logits, **TOLERANCE)
    for kind, layers in (
        ("encoder.{}.self_attention", expected.encoder_attentions),
        ("decoder.{}.self_attention", expected.decoder_attentions),
        ("decoder.{}.cross_attention", expected.cross_attentions),
    ):
        for layer, weights in enumerate(layers):
            torch.testing.assert_close(recorder.tensors[f"{kind.format(layer)}.weights"], weights, **TOLERANCE)
    for stack, states in (("encoder", expected.encoder_hidden_states), ("decoder", expected.decoder_hidden_states)):
        *entering, final = states
        for layer, hidden in enumerate(entering):
            found = recorder.tensors[f"{stack}.{layer}.self_attention.residual_before"]
            torch.testing.assert_close(found, hidden, **TOLERANCE)
        present = mask.bool() if stack == "encoder" else torch.ones_like(target).bool()
        torch.testing.assert_close(recorder.tensors[f"{stack}.final"][present], final[present], **TOLERANCE)


@pytest.mark.parametrize("search", [Greedy(), Beam(3)], ids=["greedy", "beam"])
@pytest.mark.parametrize("family", [*tiny_hub.DECODERS, *tiny_hub.TRANSLATORS])
def test_decoding_is_generate(family: str, search: Search) -> None:
    # transformers' own cache counts the layers of T5's encoder where it should count the decoder's
    changes = {"num_decoder_layers": 2} if family == "T5" else {}
    theirs = tiny_hub.model(family, seed=4, **changes)
    adapted = model.adapt(copy.deepcopy(theirs), tiny_hub.tokenizer())
    given = adapted.read(SENTENCE).ids
    written = adapted.translate(SENTENCE, search).decoding.token_ids
    new = len(written) if adapted.config.n_encoder_layers else len(written) - (len(given) - 1)

    beams = search.width if isinstance(search, Beam) else 1
    expected = theirs.generate(torch.tensor([given]), max_new_tokens=new, num_beams=beams, do_sample=False)

    assert list(written) == expected[0, 1:].tolist()


@pytest.mark.parametrize("family", tiny_hub.FAMILIES)
def test_the_trace_of_a_sentence_holds_together(family: str) -> None:
    adapted = pair(family)[1]
    trace = adapted.trace(SENTENCE)

    for stack in filter(None, (trace.encoder, trace.decoder)):
        for layer in stack.layers:
            for part in layer.sublayers:
                torch.testing.assert_close(part.residual_before + part.output, part.residual_after, **TOLERANCE)
                norm, x = part.norm, part.norm_input
                centred = x if norm.mean is None else x - norm.mean[:, None]
                scaled = centred / (norm.variance[:, None] + norm.epsilon).sqrt() * norm.gain
                made = scaled if norm.bias is None else scaled + norm.bias
                torch.testing.assert_close(norm.output, made, atol=3e-5, rtol=1e-4)
                if (attention := part.attention) is not None:
                    masked = attention.scores.masked_fill(~attention.mask, -torch.inf)
                    torch.testing.assert_close(masked.softmax(-1), attention.weights, **TOLERANCE)
                    torch.testing.assert_close(
                        attention.weights @ attention.values, attention.head_outputs, **TOLERANCE
                    )
    if trace.logits is not None:
        states = trace.decoder.final
        torch.testing.assert_close(adapted.transformer.unembed(states), trace.logits, **TOLERANCE)


@pytest.mark.parametrize("family", [*tiny_hub.DECODERS, *tiny_hub.TRANSLATORS])
def test_a_step_is_a_row_of_the_whole(family: str) -> None:
    translation = pair(family)[1].translate(SENTENCE)
    node = translation.decoding.best[-1]
    row = len(translation.decoding.token_ids) - 1
    whole, step = translation.trace, translation.step_trace(node)

    for kind in ("decoder", "cross"):
        for every, one in zip(whole.attention(kind), step.attention(kind), strict=True):
            torch.testing.assert_close(one.weights[:, -1], every.weights[:, row], **TOLERANCE)


@pytest.mark.parametrize("family", tiny_hub.FAMILIES)
def test_a_family_can_do_what_is_declared(family: str) -> None:
    config = pair(family)[1].config
    found = {"text"}
    if config.n_decoder_layers:
        found |= {"writes", "translates"} if config.n_encoder_layers else {"writes"}
    assert FAMILIES[config.family].can - {"many_languages"} == found


def test_every_family_that_is_declared_is_tried() -> None:
    assert {pair(family)[0].config.model_type for family in tiny_hub.FAMILIES} | {"vit"} == set(FAMILIES)


@pytest.mark.parametrize("family", [*tiny_hub.DECODERS, *tiny_hub.TRANSLATORS])
def test_the_logit_lens_ends_with_what_is_predicted(family: str) -> None:
    translation = pair(family)[1].translate(SENTENCE)
    question = ask(translation, len(translation.decoding.token_ids) - 1)
    lens = logit_lens(question)
    predicted = translation.trace.logits[-1].softmax(-1)
    torch.testing.assert_close(lens.asked_probability[-1, 0], predicted[question.choice.token], **TOLERANCE)
    assert lens.top[-1, 0] == predicted.argmax()


@pytest.mark.parametrize("family", tiny_hub.FAMILIES)
def test_a_head_that_is_off_is_cut_from_its_output_projection(family: str) -> None:
    """What Michel et al. (2019) do: transformers runs with the head's columns zeroed before W^O."""
    theirs, adapted = pair(family)
    kind = "encoder" if adapted.config.n_encoder_layers else "decoder"
    place, head, d_head = Place(kind, 1), 2, adapted.config.d_head
    found = {id(ours): name for name, ours in adapted.transformer._model.named_modules()}
    stack = adapted.transformer._stack(kind)
    projection = theirs.get_submodule(found[id(stack.layers[1].sublayers[0].projection)])

    def silence(_: object, arguments: tuple[Tensor]) -> tuple[Tensor]:
        changed = arguments[0].clone()
        changed[..., head * d_head : (head + 1) * d_head] = 0
        return (changed,)

    source = ids(1, 8, seed=5)
    handle = projection.register_forward_pre_hook(silence)
    try:
        named = {"decoder_input_ids": source} if theirs.config.is_encoder_decoder else {}
        out = theirs(input_ids=source, output_hidden_states=True, **named)
    finally:
        handle.remove()
    recorder = Recorder()
    tap = compose(heads_off(place, [head]), recorder)
    if adapted.writes:
        adapted.transformer(source if adapted.config.n_encoder_layers else None, source, tap=tap)
    else:
        adapted.transformer.encode(source, tap=tap)

    expected = out.encoder_hidden_states if theirs.config.is_encoder_decoder else out.hidden_states
    torch.testing.assert_close(recorder.tensors[f"{kind}.final"], expected[-1], **TOLERANCE)


@pytest.mark.parametrize("family", tiny_hub.FAMILIES)
def test_interventions_act_and_are_gone_afterwards(family: str) -> None:
    adapted = pair(family)[1]
    before = adapted.trace(SENTENCE)
    kind = "encoder" if adapted.config.n_encoder_layers else "decoder"
    stack = adapted.transformer._stack(kind)

    cut = adapted.trace_tokens(before.source, before.target, tap=cut_edges(kind, [5], [2]))
    assert all(not bool(layer.weights[:, 5, 2].any()) for layer in cut.attention(kind))
    ones = torch.ones(before.attention(kind)[0].weights.shape[:-1])
    torch.testing.assert_close(cut.attention(kind)[0].weights.sum(-1), ones)

    skipped = adapted.trace_tokens(before.source, before.target, tap=skip_sublayer(kind, 1, "feed_forward"))
    part = getattr(skipped, kind).layers[1].sublayer("feed_forward")
    torch.testing.assert_close(part.residual_after, part.residual_before)

    site = f"{kind}.1.self_attention.residual_before"
    everywhere = torch.ones(1, 1, 1, dtype=torch.bool)
    entering = getattr(before, kind).layers[1].sublayers[0].residual_before[None]
    patched = adapted.trace_tokens(before.source, before.target, tap=patch(site, everywhere, entering * 0.5))
    assert not torch.equal(getattr(patched, kind).final, getattr(before, kind).final)
    after_site = f"{kind}.1.self_attention.residual_after"
    sums = getattr(before, kind).layers[1].sublayers[0].residual_after[None]
    replaced = adapted.trace_tokens(before.source, before.target, tap=patch(after_site, everywhere, sums * 0.5))
    following = getattr(replaced, kind).layers[1].sublayers[0].residual_after
    torch.testing.assert_close(following, 0.5 * sums[0], **TOLERANCE)

    again = adapted.trace_tokens(before.source, before.target)
    assert torch.equal(getattr(again, kind).final, getattr(before, kind).final)
    assert len(stack.layers) == len(before.attention(kind))


@pytest.mark.parametrize("family", tiny_hub.TRANSLATORS)
def test_the_encoder_can_be_entered_in_the_middle(family: str) -> None:
    network = pair(family)[1].transformer
    source, _ = padded_source()
    recorder = Recorder()
    states, mask = network.encode(source, tap=recorder)

    entered = network.encode_from(1, recorder.tensors["encoder.1.self_attention.residual_before"], mask)

    torch.testing.assert_close(entered, states, **TOLERANCE)


def test_a_pass_that_fails_in_the_middle_leaves_nothing_behind() -> None:
    adapted = pair("Marian")[1]
    before = adapted.trace(SENTENCE, "Hello")

    def stumble(site: str, tensor: Tensor) -> Tensor:
        if site == "decoder.1.cross_attention.weights":
            raise ArithmeticError(site)
        return 2 * tensor if tensor.is_floating_point() else tensor

    with pytest.raises(ArithmeticError):
        adapted.trace(SENTENCE, "Hello", tap=stumble)
    assert under_way() is None
    assert torch.equal(adapted.trace(SENTENCE, "Hello").logits, before.logits)


@pytest.mark.parametrize("family", ["Bert", "GPT2", "Marian"])
def test_a_model_that_shows_no_weights_is_refused(family: str, monkeypatch: pytest.MonkeyPatch) -> None:
    """As if a release of transformers no longer asked for the function that is registered."""
    monkeypatch.setattr(adapt, "IMPLEMENTATION", "sdpa")
    with pytest.raises(ModelError, match=r"0\.self_attention") as refused:
        model.adapt(tiny_hub.model(family), tiny_hub.tokenizer())
    assert refused.value.code == "no_attention"


def test_an_intervention_in_one_thread_is_not_felt_in_another() -> None:
    adapted = pair("Marian")[1]
    heads = all_heads(adapted.config, ("encoder",))
    source, target = adapted.read(SENTENCE), adapted.read_target("Hello")
    taps = {"plain": [], "changed": [heads_off(place, [number]) for place, number in heads[:1]]}
    alone = {name: adapted.trace_tokens(source, target, tap=compose(*tap)).logits for name, tap in taps.items()}
    assert not torch.equal(alone["plain"], alone["changed"])
    wrong: list[str] = []

    def run(name: str) -> None:
        for _ in range(40):
            if not torch.equal(adapted.trace_tokens(source, target, tap=compose(*taps[name])).logits, alone[name]):
                wrong.append(name)

    threads = [threading.Thread(target=run, args=(name,)) for name in taps]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert not wrong


def test_an_adapted_model_goes_on_as_before_for_whoever_brought_it() -> None:
    theirs = tiny_hub.model("GPT2")
    source = ids(2, 9, seed=6)
    expected = theirs(source, output_attentions=True)

    first, second = (model.adapt(theirs, tiny_hub.tokenizer()) for _ in range(2))

    found = theirs(source, output_attentions=True)
    torch.testing.assert_close(found.logits, expected.logits, **TOLERANCE)
    torch.testing.assert_close(torch.stack(found.attentions), torch.stack(expected.attentions), **TOLERANCE)
    assert torch.equal(first.transformer(None, source), second.transformer(None, source))
    hooks = [len(module._forward_hooks) for module in theirs.modules()]
    model.adapt(theirs, tiny_hub.tokenizer())
    assert [len(module._forward_hooks) for module in theirs.modules()] == hooks
