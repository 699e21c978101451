"""Roles: heads that look exactly somewhere have exactly that role; all numbers follow by hand."""

from math import log

import pytest
import torch

from model.analysis.estimate import bootstrap
from model.analysis.roles import HeadProfile, HeadRoles, held_out_sentences, measure_roles
from model.analysis.roles.alignment import alignment_error_rate, diagonal
from model.errors import ModelError
from model.tokenizer import Tokenizer
from model.translator import Translator
from tests import looking, planted, small
from tests.looking import at, everywhere, sentence

SAW = "the animal saw the street because it was tired"  # nine words, and </s>
TIMES = 25  # a role needs twenty cases


def roles_of(kind: str, *patterns: looking.Pattern, sentences=None) -> tuple[HeadRoles, list[HeadProfile]]:
    measured = measure_roles(looking.translator(**{kind: patterns}), sentences or [sentence(SAW)] * TIMES)
    return measured, [head for head in measured.heads if head.place.kind == kind][: len(patterns)]


def score(head: HeadProfile, role: str) -> float:
    found = head.score(role)
    assert found is not None
    return found.score.value


def test_a_head_that_looks_at_the_previous_token_has_that_role_and_no_other() -> None:
    _, (head,) = roles_of("encoder", at(-1))
    previous = head.role
    assert previous is not None
    assert previous.role == "previous"
    assert (previous.score.value, previous.score.low, previous.score.high) == (1, 1, 1)
    assert (previous.largest.hits, previous.largest.total) == (8 * TIMES, 8 * TIMES)  # the first word has none
    assert previous.baseline == previous.chance == pytest.approx(1 / 10)
    assert previous.fixed is None
    assert [one.role for one in head.scores if one.is_held] == ["previous"]
    assert score(head, "next") == 0
    assert head.entropy == 0
    assert head.effective_tokens == 1
    assert head.distance == pytest.approx(-8 / 9)  # the first word looks at itself
    assert head.absolute_distance == pytest.approx(8 / 9)


def test_a_head_that_looks_everywhere_reaches_its_baseline_and_has_no_role() -> None:
    measured, (head,) = roles_of("encoder", everywhere)
    assert head.role is None
    assert head.entropy == pytest.approx(log(10))
    assert head.effective_tokens == pytest.approx(10)
    assert measured.uniform_entropy["encoder"] == pytest.approx(log(10))
    assert head.distance == pytest.approx(0.5)  # nine words ask, and </s> stands behind them all
    for one in head.scores:
        assert one.score.value == pytest.approx(one.chance)
        assert not one.is_held


def test_what_a_decoder_may_not_see_is_no_chance() -> None:
    measured, (head,) = roles_of("decoder", everywhere, sentences=[sentence(SAW, "il elle il")] * TIMES)
    previous = head.score("previous")
    assert previous is not None
    assert previous.chance == pytest.approx((1 / 2 + 1 / 3 + 1 / 4) / 3)
    assert measured.uniform_entropy["decoder"] == pytest.approx(log(2 * 3 * 4) / 3)


@pytest.mark.parametrize(
    ("pattern", "role"),
    [
        (at(1), "next"),
        (at(0), "itself"),
        (lambda query, n_keys: {n_keys - 1: 1.0}, "end"),
        (lambda query, n_keys: {0: 1.0}, "rare"),
    ],
)
def test_every_simple_role_is_found(pattern: looking.Pattern, role: str) -> None:
    _, (head,) = roles_of("encoder", pattern)
    assert head.role is not None
    assert head.role.role == role
    assert head.role.score.value == pytest.approx(1)


def test_the_same_word_is_looked_for_elsewhere() -> None:
    _, (head,) = roles_of("encoder", lambda query, n_keys: {3 - query if query in (0, 3) else query: 1.0})
    assert score(head, "repeat") == 1  # "the" and "the"
    repeat = head.score("repeat")
    assert repeat is not None
    assert repeat.largest.total == 2 * TIMES


def test_a_syntactic_role_needs_more_than_a_fixed_offset() -> None:
    pairs = {"determiner_noun": frozenset({(0, 1), (3, 5)})}
    exact = lambda query, n_keys: {{0: 1, 3: 5}.get(query, query): 1.0}  # noqa: E731
    _, (fixed, knowing) = roles_of("encoder", at(1), exact, sentences=[sentence(SAW, relations=pairs)] * TIMES)
    for head, reached in ((fixed, 0.5), (knowing, 1.0)):
        one = head.score("determiner_noun")
        assert one is not None
        assert one.score.value == pytest.approx(reached)
        assert one.baseline == one.fixed == 0.5
        assert one.offset in (1, 2)
        assert one.is_held == (reached == 1)


def test_who_looks_at_both_nouns_alike_does_not_resolve_the_pronoun() -> None:
    both = [
        sentence(SAW, relations={"antecedent": frozenset({(6, one)}), "distractor": frozenset({(6, other)})})
        for one, other in ((1, 4), (4, 1))
    ]
    halves = lambda query, n_keys: {1: 0.5, 4: 0.5}  # noqa: E731
    _, (torn,) = roles_of("encoder", halves, sentences=both * TIMES)
    antecedent = torn.score("antecedent")
    assert antecedent is not None
    assert antecedent.score.value == antecedent.rival == pytest.approx(0.5)
    assert not antecedent.is_held
    _, (sure,) = roles_of("encoder", lambda query, n_keys: {1: 1.0}, sentences=both[:1] * 20 + both[1:] * 2)
    antecedent = sure.score("antecedent")
    assert antecedent is not None
    assert antecedent.score.value == pytest.approx(20 / 22)
    assert antecedent.rival == pytest.approx(2 / 22)
    assert not antecedent.is_held, "a fixed offset reaches the same"


def test_the_row_that_predicts_and_the_row_that_reads() -> None:
    """The decoder reads </s> and then the words: row n predicts the word that row n + 1 reads."""
    links = frozenset({(0, 1), (1, 2), (2, 3)})
    aligned = [sentence("it was tired", "il elle il", links=links)] * TIMES
    measured, (predicting, reading) = roles_of("cross", at(0), at(-1), sentences=aligned)
    assert (score(predicting, "aligned_next"), score(predicting, "aligned_last")) == (1, 0)
    assert (score(reading, "aligned_next"), score(reading, "aligned_last")) == (pytest.approx(1 / 3), 1)
    assert predicting.alignment is not None
    assert reading.alignment is not None
    # by the rows that read: the words look one too far, the last one at </s>, which is no link: 2 proposed, 3 wanted
    assert (predicting.alignment.next, predicting.alignment.last) == (0, 1)
    assert (reading.alignment.next, reading.alignment.last) == (pytest.approx(2 / 3), 0)
    assert measured.diagonal_error == 0


def test_alignment_error_rate_by_hand() -> None:
    assert alignment_error_rate(right=2, proposed=3, wanted=4) == pytest.approx(1 - 4 / 7)
    assert alignment_error_rate(right=3, proposed=3, wanted=3) == 0
    crossed = sentence("the animal saw", "il elle", links=frozenset({(0, 1)}))
    assert crossed.source is not None
    assert diagonal(crossed.source, crossed.target) == {(0, 1), (2, 2)}


def test_copying_has_to_exceed_alignment() -> None:
    links = frozenset({(0, 1), (1, 2)})
    same = [sentence("it was", "it was", links=links)] * TIMES
    _, (head,) = roles_of("cross", at(0), sentences=same)
    copy = head.score("copy")
    assert copy is not None
    assert copy.score.value == copy.rival == 1
    assert not copy.is_held


def test_what_cannot_be_measured_is_absent_and_not_zero() -> None:
    measured, (head,) = roles_of("encoder", everywhere)
    for role in ("determiner_noun", "subject_verb", "antecedent", "punctuation"):
        assert role in measured.absent["encoder"]
        assert head.score(role) is None
    assert {"aligned_next", "aligned_last", "copy"} <= set(measured.absent["cross"])
    assert measured.diagonal_error is None
    assert all(head.alignment is None for head in measured.heads)
    few, _ = roles_of("encoder", everywhere, sentences=[sentence("it was")] * 5)
    assert {"previous", "next", "itself"} <= set(few.absent["encoder"]), "a few cases say nothing"


def test_padding_changes_nothing() -> None:
    long, short = sentence(SAW, "il elle il"), sentence("it was tired", "il")
    translator = looking.translator(encoder=[at(-1), everywhere])
    together = measure_roles(translator, [long, short] * TIMES)
    apart = [measure_roles(translator, [one] * TIMES) for one in (long, short)]
    for one, first, second in zip(together.heads, *(found.heads for found in apart), strict=True):
        for got in one.scores:
            parts = [found for found in (first.score(got.role), second.score(got.role)) if found]
            total = sum(part.largest.total for part in parts)
            expected = sum(part.score.value * part.largest.total for part in parts) / total
            assert got.score.value == pytest.approx(expected, abs=1e-6)


def test_held_out_sentences_know_their_words() -> None:
    first = held_out_sentences(small.translator(max_length=200), 30)
    pairs = [
        (name, one.source.words[asking], one.source.words[answering])
        for one in first
        if one.source
        for name, found in one.relations.items()
        for asking, answering in found
    ]
    assert {name for name, *_ in pairs} == {"determiner_noun", "subject_verb", "antecedent", "distractor"}
    assert all(
        asking.casefold().startswith(("it", "they", "them")) for name, asking, _ in pairs if name == "antecedent"
    )
    links = {(one.source.words[a], one.target.words[b]) for one in first if one.source for a, b in one.links}
    assert ("because", "parce") in links
    assert (".", ".") in links
    assert all(0 not in {target for _, target in one.links} for one in first), "</s> is aligned with nothing"


def test_other_models_are_measured_as_far_as_their_grammar_is_annotated() -> None:
    language_model = small.translator(**small.DECODER_ONLY)
    measured = measure_roles(language_model, held_out_sentences(language_model, 25))
    (absent,) = measured.absent.values()
    assert "determiner_noun" in absent, "a noun stands behind its determiner, where a decoder may not look"
    assert "noun_determiner" not in absent
    chinese = Tokenizer.train(("我爱购物。", "I love shopping.") * 10, size=60)
    shape = {"vocabulary_size": len(chinese), "max_length": 101, "source_language": "zh", "target_language": "en"}
    translator = Translator("zh-en", chinese, small.transformer(**shape))
    measured = measure_roles(translator, held_out_sentences(translator, 25))
    assert "aligned_next" in measured.absent["cross"]
    assert "subject_verb" in measured.absent["decoder"]
    assert len(measured.heads) == (2 + 3 + 3) * 5


def test_the_annotation_follows_the_language_it_belongs_to() -> None:
    back = small.translator(max_length=200, source_language="fr", target_language="en")
    first = held_out_sentences(back, 10)
    assert {one.english for one in first} == {"decoder"}
    links = {(one.source.words[a], one.target.words[b]) for one in first if one.source for a, b in one.links}
    assert ("parce", "because") in links
    asking = {one.target.words[a].casefold() for one in first for a, _ in one.relations["antecedent"]}
    assert all(word.startswith(("it", "they", "them")) for word in asking)


def test_sentences_that_a_model_cannot_read_are_left_out() -> None:
    limit = 55
    found = held_out_sentences(small.translator(max_length=limit), 5)
    assert 0 < len(found) <= 5
    assert all(len(one.tokens("encoder")) <= limit and len(one.target) <= limit for one in found)
    for unread in (small.translator(source_language="fr", target_language="zh"), small.translator(max_length=5)):
        with pytest.raises(ModelError) as error:
            held_out_sentences(unread, 1)
        assert error.value.code == "no_grammar"


def test_the_planted_head_and_its_decoy_both_resolve_the_pronoun() -> None:
    translator = planted.translator()
    sentences = [
        sentence(
            text,
            translator.translate(text).text,
            {
                "antecedent": frozenset({(probe.pronoun[0], probe.antecedent[0])}),
                "distractor": frozenset({(probe.pronoun[0], probe.distractor[0])}),
            },
        )
        for text in planted.SENTENCES
        for probe in [planted.probe(text)]
    ]
    measured = measure_roles(translator, sentences * 3)
    found = {(head.place, head.head): head.score("antecedent") for head in measured.heads}
    assert {head for head, one in found.items() if one and one.is_held} == {planted.COPYING, planted.DECOY}


def test_the_interval_of_a_mean_over_sentences() -> None:
    same, uneven = bootstrap(torch.tensor([[2.0, 0.0], [4.0, 4.0]]), torch.tensor([4.0, 8.0]))
    assert (same.value, same.low, same.high) == (0.5, 0.5, 0.5)
    assert uneven.value == pytest.approx(4 / 12)
    assert (uneven.low, uneven.high) == (0, 0.5)  # only the first sentence, only the second
