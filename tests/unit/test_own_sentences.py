"""A table of one's own: what is read of it, and what is said of rows and files that are wrong."""

from pathlib import Path

import pytest

from model.analysis import own_sentences
from model.analysis.own_sentences import (
    COLUMNS,
    MOST_ROWS,
    TableError,
    load_own_sentences,
    own_probe,
    read_own_sentences,
)
from model.errors import InputError
from tests import planted, small
from tests.planted import SENTENCES

HEADER = "sentence,antecedent,distractor,pronoun"
TIRED, WIDE = SENTENCES[:2]


def test_each_row_becomes_the_probe_of_its_sentence() -> None:
    table = f"{HEADER}\n{TIRED},animal,street,il\n{WIDE},street,animal,elle\n"
    found = read_own_sentences(table.encode(), planted.translator())
    assert found.rejected == ()
    assert list(found.probes) == [planted.probe(TIRED), planted.probe(WIDE)]


def test_sentences_without_a_translation_are_translated_together(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(own_sentences, "_AT_ONCE", 3)
    translator, batches, shares = planted.translator(), [], []
    together = type(translator).translate_batch
    monkeypatch.setattr(
        type(translator), "translate_batch", lambda self, texts: batches.append(len(texts)) or together(self, texts)
    )
    rows = [(one, "animal", "street", "il", "") for one in SENTENCES[:4]]
    rows += [rows[0], (SENTENCES[4], "cow", "park", "elle", "elle"), ("it \x07", "a", "b", "il", "")]
    table = "\n".join([f"{HEADER},translation", *map(",".join, rows)])
    found = read_own_sentences(table.encode(), translator, shares.append)
    assert batches == [3, 1], "each sentence once; none that has a translation or cannot be read"
    assert shares == [0.75, 1]
    expected = [own_probe(dict(zip(COLUMNS, row, strict=False)), translator) for row in rows[:4]]
    assert list(found.probes[:4]) == expected
    assert [row.reason.code for row in found.rejected] == ["control_characters"]


@pytest.mark.parametrize("separator", [",", ";", "\t"])
def test_columns_may_stand_in_any_order_and_between_any_separators(separator: str) -> None:
    rows = [["note", "Pronoun ", "antecedent", "distractor", "SENTENCE"], ["x", "il", "animal", "street", TIRED]]
    content = "\ufeff" + "\r\n".join(separator.join(row) for row in rows)
    assert read_own_sentences(content.encode(), planted.translator()).probes == (planted.probe(TIRED),)


def test_the_pronoun_asked_for_is_decided_though_the_translation_has_the_other() -> None:
    row = {"sentence": TIRED, "antecedent": "street", "distractor": "animal", "pronoun": "elle"}
    wrong = own_probe(row, planted.translator())
    assert (wrong.right, wrong.wrong) == (planted.token("elle"), planted.token("il"))


def test_a_translation_may_be_given() -> None:
    sentence, translation = small.SENTENCES
    row = {"sentence": sentence, "antecedent": "animal", "distractor": "street", "pronoun": "il"}
    translator = small.translator()
    made = own_probe(row | {"translation": translation}, translator)
    assert translator.tokenizer.decode(made.prefix) == translation.partition("il était")[0]


@pytest.mark.parametrize(
    ("changed", "code"),
    [
        ({"sentence": ""}, "empty"),
        ({"sentence": "the animal saw the street"}, "no_pronoun"),
        ({"antecedent": "dog"}, "no_such_word"),
        ({"distractor": ""}, "no_such_word"),
        ({"pronoun": "on"}, "bad_pronoun"),
        ({"translation": "rien"}, "no_french_pronoun"),
        ({"translation": "s'il"}, "undecidable"),
        ({"sentence": "it " * 40}, "too_long"),
        ({"sentence": "it \x07"}, "control_characters"),
    ],
)
def test_a_bad_row_is_told_what_is_wrong_and_the_others_are_read(changed: dict[str, str], code: str) -> None:
    row = {"sentence": TIRED, "antecedent": "animal", "distractor": "street", "pronoun": "il"}
    with pytest.raises(InputError) as raised:
        own_probe(row | changed, planted.translator())
    assert raised.value.code == code


def test_bad_rows_are_named_by_their_line() -> None:
    table = f"{HEADER}\n{TIRED},animal,street,il\n{TIRED},dog,street,il\n{TIRED}\n"
    found = read_own_sentences(table.encode(), planted.translator())
    assert len(found.probes) == 1
    assert [(row.line, row.reason.code) for row in found.rejected] == [(3, "no_such_word"), (4, "bad_pronoun")]


@pytest.mark.parametrize(
    ("content", "code"),
    [
        (b"\xff\xfe\x00", "not_utf8"),
        (b"", "missing_columns"),
        (b"sentence,antecedent\nx,y\n", "missing_columns"),
        (f"{HEADER}\n".encode(), "no_rows"),
        ("\n".join([HEADER, *["x,y,z,il"] * (MOST_ROWS + 1)]).encode(), "too_many_rows"),
        (f'{HEADER}\n"{"x" * 200_000}",y,z,il\n'.encode(), "bad_csv"),
    ],
)
def test_what_is_no_table_is_refused(content: bytes, code: str) -> None:
    with pytest.raises(TableError) as raised:
        read_own_sentences(content, planted.translator())
    assert raised.value.code == code


def test_a_file_that_is_not_there_is_named(tmp_path: Path) -> None:
    with pytest.raises(TableError, match=r"mine\.csv cannot be read"):
        load_own_sentences(tmp_path / "mine.csv", planted.translator())
