"""Probes of the pronoun: what is forced, what is compared, and whose attention is measured."""

from itertools import islice

import pytest
import torch
from torch import Tensor

import model
from model.coreference import Roles, resolve
from model.corpus import Example, Span
from model.evaluation import causal_test, head_selectivity, make_probes
from model.evaluation.edges import CONDITIONS
from model.evaluation.probes import batches, decide, margins, positions_of, probe
from model.evaluation.pronouns import decidable_examples
from model.translator import Translator
from tests import small


@pytest.fixture(scope="module")
def shipped() -> Translator:
    return model.load("en-fr")


def example(source: str, target: str, pronoun: str, target_pronoun: str, nouns: tuple[str, str]) -> Example:
    def span(text: str, word: str) -> Span:
        start = text.rindex(word)
        return Span(start, start + len(word))

    return Example(
        source=source,
        target=target,
        pattern="",
        split="test",
        pronoun=span(source, pronoun),
        antecedent=span(source, nouns[0]),
        distractor=span(source, nouns[1]),
        predicate=None,
        target_pronoun=span(target, target_pronoun),
        antecedent_gender="f",
        distractor_gender="m",
        glosses=(),
        alignment=(),
    )


CROSSING = example(*small.SENTENCES, "it", "il", ("animal", "street"))


def test_the_reference_is_forced_up_to_the_pronoun_and_the_pronoun_compared(shipped: Translator) -> None:
    pieces = shipped.tokenizer
    for one in islice(decidable_examples("test"), 40):
        made = probe(shipped, one)
        if made is None:
            continue
        assert one.target_pronoun is not None
        prefix = pieces.decode(made.prefix)
        assert prefix == one.target[: one.target_pronoun.start].rstrip()
        right, wrong = (pieces.decode([token]) for token in (made.right, made.wrong))
        assert right == one.target[slice(*one.target_pronoun)]
        assert {right.lower(), wrong.lower()} in ({"il", "elle"}, {"ils", "elles"})
        assert right[0].isupper() == wrong[0].isupper()
        assert one.antecedent is not None
        spelled = pieces.decode([made.source[position] for position in made.antecedent])
        assert spelled.casefold() == one.source[slice(*one.antecedent)].casefold()
        assert made.following == tuple(sorted(made.following))
        assert made.pronoun[-1] < min(made.following, default=len(made.source))
        assert not {len(made.source) - 1, *made.antecedent, *made.distractor} & {*made.following}


def test_elided_and_capitalised_pronouns_keep_their_form(shipped: Translator) -> None:
    elided = probe(shipped, CROSSING)
    assert elided is not None
    assert [shipped.tokenizer.piece(token) for token in (elided.right, elided.wrong)] == ["il", "elle"]
    assert shipped.tokenizer.decode([elided.source[place] for place in elided.following]) == "was too tired."
    second = example(
        "I saw a cat and a box. It was old.", "J'ai vu un chat. Il était vieux.", "It", "Il", ("cat", "box")
    )
    capital = probe(shipped, second)
    assert capital is not None
    assert [shipped.tokenizer.piece(token) for token in (capital.right, capital.wrong)] == ["▁Il", "▁Elle"]


@pytest.mark.parametrize(("target", "pronoun"), [("Il dort s'il a faim.", "il"), ("Elle dort si elle a faim.", "elle")])
def test_after_si_there_is_nothing_left_to_decide(shipped: Translator, target: str, pronoun: str) -> None:
    assert (
        probe(shipped, example("The cat in the box sleeps if it eats.", target, "it", pronoun, ("cat", "box"))) is None
    )


def test_a_sentence_without_a_second_noun_is_no_probe(shipped: Translator) -> None:
    assert probe(shipped, Example(**{**vars(CROSSING), "distractor": None})) is None


def test_the_positions_of_a_word_are_all_its_pieces_and_no_others() -> None:
    tokens = small.translator().read("crossed it")
    assert "".join(tokens.pieces[position] for position in positions_of(tokens, Span(0, 7))) == "▁crossed"
    assert "".join(tokens.pieces[position] for position in positions_of(tokens, Span(8, 10))) == "▁it"


@pytest.mark.parametrize(("put", "expected"), [("right", True), ("wrong", False), ("row", False)])
def test_the_decision_is_read_in_the_row_before_the_pronoun(put: str, expected: bool) -> None:
    asked, translator = small.unequal_probes(), small.translator()
    vocabulary = translator.transformer.vocabulary

    def rigged(site: str, tensor: Tensor) -> Tensor:
        if site != "decoder.final":
            return tensor
        states = torch.zeros_like(tensor)
        for row, one in enumerate(asked):
            place = one.row if put != "row" else one.row - 1
            towards_right = vocabulary[one.right] - vocabulary[one.wrong]
            states[row, place] = -towards_right if put == "wrong" else towards_right
        return states

    assert decide(translator, asked, rigged) == [expected, expected]


def test_the_margin_is_the_difference_of_the_log_probabilities() -> None:
    asked, translator = small.unequal_probes(), small.translator()
    found = margins(translator, asked)
    for one, margin in zip(asked, found.tolist(), strict=True):
        logits = translator.transformer(torch.tensor([one.source]), torch.tensor([one.prefix]))
        log_probabilities = logits[0, -1].log_softmax(-1)
        assert margin == pytest.approx(float(log_probabilities[one.right] - log_probabilities[one.wrong]), abs=1e-4)


def test_batches_hold_every_probe_once() -> None:
    asked = small.unequal_probes() * 60
    found = list(batches(asked))
    assert len(found) > 1
    assert sorted(map(hash, asked)) == sorted(hash(one) for batch in found for one in batch)


def test_the_weights_of_a_head_are_those_of_the_coreference_page() -> None:
    translator = small.translator()
    made = probe(translator, CROSSING)
    assert made is not None
    trace = translator.trace(*small.SENTENCES)
    assert trace.source is not None
    codes = {word: index for index, word in enumerate(trace.source.words)}
    shown = resolve(trace, translator.tokenizer, Roles(codes["it"], codes["animal"], codes["street"]))
    heads = {(head.kind, head.layer, head.head): head for head in head_selectivity(translator, [made])}
    assert len(heads) == 2 * 5 + 3 * 5
    for (kind, layer, head), measured in heads.items():
        nouns = getattr(shown, kind)
        antecedent, distractor = float(nouns.antecedent[layer, head]), float(nouns.distractor[layer, head])
        assert (measured.antecedent, measured.distractor) == pytest.approx((antecedent, distractor), abs=1e-5)
        assert measured.wins.hits == (antecedent > distractor)


def test_means_are_over_sentences_of_any_length() -> None:
    translator, asked = small.translator(), small.unequal_probes()
    together = {(one.kind, one.layer, one.head): one for one in head_selectivity(translator, asked)}
    alone = [{(h.kind, h.layer, h.head): h for h in head_selectivity(translator, [one])} for one in asked]
    for key, head in together.items():
        assert head.antecedent == pytest.approx(sum(one[key].antecedent for one in alone) / 2, abs=1e-5)
        assert (head.wins.hits, head.wins.total) == (sum(one[key].wins.hits for one in alone), 2)


def test_each_condition_cuts_the_edges_it_names() -> None:
    one = small.unequal_probes()[0]
    cut_positions = {
        "encoder antecedent": ("encoder.1.self_attention.weights", 4, [1]),
        "encoder distractor": ("encoder.1.self_attention.weights", 4, [2, 3]),
        "encoder both": ("encoder.1.self_attention.weights", 4, [1, 2, 3]),
        "encoder following": ("encoder.1.self_attention.weights", 4, [5]),
        "cross antecedent": ("decoder.2.cross_attention.weights", 2, [1]),
        "cross distractor": ("decoder.2.cross_attention.weights", 2, [2, 3]),
        "cross pronoun": ("decoder.2.cross_attention.weights", 2, [4]),
        "cross following": ("decoder.2.cross_attention.weights", 2, [5]),
    }
    assert {condition.name for condition in CONDITIONS} == {"none", *cut_positions}
    for condition in CONDITIONS[1:]:
        site, query, keys = cut_positions[condition.name]
        seen: dict[str, Tensor] = {}
        tap = condition.tap([one])

        def watch(where: str, tensor: Tensor, tap=tap, seen=seen) -> Tensor:
            seen[where] = tap(where, tensor)
            return seen[where]

        decide(small.translator(), [one], watch)
        assert (seen[site][0, :, query] == 0).all(0).nonzero().flatten().tolist() == keys


def test_the_shipped_model_reads_the_antecedent_in_the_encoder(shipped: Translator) -> None:
    """The claim of the model card, on fewer sentences."""
    asked = make_probes(shipped, "test", 60)
    right = {name: share.value for name, share in causal_test(shipped, asked).items()}
    assert right["encoder antecedent"] <= right["none"] - 0.3
    assert right["encoder distractor"] >= right["none"] - 0.05
    best = head_selectivity(shipped, asked)[0]
    assert best.kind == "encoder"
    assert best.wins.value >= 0.7
    assert best.antecedent > best.distractor + 0.3
