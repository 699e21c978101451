"""Reader for real sentence pairs: ``--corpus FILE.tsv[.gz]``."""

import gzip
from collections.abc import Iterator
from pathlib import Path
from typing import IO

from model.errors import CorpusError


def load_pairs(path: str | Path) -> Iterator[tuple[str, str]]:
    """The (source, target) pairs of a UTF-8 file with one ``source TAB target`` a line, gzipped if it ends in .gz.

    Further columns (attribution) are passed over, and so are empty lines. Raises CorpusError for a missing file,
    a line without two filled columns, bytes that are not UTF-8, or a damaged archive.
    """
    path = Path(path)
    number = 0
    try:
        with _open(path) as lines:
            for number, line in enumerate(lines, start=1):
                if not line.strip():
                    continue
                cells = [cell.strip() for cell in line.decode("utf-8").rstrip("\r\n").split("\t")]
                if len(cells) < 2 or not cells[0] or not cells[1]:
                    raise CorpusError(
                        "bad_corpus", f"{path}, line {number}: expected a sentence, a tab and its translation"
                    )
                yield cells[0], cells[1]
    except FileNotFoundError as error:
        raise CorpusError("bad_corpus", f"{path}: there is no such file") from error
    except UnicodeDecodeError as error:
        raise CorpusError("bad_corpus", f"{path}, line {number}: not UTF-8") from error
    except (OSError, EOFError) as error:
        raise CorpusError("bad_corpus", f"{path}, after line {number}: cannot be read ({error})") from error


def _open(path: Path) -> IO[bytes]:
    return gzip.open(path, "rb") if path.suffix == ".gz" else path.open("rb")  # type: ignore[return-value]
