"""The Chinese–English grammar: determinism, held-out combinations, full use of its tables, rules of both languages."""

import re
from collections import Counter
from functools import cache
from itertools import islice
from random import Random

import pytest

from model.corpus.sentence import Example
from model.corpus_zh import combinations, corpus_hash, examples
from model.corpus_zh.clause import OWN, Doing, Pair, Subject, activity, aspect, governed_clause, predicate, question
from model.corpus_zh.draw import Draw
from model.corpus_zh.english import Verb, a, comparative, number, superlative, with_s
from model.corpus_zh.generate import PATTERNS, SPLITS, combination_split
from model.corpus_zh.lexicon import TABLES, lexicon, rows
from model.corpus_zh.numbers import chinese_number, counting
from model.tokenizer import Tokenizer

LEXICON = lexicon()
I = Subject(Pair("我", "I"), "I", Pair("我", "I"), OWN["I"], Pair("我", "me"))  # noqa: E741
SHE = Subject(Pair("她", "she"), "third", Pair("她", "she"), OWN["she"], Pair("她", "her"))
THEY = Subject(Pair("他们", "they"), "plural", Pair("他们", "they"), OWN["they"], Pair("他们", "them"))


@cache
def sample(split: str = "train", count: int = 100_000) -> tuple[tuple[Example, frozenset[str]], ...]:
    return tuple(islice(combinations(split, seed=5), count))  # type: ignore[arg-type]


def doing(name: str) -> Doing:
    return activity(LEXICON.named(name)[0])


def test_the_same_split_and_seed_give_the_same_examples() -> None:
    assert list(examples("train", 3, 300)) == list(examples("train", 3, 300))
    assert list(examples("train", 3, 300)) != list(examples("train", 4, 300))
    assert {example.split for example in examples("dev", 3, 20)} == {"dev"}
    with pytest.raises(ValueError, match="unknown split"):
        examples("test_nouns")


def test_held_out_combinations_and_sentences_are_not_in_train() -> None:
    train_words = {words for _, words in sample()}
    train_sources = {example.source for example, _ in sample()}
    for split in ("dev", "test"):
        for example, words in sample(split, 300):
            assert combination_split(words) == split
            assert words not in train_words
            assert example.source not in train_sources


def test_the_showcase_is_in_no_split_but_its_words_are_in_train() -> None:
    for split in SPLITS:
        for example, _ in sample() if split == "train" else sample(split, 300):
            assert "我爱购物" not in example.source
            assert "I love shopping" not in example.target
    sources = [example.source for example, _ in sample()]
    assert sum(source.startswith("我爱") for source in sources) > 300
    assert sum("爱购物" in source for source in sources) > 300
    assert combination_split(frozenset({"爱", "购物"})) == "train"


def test_every_pattern_and_every_table_entry_is_used() -> None:
    written = Counter(example.pattern for example, _ in sample())
    assert set(written) == {pattern.__name__ for pattern in PATTERNS}
    assert len(written) == len(PATTERNS) >= 45
    noted = {word for _, words in sample() for word in words}
    texts = "\n".join(example.source for example, _ in sample())
    entries = (*LEXICON.nouns, *LEXICON.activities, *LEXICON.verbs, *LEXICON.adjectives, *LEXICON.places)
    entries += (*LEXICON.times, *LEXICON.governors)
    assert [entry.chinese for entry in entries if entry.chinese not in noted] == []
    said = (*LEXICON.people, *LEXICON.states, *(phrase for phrase in LEXICON.phrases))
    assert [entry.chinese for entry in said if entry.chinese.rstrip("。") not in texts] == []
    assert len(entries) + len(LEXICON.people) >= 350


def test_tables_are_well_formed_and_name_only_what_exists() -> None:
    for table in TABLES:
        found = rows(table)
        assert all(row.get("chinese") or row.get("verb") for row in found), table
        assert len({tuple(row.values()) for row in found}) == len(found), table
    for verb in LEXICON.verbs:
        assert verb.nouns or "person" in verb.objects.split(), verb
    for adjective in LEXICON.adjectives:
        assert adjective.things or adjective.personal or adjective.places, adjective
    for state in LEXICON.states:
        assert LEXICON.named(state.wants), state
        assert LEXICON.named(state.prevents), state
    for place in LEXICON.located("public room"):
        assert LEXICON.named(place.there), place
    for place in LEXICON.located("city"):
        assert LEXICON.select(place.there), place


def test_texts_are_written_as_the_languages_are() -> None:
    for example, _ in sample():
        assert re.fullmatch(r"[\u4e00-\u9fff，。？！]+", example.source), example
        assert re.fullmatch(r"[A-Z][A-Za-z0-9',.? -]*[A-Za-z0-9.?!']", example.target), example
        assert "  " not in example.target
        marks = {"。": ".", "？": "?", "！": "!"}
        assert marks.get(example.source[-1], "") == (example.target[-1] if example.target[-1] in ".?!" else ""), example
        assert not re.search(r"\b(a [aeio]|an [^aeiou]|I (is|are)\b|(you|we|they) (is|has)\b)", example.target), example
        asked = example.target.endswith("?")
        assert asked or not re.search(r"\b([Hh]e|[Ss]he|[Ii]t) (have|do|don't|are)\b", example.target), example
    unmarked = sum(example.source[-1] not in "。？！" for example, _ in sample())
    assert 0.15 < unmarked / len(sample()) < 0.25


@pytest.mark.parametrize(
    ("forms", "expected"),
    [
        ("shop", ("shops", "shopped", "shopping")),
        ("swim swam swum", ("swims", "swam", "swimming")),
        ("study", ("studies", "studied", "studying")),
        ("have had", ("has", "had", "having")),
        ("go went gone", ("goes", "went", "going")),
        ("write wrote written", ("writes", "wrote", "writing")),
        ("watch", ("watches", "watched", "watching")),
        ("see saw seen", ("sees", "saw", "seeing")),
        ("play", ("plays", "played", "playing")),
        ("visit", ("visits", "visited", "visiting")),
        ("fish", ("fishes", "fished", "fishing")),
        ("ski", ("skis", "skied", "skiing")),
    ],
)
def test_english_verbs(forms: str, expected: tuple[str, str, str]) -> None:
    verb = Verb.parse(forms)
    assert (with_s(verb.base), verb.past, verb.gerund) == expected


def test_english_words() -> None:
    assert [a(word) for word in ("egg", "umbrella", "useful book", "red apple")] == [
        "an egg",
        "an umbrella",
        "a useful book",
        "a red apple",
    ]
    assert [comparative(word) for word in ("big", "heavy", "nice", "expensive", "tired", "clean")] == [
        "bigger",
        "heavier",
        "nicer",
        "more expensive",
        "more tired",
        "cleaner",
    ]
    assert superlative("good") == "best"
    assert (number(12), number(25), number(40)) == ("twelve", "twenty-five", "forty")
    assert (chinese_number(10), chinese_number(25), counting(2)) == ("十", "二十五", "两")


@pytest.mark.parametrize(
    ("subject", "form", "negative", "chinese", "english"),
    [
        (SHE, "present", False, "洗手", "she washes her hands"),
        (I, "present", True, "不洗手", "I don't wash my hands"),
        (SHE, "past", True, "没洗手", "she didn't wash her hands"),
        (THEY, "past", False, "洗手了", "they washed their hands"),
        (I, "progressive", False, "正在洗手", "I'm washing my hands"),
        (SHE, "progressive", True, "没在洗手", "she isn't washing her hands"),
        (THEY, "perfect", False, "洗过手", "they've washed their hands"),
        (SHE, "will", True, "不会洗手", "she won't wash her hands"),
    ],
)
def test_aspect_tense_and_agreement(subject: Subject, form: str, negative: bool, chinese: str, english: str) -> None:
    wash = doing("洗手")
    assert aspect(wash, form, negative) == chinese  # type: ignore[arg-type]
    assert predicate(subject, wash, form, negative) == english  # type: ignore[arg-type]


def test_questions_and_verbs_before_verbs() -> None:
    swim, shop = doing("游泳"), doing("购物")
    assert question(SHE, swim, "past") == "did she swim"
    assert question(THEY, swim, "perfect", "ever") == "have they ever swum"
    assert question(I, swim, "progressive") == "am I swimming"
    by_name = {governor.chinese: governor for governor in LEXICON.governors}
    assert governed_clause(by_name["爱"], I, shop) == ("我爱购物", "I love shopping")
    assert governed_clause(by_name["喜欢"], SHE, shop, True) == ("她不喜欢购物", "she doesn't like shopping")
    assert governed_clause(by_name["会"], SHE, swim, True) == ("她不会游泳", "she can't swim")
    assert governed_clause(by_name["得"], SHE, swim, True) == ("她不用游泳", "she doesn't have to swim")
    assert governed_clause(by_name["愿意"], I, swim) == ("我愿意游泳", "I'm willing to swim")


def test_noun_phrases() -> None:
    draw = Draw(Random(0))
    nouns = {noun.chinese: noun for noun in LEXICON.nouns}
    assert draw.counted(nouns["苹果"], 1) == ("一个苹果", "an apple", "third")
    assert draw.counted(nouns["咖啡"], 2) == ("两杯咖啡", "two cups of coffee", "plural")
    assert draw.counted(nouns["鞋"], 1) == ("一双鞋", "a pair of shoes", "third")
    assert draw.counted(nouns["刀"], 3) == ("三把刀", "three knives", "plural")
    assert draw.mine(nouns["鞋"], SHE) == ("她的鞋", "her shoes", "plural")


def test_the_showcase_is_one_piece_a_word_in_a_vocabulary_of_the_project_s_size() -> None:
    texts = [text for example, _ in sample()[:20_000] for text in (example.source, example.target)]
    tokenizer = Tokenizer.train(texts, 3_000)
    assert tokenizer.encode("I love shopping").pieces == ("▁I", "▁love", "▁shopping")
    encoded = tokenizer.encode("我爱购物", "zh")
    assert encoded.words == ("我", "爱", "购", "物")
    assert not encoded.unknown
    assert "".join(encoded.pieces).replace("▁", "") == "我爱购物"


def test_the_hash_names_tables_and_code() -> None:
    assert corpus_hash() == corpus_hash()
    assert re.fullmatch(r"[0-9a-f]{64}", corpus_hash())
