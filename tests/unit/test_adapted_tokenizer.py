"""Hugging Face tokenizers as vocabularies: pieces, spans, words, special tokens, and what was never typed as such."""

import pytest

from model.adapters.alignment import find_spans
from model.adapters.tokenizer import AdaptedTokenizer
from tests import tiny_hub

TYPED = "The animal didn't cross: 我爱购物 naïve Ω"


def adapted(kind: str, tmp_path=None) -> AdaptedTokenizer:
    made = tiny_hub.marian_tokenizer(tmp_path) if kind == "marian" else getattr(tiny_hub, kind)()
    return AdaptedTokenizer(made, made.pad_token_id)


KINDS = ["tokenizer", "wordpiece", "sentencepiece", "marian"]


@pytest.mark.parametrize("kind", KINDS)
def test_every_piece_stands_where_it_was_typed(kind: str, tmp_path) -> None:
    tokens = adapted(kind, tmp_path).read_source(TYPED, "other")

    spans = [span for span in tokens.spans if span]
    assert [start for start, _ in spans] == sorted(start for start, _ in spans)
    covered = {place for start, end in spans for place in range(start, end)}
    assert covered == {place for place, letter in enumerate(TYPED) if letter != " "}
    assert tokens.text == TYPED
    assert {"The", "animal", "didn't", "cross", ":", "naïve", "Ω"} <= set(tokens.words)


@pytest.mark.parametrize("kind", KINDS)
def test_ids_are_those_of_the_tokenizer(kind: str, tmp_path) -> None:
    vocabulary = adapted(kind, tmp_path)
    backend = vocabulary._backend
    text = tiny_hub.TEXTS[0]

    assert list(vocabulary.read_source(text, "en").ids) == backend(text).input_ids
    assert vocabulary.batch_encode([text, "The"]) == backend([text, "The"], add_special_tokens=False).input_ids
    target = backend(text_target=text, add_special_tokens=False).input_ids
    assert list(vocabulary.encode_target(text, "fr").ids) == target
    assert (target != vocabulary.batch_encode([text])[0]) == (kind == "marian")  # which has a model for either side


def test_special_tokens_are_marked_and_typed_ones_are_text() -> None:
    vocabulary = adapted("sentencepiece")
    tokens = vocabulary.read_source("The </s> animal", "en")

    assert tokens.specials == {len(tokens) - 1}
    assert tokens.ids[-1] == 1
    assert 1 not in tokens.ids[:-1]
    both = adapted("wordpiece").read_source("the [SEP] animal", "en")
    assert both.specials == {0, len(both) - 1}
    assert both.pieces[0] == "[CLS]"
    assert 3 not in both.ids[:-1]


def test_parts_of_a_character_share_its_span_and_show_their_bytes() -> None:
    vocabulary = adapted("tokenizer")
    tokens = vocabulary._read("Ω", "other", specials=False)

    assert tokens.pieces == ("<CE>", "<A9>")
    assert tokens.spans == ((0, 1), (0, 1))
    assert tokens.words == ("Ω",)
    written = vocabulary.tokens(tokens.ids)
    assert (written.text, written.spans, written.words) == ("Ω", ((0, 1), (0, 1)), ("Ω",))
    assert vocabulary.tokens(tokens.ids[:1]).text == "\N{REPLACEMENT CHARACTER}"


@pytest.mark.parametrize("kind", ["tokenizer", "sentencepiece", "marian"])
@pytest.mark.parametrize("text", [tiny_hub.TEXTS[0], tiny_hub.TEXTS[2]])
def test_what_was_read_is_written_again(kind: str, text: str, tmp_path) -> None:
    vocabulary = adapted(kind, tmp_path)
    read = vocabulary._read(text, "other", specials=False)
    written = vocabulary.tokens(read.ids, "other")

    if kind != "tokenizer":  # NFKC writes the Chinese comma as a plain one
        text = text.replace("，", ",")
    if not read.unknown:
        assert written.text == text
        assert written.words == tuple(word if word in written.text else "," for word in read.words)
        assert vocabulary.decode(read.ids) == vocabulary._backend.decode(read.ids, skip_special_tokens=True).strip()
    assert written.text == vocabulary.decode(read.ids)


def test_pieces_are_written_with_our_sign_for_a_space_and_found_again() -> None:
    for kind in ("tokenizer", "sentencepiece"):
        vocabulary = adapted(kind)
        assert {"▁t", "▁was"} & {vocabulary.piece(index) for index in range(len(vocabulary))}
        for token_id in range(len(vocabulary)):
            assert vocabulary.piece(vocabulary.id(vocabulary.piece(token_id))) == vocabulary.piece(token_id)
        with pytest.raises(KeyError):
            vocabulary.id("no such piece")
        with pytest.raises(KeyError):
            vocabulary.piece(len(vocabulary))
    assert "animal" in {adapted("wordpiece").piece(index) for index in range(len(adapted("wordpiece")))}


def test_an_unknown_piece_keeps_its_letters() -> None:
    tokens = adapted("wordpiece").read_source("the Ω animal", "en")

    assert tokens.unknown == ((4, 5),)
    assert tokens.pieces[tokens.spans.index((4, 5))] == "Ω"


def test_spans_are_found_through_case_and_compatibility_letters_and_unknown_pieces() -> None:
    assert find_spans("Ｔhe ﬁne Ω end", ["the", "fine", None, "en", "d"]) == [
        (0, 3),
        (4, 7),
        (8, 9),
        (10, 12),
        (12, 13),
    ]
    assert find_spans("", []) == []
    assert find_spans("ab", [None]) == [(0, 2)]


def test_two_vocabularies_are_the_same_where_their_texts_are(tmp_path) -> None:
    assert adapted("tokenizer").to_json() == adapted("tokenizer").to_json()
    assert len({adapted(kind, tmp_path).to_json() for kind in KINDS}) == len(KINDS)
