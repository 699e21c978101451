"""Byte-pair encoding step by step, against hand-counted pairs, the `tokenizers` library and the shipped tokenizer."""

import pytest
from tokenizers import Tokenizer
from tokenizers.models import BPE
from tokenizers.pre_tokenizers import Metaspace
from tokenizers.trainers import BpeTrainer

import model
from model.lessons import tokens as bpe
from pages.lessons.tokens.exhibits import READ, SMALL_TEXT
from pages.lessons.tokens.questions import which_word_is_cut
from tests.lessons import SENTENCES, lesson, reader
from viz.lesson.chips import chips, counted_words
from viz.lesson.merge_tables import pair_table, sum_table
from viz.text import Text
from viz.theme import theme


def pieces(found: tuple[bpe.Piece, ...]) -> list[str]:
    return [piece.text for piece in found]


def test_words_keep_the_space_before_them_and_punctuation_stands_alone() -> None:
    assert bpe.split_words("I  learn, 我爱！") == ["▁I", "▁learn", ",", "▁我爱", "！"]
    assert bpe.split_words("▁a") == ["▁_a"]  # typed, the sign would read as a space
    assert bpe.split_words("  ") == []


def test_pairs_are_counted_within_words_as_often_as_the_word_stands_there() -> None:
    (stage,) = bpe.learn("aba aba ab", most=0)
    assert stage.counts == {"▁aba": 2, "▁ab": 1}
    assert stage.pairs == {("▁", "a"): 3, ("a", "b"): 3, ("b", "a"): 2}
    assert stage.best == ("▁", "a")  # the first of equals
    assert (stage.n_letters, stage.n_pieces) == (3, 11)


def test_merging_goes_on_until_nothing_stands_there_twice() -> None:
    stages = bpe.learn("aba aba ab")
    assert [stage.merged for stage in stages] == [None, ("▁", "a"), ("▁a", "b"), ("▁ab", "a")]
    assert stages[-1].pieces == {"▁aba": ("▁aba",), "▁ab": ("▁ab",)}
    assert stages[-1].best is None
    assert bpe.merge(("a", "a", "a"), ("a", "a")) == ("aa", "a")


def test_the_library_learns_the_same_merges() -> None:
    """Of a text in which at every step one pair is more frequent than all others."""
    text = "bc " * 7 + "xbc " * 2 + "xd"
    library = Tokenizer(BPE())
    library.pre_tokenizer = Metaspace(replacement="▁", prepend_scheme="always")
    library.train_from_iterator([text], BpeTrainer(vocab_size=9, show_progress=False))
    ours = [stage.merged for stage in bpe.learn(text)[1:]]
    assert ours == [("b", "c"), ("▁", "bc"), ("▁", "x"), ("▁x", "bc")]
    assert bpe.merges_of(library.to_str()) == ours


def test_learning_is_learn_and_ing() -> None:
    """DESIGN.md: "I love machine learning" in characters, words and subwords, and what becomes of an unknown word."""
    stages = bpe.learn(SMALL_TEXT)
    ways = bpe.three_ways(READ, stages[0], [stage.merged for stage in stages if stage.merged])
    assert READ == "I love machine learning"
    assert pieces(ways.characters) == list("▁I▁love▁machine▁learning")
    assert all(piece.known for piece in ways.characters)
    assert [(piece.text, piece.known) for piece in ways.words] == [
        ("▁I", True),
        ("▁love", True),
        ("▁machine", True),
        ("▁learning", False),
    ]
    assert pieces(ways.subwords) == ["▁I", "▁love", "▁machine", "▁learn", "ing"]
    assert all(piece.known for piece in ways.subwords)
    strange = bpe.three_ways("é", stages[0], [])
    assert not any(ways[-1].known for ways in (strange.characters, strange.words, strange.subwords))


@pytest.mark.parametrize("name", ["en-fr", "zh-en", "en-lm"])
def test_a_word_assembles_into_the_pieces_that_the_shipped_tokenizer_makes(name: str) -> None:
    tokenizer = model.load(name).tokenizer
    ranks = bpe.shipped_ranks(tokenizer)
    for sentence in (*SENTENCES[name], "unbelievably, didn't 3.14 aujourd'hui"):
        for word, expected in bpe.word_pieces(tokenizer.encode(sentence)):
            *_, last = bpe.assembly("".join(expected), ranks)
            assert last == expected, word
    assert min(ranks.values()) == 0


def test_the_numbers_of_the_shipped_vocabulary_follow_the_order_of_merging() -> None:
    tokenizer = model.load("en-fr").tokenizer
    merged = ["".join(pair) for pair in bpe.shipped_ranks(tokenizer)]
    ids = [tokenizer.id(piece) for piece in merged]
    assert ids == sorted(ids)


def test_a_pair_across_words_is_found_unless_a_word_has_it() -> None:
    assert bpe.across_words("the end is near the end") == ("e", "e")
    assert bpe.across_words("aa aa") is None
    assert bpe.across_words("one") is None


@pytest.mark.parametrize("sentence", ["a", "Hi", ".", "🦄 ok", "no no no", "Antidisestablishmentarianism"])
def test_questions_can_be_asked_of_any_sentence(sentence: str) -> None:
    for quiz in lesson("tokens").quizzes:
        asked = quiz.ask(reader("tokens", sentence=sentence))
        assert len(asked.options) >= 2


def test_the_cut_word_is_the_right_one() -> None:
    asked = which_word_is_cut(reader("tokens"))
    assert asked.right.label == "didn\\'t"
    assert "▁didn\\' + t" in asked.right.why


def test_chips_are_text_and_unknown_ones_say_so() -> None:
    shown = chips(["<b>", "x"], theme("light"), marked=[0], unknown=[1])
    assert "\\<b" in shown
    assert "\\<unk" in shown
    stage = bpe.learn("aa aa")[1]
    assert "×2" in counted_words(stage, theme("dark"))


def test_tables_name_the_next_pair_and_add_up() -> None:
    (stage,) = bpe.learn(SMALL_TEXT, most=0)
    pairs = pair_table(stage, 5, Text("en"))
    assert pairs.iloc[0].tolist() == ["i + n", stage.pairs["i", "n"], "→ **in**"]
    table = sum_table(stage, ("i", "n"), Text("en"))
    products = [int(row) for row in table.iloc[:-1, 3]]
    assert table.iloc[-1, 3] == f"**{sum(products)}**" == "**6**"
    assert [int(c) * int(n) for c, n in zip(table.iloc[:-1, 1], table.iloc[:-1, 2], strict=True)] == products
