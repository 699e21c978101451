"""Sentences of one's own for the scorecard, as a table: CSV with commas, semicolons or tabs, in UTF-8.

| column | meaning |
| --- | --- |
| `sentence` | an English sentence with "it" or "they" |
| `antecedent` | the noun that the pronoun stands for, as it is written in the sentence |
| `distractor` | the other noun |
| `pronoun` | what French must say: il, elle, ils or elles |
| `translation` | optional: the French sentence, with a subject pronoun; without it the model's own is taken |

The pronoun that counts is the last "it" (else "they") of the sentence, and the last subject pronoun of the translation.
"""

import csv
import io
import re
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

from model.analysis.progress import Progress, ignore
from model.coreference import COUNTERPART
from model.corpus import Example, Span
from model.errors import HeadlightError, InputError
from model.evaluation.probes import Probe, probe
from model.evaluation.pronouns import SUBJECT_PRONOUN, is_feminine
from model.translator import Translator

COLUMNS = ("sentence", "antecedent", "distractor", "pronoun")
MOST_ROWS = 500
_AT_ONCE = 25  # sentences that are translated together
_MOST_CHARACTERS = 1000
"""Of a cell: no sentence that a model can read is longer."""


class TableError(HeadlightError):
    """A file that is no such table.

    Codes: `unreadable`, `not_utf8`, `missing_columns`, `bad_csv`, `no_rows`, `too_many_rows`.
    """


@dataclass(frozen=True)
class Rejected:
    """A row that cannot be measured, by its line in the file (the header is line 1), and why."""

    line: int
    sentence: str
    reason: HeadlightError


@dataclass(frozen=True)
class OwnSentences:
    """What could be read of a file: a probe for each good row, and the rows that are none."""

    probes: tuple[Probe, ...]
    rejected: tuple[Rejected, ...]


def load_own_sentences(path: Path, translator: Translator) -> OwnSentences:
    """The probes of a table in a file. Raises TableError, `unreadable` too."""
    try:
        content = path.read_bytes()
    except OSError as error:
        raise TableError("unreadable", f"{path.name} cannot be read: {error.strerror}.", name=path.name) from error
    return read_own_sentences(content, translator)


def read_own_sentences(content: bytes, translator: Translator, on_progress: Progress = ignore) -> OwnSentences:
    """The probes of a table. Calls `on_progress` with the share that is translated, which takes nearly all of the time.

    Raises TableError where it is no table of this form at all.
    """
    rows = _read_table(content)
    translations = _translations(translator, [cells for _, cells in rows if not cells["translation"]], on_progress)
    probes: list[Probe] = []
    rejected: list[Rejected] = []
    for line, cells in rows:
        known = cells["translation"] or translations.get(cells["sentence"], "")
        try:
            probes.append(own_probe(cells | {"translation": known}, translator))
        except HeadlightError as error:
            rejected.append(Rejected(line, cells["sentence"], error))
    return OwnSentences(tuple(probes), tuple(rejected))


def _read_table(content: bytes) -> list[tuple[int, dict[str, str]]]:
    """The rows of a table, each with its line in the file and its cells by column."""
    try:
        text = content.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        raise TableError("not_utf8", "The file is not UTF-8 text. Save it as CSV in UTF-8.") from error
    header = text.partition("\n")[0]
    reader = csv.DictReader(io.StringIO(text), delimiter=max(",;\t", key=header.count), restkey="")
    names = [name.strip().casefold() for name in reader.fieldnames or ()]
    missing = [name for name in COLUMNS if name not in names]
    if missing:
        raise TableError(
            "missing_columns",
            f"The first line does not name the columns {', '.join(missing)}.",
            columns=", ".join(missing),
        )
    reader.fieldnames = names
    rows: list[tuple[int, dict[str, str]]] = []
    for row in _rows(reader, lambda: reader.line_num):
        if len(rows) == MOST_ROWS:
            raise TableError("too_many_rows", f"The file has more than {MOST_ROWS} sentences.", limit=MOST_ROWS)
        cells = {name: (row.get(name) or "").strip()[:_MOST_CHARACTERS] for name in (*COLUMNS, "translation")}
        rows.append((reader.line_num, cells))
    if not rows:
        raise TableError("no_rows", "The file has a header and no sentences.")
    return rows


def _translations(translator: Translator, rows: Sequence[Mapping[str, str]], on_progress: Progress) -> dict[str, str]:
    """The model's own translations of all sentences that it can read: together they take a fifth of the time."""
    sentences = list(dict.fromkeys(cells["sentence"] for cells in rows if _can_be_read(cells["sentence"], translator)))
    found: dict[str, str] = {}
    for start in range(0, len(sentences), _AT_ONCE):
        chunk = sentences[start : start + _AT_ONCE]
        found |= zip(chunk, translator.translate_batch(chunk), strict=True)
        on_progress(len(found) / len(sentences))
    return found


def _can_be_read(sentence: str, translator: Translator) -> bool:
    try:
        translator.read(sentence)
    except InputError:
        return False
    return True


def _rows(reader: Iterable[dict[str, str]], lines_read: Callable[[], int]) -> Iterator[dict[str, str]]:
    try:
        yield from reader
    except csv.Error as error:
        line = lines_read() + 1
        raise TableError("bad_csv", f"Line {line} cannot be read: {error}.", line=line) from error


def own_probe(cells: Mapping[str, str], translator: Translator) -> Probe:
    """The probe of a row with the columns named above.

    Raises InputError: what `Translator.read` raises; `no_pronoun`, `no_such_word`, `bad_pronoun`, `no_french_pronoun`,
    `undecidable`.
    """
    sentence, wanted = cells["sentence"], cells["pronoun"].casefold()
    translator.read(sentence)
    if wanted not in COUNTERPART:
        raise InputError("bad_pronoun", "The pronoun must be il, elle, ils or elles.", pronoun=cells["pronoun"])
    pronoun = _last("it", sentence) or _last("they", sentence)
    if pronoun is None:
        raise InputError("no_pronoun", 'The sentence has neither "it" nor "they".')
    nouns = [_noun(cells[name], sentence, pronoun) for name in ("antecedent", "distractor")]
    target = cells.get("translation") or translator.translate(sentence).text
    *_, found = [None, *SUBJECT_PRONOUN.finditer(target)]
    if found is None:
        raise InputError("no_french_pronoun", "The translation has no il, elle, ils or elles.", translation=target)
    written = wanted.capitalize() if found[0][0].isupper() else wanted
    made = probe(
        translator,
        Example(
            source=sentence,
            target=target[: found.start()] + written + target[found.end() :],
            pattern="",
            split="test",
            pronoun=pronoun,
            antecedent=nouns[0],
            distractor=nouns[1],
            predicate=None,
            target_pronoun=Span(found.start(), found.start() + len(written)),
            antecedent_gender="f" if is_feminine(wanted) else "m",
            distractor_gender="m" if is_feminine(wanted) else "f",
            glosses=(),
            alignment=(),
        ),
    )
    if made is None:
        raise InputError("undecidable", "After this beginning of the translation nothing is left to decide.")
    return made


def _noun(word: str, sentence: str, pronoun: Span) -> Span:
    """Where a noun stands: its last place before the pronoun, else its first after it."""
    spans = _places(word, sentence)
    if not spans:
        raise InputError("no_such_word", f"The sentence has no word {word}.", word=word)
    before = [span for span in spans if span.start < pronoun.start]
    return before[-1] if before else spans[0]


def _last(word: str, sentence: str) -> Span | None:
    spans = _places(word, sentence)
    return spans[-1] if spans else None


def _places(word: str, sentence: str) -> list[Span]:
    if not word:
        return []
    return [Span(*match.span()) for match in re.finditer(rf"(?<!\w){re.escape(word)}(?!\w)", sentence, re.IGNORECASE)]
