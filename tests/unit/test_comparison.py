"""Two translations side by side: on numbers done by hand, on a planted model whose truth is known, on random models."""

import math

import pytest
import torch

from model.analysis.alignment import Alignment
from model.analysis.attention_difference import AttentionDifference, extreme_head, over_rows
from model.analysis.comparison import Comparison
from model.analysis.divergence import jensen_shannon, kullback_leibler, total_variation
from model.analysis.stream_difference import stream
from model.analysis.suggestion import suggested_intervention
from model.attention_view import AttentionView, Axis
from model.interventions import parse, tap_of
from model.translator import Translation, Translator
from tests import planted, small
from tests.planted import COPYING, DECOY

TIRED = "the animal saw the street because it was tired"
WIDE = TIRED.replace("tired", "wide")
IT, PREDICATE = 6, 8
NONE = torch.nan


def written(translator: Translator, sentence: str = small.SENTENCES[0]) -> Translation:
    """The sentence with two pieces for a translation, or after it."""
    given = translator.read(sentence).ids[1:] if translator.config.is_decoder_only else ()
    return translator.translate(sentence, prefix=(*given, 9, 8, translator.tokenizer.end_id))


def intervened(translator: Translator, sentence: str, notation: str) -> Comparison:
    tap = tap_of(parse(notation, translator.config))
    return Comparison(translator.translate(sentence), translator.translate(sentence, tap=tap))


def test_distributions_apart_by_hand() -> None:
    p, q = torch.tensor([0.75, 0.25]), torch.tensor([0.25, 0.75])
    assert total_variation(p, q) == 0.5
    assert jensen_shannon(p, q).item() == pytest.approx(0.75 * math.log(1.5) + 0.25 * math.log(0.5))
    assert kullback_leibler(p.log(), q.log()).item() == pytest.approx(0.5 * math.log(3))


def test_distributions_with_nothing_in_common_and_alike() -> None:
    p, q = torch.tensor([[1.0, 0.0, 0.0]]), torch.tensor([[0.0, 0.5, 0.5]])
    assert total_variation(p, q).item() == 1
    assert jensen_shannon(p, q).item() == pytest.approx(math.log(2))
    assert [float(measure(q, q)) for measure in (total_variation, jensen_shannon)] == [0, 0]
    assert kullback_leibler(q.clamp(min=0.1).log(), q.clamp(min=0.1).log()).item() == 0
    missing = torch.full((1, 3), NONE)
    assert all(measure(p, missing).isnan().all() for measure in (total_variation, jensen_shannon))


def two_by_two() -> AttentionDifference:
    """ "it tired" against "it wide now": one head; the second side also has a word of its own."""
    first, second = (
        torch.tensor([[0.25, 0.75], [1.0, 0.0]]),
        torch.tensor([[0.5, 0.25, 0.25], [0.0, 0.5, 0.5], [0.25, 0.5, 0.25]]),
    )
    queries = Alignment((("it", "tired"), ("it", "wide", "now")), ((0, 0), (1, 1), (None, 2)))

    def view(values: torch.Tensor) -> AttentionView:
        axis = Axis(tuple("w" * len(values)), tuple(range(len(values))))
        allowed = torch.ones(1, *values.shape, dtype=torch.bool)
        return AttentionView("encoder", "weights", "single", True, "show", values[None, None], allowed, axis, axis)

    spread = [queries.spread(queries.spread(values, side, 0), side, 1) for side, values in enumerate((first, second))]
    return AttentionDifference(
        views=(view(first), view(second)),
        queries=queries,
        keys=queries,
        values=(spread[0][None, None], spread[1][None, None]),
        comparable=torch.tensor([[True, True, False], [True, True, False], [False, False, False]]),
    )


def test_differences_of_weights_by_hand() -> None:
    difference = two_by_two()
    between = difference.between((0, 0), (0, 0))
    expected = torch.tensor([[0.25, -0.5, NONE], [-1.0, 0.5, NONE], [NONE, NONE, NONE]])
    torch.testing.assert_close(between.values[0, 0], expected, equal_nan=True)
    assert between.masked[0].tolist() == [[False, False, True], [False, False, True], [True, True, True]]
    assert between.queries.labels == ("it", "tired→wide", "+now")
    assert difference.extremes((0, 0), (0, 0)) == (-1.0, 0.5)
    # Over the words of both sides: [¼, ¾] against [⅔, ⅓], [1, 0] against [0, 1]; "now" cannot be compared.
    moved = torch.tensor([5 / 12, 1.0, NONE])
    torch.testing.assert_close(difference.head_by_head[0, 0], moved, equal_nan=True)
    torch.testing.assert_close(difference.moved((0, 0), (0, 0)), moved, equal_nan=True)
    assert difference.divergence((0, 0), (0, 0))[1].item() == pytest.approx(math.log(2))
    torch.testing.assert_close(difference.outside(1)[0, 0], torch.tensor([0.25, 0.5, 0.25]))
    assert over_rows(difference.head_by_head).item() == pytest.approx((5 / 12 + 1) / 2)
    assert over_rows(difference.head_by_head, 0).item() == pytest.approx(5 / 12)


def test_a_row_with_nothing_left_to_compare_has_no_number() -> None:
    difference = two_by_two()
    difference.values[1][0, 0, 0] = torch.tensor([0.0, 0.0, 1.0])
    assert difference.head_by_head[0, 0, 0].isnan()
    assert over_rows(difference.head_by_head).item() == 1, "the mean is over what can be compared"


def test_the_head_that_stands_out() -> None:
    values = torch.tensor([[0.5, NONE, 0.25], [0.75, 0.25, 0.75]])
    assert extreme_head(values) == (1, 0)
    assert extreme_head(values, largest=False) == (0, 2)


@pytest.mark.parametrize("changes", [{}, {"norm_placement": "pre", "positions": "rotary"}, small.DECODER_ONLY])
def test_a_sentence_against_itself_differs_in_nothing(changes: dict[str, object]) -> None:
    translator = small.translator(**changes)
    comparison = Comparison(written(translator), written(translator))
    assert comparison.same_model
    assert set(comparison.attention) == (
        {"decoder"} if "source_language" in changes else {"encoder", "decoder", "cross"}
    )
    for difference in comparison.attention.values():
        assert difference.head_by_head.eq(0).all()
        assert all(difference.divergence(cell, cell).eq(0).all() for cell in difference.views[0].cells)
        assert all(difference.between(cell, cell).values.eq(0).all() for cell in difference.views[0].cells)
    for change in comparison.stream.values():
        assert change.cosine.eq(0).all()
        assert change.length.eq(0).all()
    assert comparison.output.total_variation.eq(0).all()
    assert comparison.output.kullback_leibler.eq(0).all()
    assert comparison.written.changed(0) == ()


def test_in_the_planted_model_only_the_second_step_looks_elsewhere() -> None:
    translator = planted.translator()
    comparison = Comparison(translator.translate(TIRED), translator.translate(WIDE))
    moved = comparison.attention["encoder"].head_by_head
    found = {(layer, head) for layer, head, _ in (moved > 0.01).nonzero().tolist()}
    assert found == {(place.layer, head) for place, head in (COPYING, DECOY)}, "the decoy looks exactly like it"
    assert (moved > 0.01).nonzero()[:, 2].unique().tolist() == [IT]
    assert moved[COPYING[0].layer, COPYING[1], IT] > 0.99
    assert comparison.attention["cross"].head_by_head.max() < 0.01
    gained = comparison.attention["encoder"].between((1, 1), (1, 1)).values[0, 0, IT]
    assert (gained.argmin().item(), gained.argmax().item()) == (1, 4), "from the animal to the street"


def test_in_the_planted_model_only_it_and_the_predicate_change() -> None:
    translator = planted.translator()
    comparison = Comparison(translator.translate(TIRED), translator.translate(WIDE))
    change = comparison.stream["encoder"]
    nouns = [1, 4]
    for values in (change.cosine, change.length):
        assert values[:, nouns].max() < 1e-5
        assert (values[0] > 0.01).nonzero().flatten().tolist() == [PREDICATE]
        for depth in (1, 2):
            assert (values[depth] > 0.01).nonzero().flatten().tolist() == [IT, PREDICATE]
    assert change.cosine[0, PREDICATE].item() == pytest.approx(0.5), "of two features one is shared"
    assert change.largest(change.cosine)[1] == "it"


def test_in_the_planted_model_the_pronoun_changes_and_without_its_head_does_not() -> None:
    for ablated in (False, True):
        translator = planted.translator(ablated=ablated)
        comparison = Comparison(translator.translate(TIRED), translator.translate(WIDE))
        output = comparison.output
        assert comparison.attention["encoder"].head_by_head[1, :, IT].min() > 0.99, "where they look, all look alike"
        assert (output.total_variation.nan_to_num() > 0.1).any() == (not ablated)
        if not ablated:
            assert output.words.labels[0] == "il→elle"
            assert output.telling == 0
            il, elle = output.next_pieces(0, 1)
            assert {il.label, elle.label} == {"il", "elle"}
            assert il.probabilities[0] == pytest.approx(elle.probabilities[1], abs=1e-5)


def test_nothing_differs_before_the_cut() -> None:
    comparison = intervened(planted.translator(), TIRED, "enc.2.h2[7,2]=cut")
    difference, change = comparison.attention["encoder"], comparison.stream["encoder"]
    assert difference.head_by_head[0].eq(0).all()
    assert (difference.head_by_head > 0).nonzero().tolist() == [[1, 1, IT]]
    assert difference.between((1, 1), (1, 1)).values[0, 0, IT, 1] < -0.9
    assert difference.comparable.all(), "what was cut could be looked at before: a difference, no absence"
    assert change.cosine[:2].eq(0).all()
    assert (change.cosine[2] > 0).nonzero().flatten().tolist() == [IT]
    assert [comparison.first.text, comparison.second.text] == ["il", "elle"]


def test_two_models_have_no_common_heads_streams_or_vocabulary() -> None:
    first, second = small.translator(), small.translator(seed=1, n_heads=3, n_encoder_layers=1)
    comparison = Comparison(written(first), written(second))
    assert not comparison.same_model
    assert comparison.stream == {}
    difference = comparison.attention["encoder"]
    assert difference.from_head(0, (1, 4)).shape[:2] == (1, 3)
    assert difference.from_head(1, (0, 2)).shape[:2] == (2, 5)
    nearest = difference.nearest(0, (1, 4))
    means = over_rows(difference.from_head(0, (1, 4)))
    assert means[nearest] == means.min()
    torch.testing.assert_close(difference.moved((1, 4), nearest), difference.from_head(0, (1, 4))[nearest])
    assert comparison.output.same_vocabulary, "both were made with one tokenizer"
    assert not comparison.output.total_variation.isnan().all()


def test_models_of_the_same_shape_are_not_the_same_model() -> None:
    first, second = planted.translator(), planted.translator(ablated=True)
    assert not Comparison(first.translate(TIRED), second.translate(TIRED)).same_model
    assert Comparison(first.translate(TIRED), planted.translator().translate(TIRED)).same_model


def test_other_vocabularies_have_no_distance() -> None:
    first, second = planted.translator().translate(TIRED), written(small.translator(), TIRED)
    output = Comparison(first, second).output
    assert not output.same_vocabulary
    assert output.total_variation.isnan().all()
    assert output.kullback_leibler.isnan().all()
    for place in range(len(output.words)):
        assert all(piece.probabilities != (None, None) for piece in output.next_pieces(place))


@pytest.mark.parametrize("norm", small.NORMS)
def test_the_stream_is_what_passes_from_layer_to_layer(norm: str) -> None:
    translator = small.translator(norm_placement=norm)
    encoder = written(translator).trace.encoder
    assert encoder is not None
    states = stream(encoder)
    assert len(states) == 3
    torch.testing.assert_close(states[0], encoder.embedding + encoder.positions)
    feed_forward = encoder.layers[-1].sublayers[-1]
    if norm == "post":
        torch.testing.assert_close(states[-1], encoder.final)
    else:
        torch.testing.assert_close(states[-1], feed_forward.residual_before + feed_forward.output)


def test_an_intervention_is_suggested_for_any_sentence() -> None:
    read = planted.translator().read
    assert suggested_intervention(read(TIRED)) == "enc[7,2]=cut"
    assert suggested_intervention(read("tired wide")) == "enc.1.h1=off"
    assert suggested_intervention(None) == "dec.1.h1=off"
    pieces = small.translator().read("The animals saw it.")
    cuts = suggested_intervention(pieces).split("; ")
    assert len(cuts) == sum(pieces.words[word] == "animals" for word in pieces.word_of) > 1
    assert parse("; ".join(cuts), small.translator().config)
