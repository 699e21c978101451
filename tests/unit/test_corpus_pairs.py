"""Reading real sentence pairs from files."""

import gzip
from pathlib import Path

import pytest

from model.corpus import CorpusError, load_pairs

PAIRS = [("Where is the key?", "Où est la clé ?"), ("It's raining.", "Il pleut.")]
TEXT = "".join(f"{source}\t{target}\n" for source, target in PAIRS)


def test_plain_and_gzipped_files_give_the_same_pairs(tmp_path: Path) -> None:
    plain, packed = tmp_path / "pairs.tsv", tmp_path / "pairs.tsv.gz"
    plain.write_bytes(TEXT.encode())
    packed.write_bytes(gzip.compress(TEXT.encode()))
    assert list(load_pairs(plain)) == list(load_pairs(str(packed))) == PAIRS


def test_windows_line_ends_empty_lines_and_further_columns(tmp_path: Path) -> None:
    path = tmp_path / "pairs.tsv"
    path.write_bytes(b"Go.\tVa !\tCC-BY 2.0\r\n\r\nHi.\tSalut !\r\n")
    assert list(load_pairs(path)) == [("Go.", "Va !"), ("Hi.", "Salut !")]


@pytest.mark.parametrize(
    ("content", "message"),
    [
        (b"Go.\tVa !\nno tab here\n", r"bad\.tsv, line 2: expected"),
        (b"Go.\t\n", r"bad\.tsv, line 1: expected"),
        ("Go.\tVa !\nHi.\tÀ toi\n".encode("latin-1"), r"bad\.tsv, line 2: not UTF-8"),
    ],
)
def test_malformed_lines_are_named(content: bytes, message: str, tmp_path: Path) -> None:
    path = tmp_path / "bad.tsv"
    path.write_bytes(content)
    with pytest.raises(CorpusError, match=message):
        list(load_pairs(path))


def test_missing_and_damaged_files(tmp_path: Path) -> None:
    with pytest.raises(CorpusError, match=r"gone\.tsv: there is no such file"):
        list(load_pairs(tmp_path / "gone.tsv"))
    damaged = tmp_path / "cut.tsv.gz"
    damaged.write_bytes(gzip.compress(TEXT.encode() * 50)[:-20])
    with pytest.raises(CorpusError, match=r"cut\.tsv\.gz, after line \d+: cannot be read"):
        list(load_pairs(damaged))
    (tmp_path / "text.gz").write_bytes(TEXT.encode())
    with pytest.raises(CorpusError, match="cannot be read"):
        list(load_pairs(tmp_path / "text.gz"))
