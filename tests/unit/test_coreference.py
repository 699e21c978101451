import dataclasses

import pytest
import torch

from model.coreference import (
    HeadComparison,
    Resolution,
    Roles,
    compare,
    find_roles,
    french_pronouns,
    pronoun_choice,
    resolve,
    word_codes,
)
from model.coreference_pairs import READY_PAIRS
from model.tokenizer import Tokenizer
from model.trace import Trace
from model.translator import Translator
from tests import small

ENGLISH = "The animal didn't cross the street because it was too tired."
FRENCH = "L'animal n'a pas traversé la rue parce qu'il était trop fatigué."


@pytest.fixture(scope="module")
def tokenizer() -> Tokenizer:
    return Tokenizer.train([ENGLISH, FRENCH, "Il est là. Elle est là. il elle qu'elle"] * 9, size=150)


@pytest.fixture
def trace() -> Trace:
    return small.translator().trace(ENGLISH, FRENCH)


def with_tensors(trace: Trace, **tensors: torch.Tensor) -> Trace:
    renamed = {site.replace("__", "."): tensor for site, tensor in tensors.items()}
    return dataclasses.replace(trace, tensors={**trace.tensors, **renamed})


def words(tokens, roles: Roles) -> list[str | None]:
    return [None if index is None else tokens.words[index] for index in dataclasses.astuple(roles)]


@pytest.mark.parametrize(
    ("sentence", "found"),
    [
        (ENGLISH, ["it", "animal", "street"]),
        ("Because it was tired, the horse didn't climb a hill.", ["it", "horse", "hill"]),
        ("It rained, so the cat saw that it was wet in the house.", ["it", "cat", "house"]),
        ("The dogs saw the cats because they barked.", ["they", "dogs", "cats"]),
        ("Hello!", [None, None, None]),
        ("It is the end.", ["It", "end", None]),
    ],
)
def test_roles_are_found(tokenizer, sentence, found):
    tokens = tokenizer.encode(sentence)
    assert words(tokens, find_roles(tokens)) == found


def test_codes_name_repeated_words_and_leave_out_punctuation_and_specials(tokenizer):
    tokens = tokenizer.encode("The cat, the dog!").with_special_after(2, "</s>")
    assert word_codes(tokens) == {"the": 0, "cat": 1, "the.2": 3, "dog": 4}


def test_french_pronouns_are_words_not_letters(tokenizer):
    target = tokenizer.encode("Il voit la pile parce qu'elle brille.", "fr")
    assert [target.words[word] for word in french_pronouns(target)] == ["Il", "elle"]


def choice_for(tokenizer: Tokenizer, french: str, probabilities: dict[str, float]):
    """The choice of the only pronoun of `french`, where the model gives these pieces these probabilities."""
    small_trace = small.translator().trace(ENGLISH, FRENCH)
    target = tokenizer.encode(french, "fr").with_special_before(tokenizer.end_id, "</s>")
    (word,) = french_pronouns(target)
    logits = torch.full((1, len(target), len(tokenizer)), -torch.inf)
    rest = tokenizer.id("s")
    logits[..., rest] = 0.0
    row = target.word_of.index(word) - 1
    for piece, probability in probabilities.items():
        logits[0, row, tokenizer.id(piece)] = torch.tensor(probability).log()
    logits[0, row, rest] = torch.tensor(1 - sum(probabilities.values())).log()
    tensors = {**small_trace.tensors, "logits": logits, "decoder.final": torch.zeros(1, len(target), 30)}
    return pronoun_choice(dataclasses.replace(small_trace, tensors=tensors, target=target), tokenizer, word)


def test_probabilities_stand_in_the_row_before_the_pronoun(tokenizer):
    choice = choice_for(tokenizer, "parce qu'il est là", {"il": 0.6, "elle": 0.3})
    assert (choice.written, choice.other) == ("il", "elle")
    assert choice.probability == pytest.approx(0.6)
    assert choice.other_probability == pytest.approx(0.3)


def test_the_counterpart_has_the_same_space_and_capital(tokenizer):
    choice = choice_for(tokenizer, "là. Elle est là", {"▁Elle": 0.5, "▁Il": 0.25, "▁il": 0.125})
    assert (choice.written, choice.other) == ("Elle", "Il")
    assert choice.probability == pytest.approx(0.5)
    assert choice.other_probability == pytest.approx(0.25)


def test_a_counterpart_without_a_piece_has_no_probability():
    tokenizer = Tokenizer.train(["il est là il"] * 9, size=40)
    assert choice_for(tokenizer, "il est là", {"▁il": 0.5}).other_probability is None


def test_encoder_attention_sums_the_pieces_of_a_noun_and_averages_those_of_the_pronoun():
    letters = Tokenizer.train([ENGLISH, FRENCH] * 9, size=50)
    translator = Translator("letters", letters, small.transformer(vocabulary_size=len(letters), max_length=101))
    trace = translator.trace(ENGLISH, FRENCH)
    source = trace.source
    assert source is not None
    codes = word_codes(source)
    roles = Roles(pronoun=codes["street"], antecedent=codes["tired"], distractor=codes["animal"])
    asking, meant = ([p for p, word in enumerate(source.word_of) if word == codes[w]] for w in ("street", "tired"))
    assert min(len(asking), len(meant)) > 1, "both words should have several pieces for this test"
    weights = torch.zeros(1, 5, len(source), len(source))
    for value, query in enumerate(asking, start=1):
        weights[0, 3, query, meant] = 0.1 * value
    made = resolve(with_tensors(trace, encoder__1__self_attention__weights=weights), letters, roles)
    assert made.encoder is not None
    expected = 0.1 * (len(asking) + 1) / 2 * len(meant)
    assert float(made.encoder.antecedent[1, 3]) == pytest.approx(expected)
    assert float(made.encoder.contrast[1, 3]) == pytest.approx(expected)
    assert made.encoder.antecedent.shape == (2, 5)


def test_cross_attention_comes_from_the_row_before_the_pronoun(trace):
    source, target = trace.source, trace.target
    assert source is not None
    assert target is not None
    street = [p for p, word in enumerate(source.word_of) if source.words[word] == "street"]
    pronoun = target.word_of.index(target.words.index("il"))
    weights = torch.zeros(1, 5, len(target), len(source))
    weights[0, 2, pronoun - 1, street] = 0.2
    weights[0, 2, pronoun, street] = 0.01
    made = resolve(with_tensors(trace, decoder__2__cross_attention__weights=weights), small.tokenizer())
    assert made.cross is not None
    assert float(made.cross.distractor[2, 2]) == pytest.approx(0.2 * len(street))
    assert float(made.cross.contrast[2, 2]) == pytest.approx(-0.2 * len(street))


def test_without_a_french_pronoun_the_encoder_is_still_there():
    made = resolve(small.translator().trace(ENGLISH, "la rue"), small.tokenizer())
    assert made.choice is None
    assert made.cross is None
    assert made.encoder is not None


def test_without_nouns_or_pronoun_there_is_nothing_to_compare():
    made = resolve(small.translator().trace("cross", FRENCH), small.tokenizer())
    assert made.roles == Roles(None, None, None)
    assert made.choice is not None
    assert made.encoder is None
    assert made.cross is None
    assert compare(made, made) == ()


def test_the_last_french_pronoun_is_meant_unless_another_is_chosen():
    made = small.translator().trace(ENGLISH, "il parle elle il")
    default = resolve(made, small.tokenizer())
    assert default.choice is not None
    assert default.choice.word == 4
    chosen = resolve(made, small.tokenizer(), french_word=3)
    assert chosen.choice is not None
    assert chosen.choice.written == "elle"


def test_heads_that_follow_the_meaning_come_first(trace):
    first = resolve(trace, small.tokenizer())
    roles = first.roles
    second = resolve(trace, small.tokenizer(), Roles(roles.pronoun, roles.distractor, roles.antecedent))
    heads = compare(first, second)
    assert len(heads) == 2 * 5 + 3 * 5
    assert [head.weaker_contrast for head in heads] == sorted((head.weaker_contrast for head in heads), reverse=True)
    # The same sentence with the roles exchanged: every head "always looks at the same noun".
    for head in heads:
        assert head.contrast[0] == pytest.approx(-head.contrast[1])
        assert head.weaker_contrast <= 0
        assert float(getattr(first, head.kind).antecedent[head.layer, head.head]) == head.antecedent[0]


def test_contrast_of_a_comparison():
    head = HeadComparison("cross", 0, 1, antecedent=(0.75, 0.5), distractor=(0.25, 0.625))
    assert head.contrast == (0.5, -0.125)
    assert head.weaker_contrast == -0.125


def test_sentences_that_lack_one_kind_are_compared_by_the_other(trace):
    first = resolve(trace, small.tokenizer())
    second = dataclasses.replace(first, cross=None)
    assert isinstance(second, Resolution)
    assert {head.kind for head in compare(first, second)} == {"encoder"}


def test_ready_pairs_need_their_meaning():
    assert READY_PAIRS[0].sentences[0] == ENGLISH
    assert len({pair.name for pair in READY_PAIRS}) == len(READY_PAIRS) >= 8
    for pair in READY_PAIRS:
        assert {noun.gender for noun in pair.nouns} == {"m", "f"}
        assert {noun.pronoun for noun in pair.nouns} == {"il", "elle"}
    assert {pair.nouns[0].gender for pair in READY_PAIRS} == {"m", "f"}


@pytest.mark.parametrize("pair", READY_PAIRS, ids=lambda pair: pair.name)
def test_ready_pairs_name_words_of_their_sentences(pair):
    first, second = (small.tokenizer().encode(sentence) for sentence in pair.sentences)
    nouns = [noun.english for noun in pair.nouns]
    assert [word.casefold() for word in words(first, pair.roles(0, first))] == ["it", *nouns]
    assert [word.casefold() for word in words(second, pair.roles(1, second))] == ["it", *reversed(nouns)]
    differing = [a for a, b in zip(first.words, second.words, strict=True) if a != b]
    assert differing == [pair.words[0]]
    assert pair.title == pair.frame.format(" / ".join(pair.words))
