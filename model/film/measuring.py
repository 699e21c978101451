"""From a finished run with snapshots to a film: every snapshot is measured, and the files are put into one folder."""

import csv
from bisect import bisect_left
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from pathlib import Path

from model.checkpoint import CARD, CONFIG, TOKENIZER, load_settings, load_weights, locate, write_atomically
from model.errors import CheckpointError
from model.evaluation import head_selectivity, make_probes, pronoun_accuracy
from model.evaluation.corpus_scores import greedy_bleu
from model.film.film import FILM, Film, Frame, snapshot_path, to_json
from model.training.card import with_quality
from model.training.loop import METRICS, SNAPSHOTS
from model.translator import Translator

_SPLIT = "test"
"""Pairs of nouns that training never put together."""


@dataclass(frozen=True)
class _Row:
    """A row of the metrics: where the run was, and its mean loss since the row before."""

    step: float
    tokens: float
    minutes: float
    loss: float


def make_film(
    run: str,
    output: Path,
    pairs: Sequence[tuple[str, str]],
    *,
    n_examples: int = 200,
    on_frame: Callable[[Frame], None] = lambda frame: None,
) -> Film:
    """Measure every snapshot of a run and write the film into `output`; `on_frame` hears of each.

    BLEU is measured on `pairs` (may be empty), pronouns and heads on `n_examples` held-out sentences each.
    Raises CheckpointError where the run has no snapshots or its files are missing or damaged.
    """
    folder = locate(run)
    config, tokenizer = load_settings(folder)
    points = sorted(int(path.stem) for path in (folder / SNAPSHOTS).glob("*.safetensors") if path.stem.isdecimal())
    if not points:
        raise CheckpointError("missing_model", f"There are no snapshots in {folder / SNAPSHOTS}.", name=str(folder))
    rows = _read_metrics(folder / METRICS)
    frames: list[Frame] = []
    for tokens in points:
        path = snapshot_path(folder, tokens)
        translator = Translator(path.stem, tokenizer, load_weights(path, config))
        frame = _measure(translator, tokens, _row_at(rows, tokens), pairs, n_examples)
        frames.append(frame)
        on_frame(frame)
        _copy(path, snapshot_path(output, tokens))
    for name in (CONFIG, TOKENIZER):
        _copy(folder / name, output / name)
    write_atomically(output / FILM, to_json(frames, len(pairs)).encode())
    film = Film.load(str(output.resolve()))
    card = (folder / CARD).read_text(encoding="utf-8")
    write_atomically(output / CARD, with_quality(card, to_markdown(film)).encode())
    return film


def evenly(pairs: Sequence[tuple[str, str]], count: int) -> list[tuple[str, str]]:
    """At most `count` pairs at equal distances: corpora are often sorted by length, and their beginning is easy."""
    count = min(count, len(pairs))
    return [pairs[place * len(pairs) // count] for place in range(count)]


def to_markdown(film: Film) -> str:
    """What was measured, for the card."""
    layer, head = film.best_head
    name = film.head(-1, layer, head)
    lines = [
        f"| {frame.tokens / 1e6:g} M | {frame.loss:.3f} | {frame.bleu or '–'} | {frame.pronouns} "
        f"| {film.head(index, layer, head).wins} |"
        for index, frame in enumerate(film.frames)
    ]
    signature = next((frame.bleu.signature for frame in film.frames if frame.bleu), None)
    return "\n".join(
        (
            f"A film: the weights at {len(film)} points of one run. 95 % intervals (Wilson; bootstrap for BLEU). Loss: "
            "nats per target token in training, label smoothing included. Pronouns: *il* or *elle* right on held-out "
            "pairs of nouns of different gender. Head: how often this encoder head, the best of the last snapshot, "
            "gives the antecedent more weight than the distractor, on held-out sentences.",
            "",
            f"| target tokens | loss | BLEU (greedy, {film.n_pairs} pairs) | pronouns | head {name} |",
            "| --- | --- | --- | --- | --- |",
            *lines,
            *([f"\nBLEU: `{signature}`"] if signature else []),
        )
    )


def _measure(
    translator: Translator, tokens: int, row: _Row, pairs: Sequence[tuple[str, str]], n_examples: int
) -> Frame:
    heads = head_selectivity(translator, make_probes(translator, _SPLIT, n_examples))
    encoder = (head for head in heads if head.kind == "encoder")
    return Frame(
        tokens=tokens,
        step=round(row.step),
        minutes=row.minutes,
        loss=row.loss,
        bleu=greedy_bleu(translator, pairs) if pairs else None,
        pronouns=pronoun_accuracy(translator, _SPLIT, n_examples),
        heads=tuple(sorted(encoder, key=lambda head: (head.layer, head.head))),
    )


def _read_metrics(path: Path) -> list[_Row]:
    try:
        with path.open(newline="", encoding="utf-8") as file:
            rows = [
                _Row(*(float(row[name]) for name in ("step", "tokens", "minutes", "loss")))
                for row in csv.DictReader(file)
            ]
    except FileNotFoundError:
        raise CheckpointError("missing_model", f"There is no {path.name} in {path.parent}.", name=str(path)) from None
    except (KeyError, TypeError, ValueError) as error:
        raise CheckpointError("corrupt_weights", f"{path} is damaged: {error}", name=str(path)) from error
    if not rows:
        raise CheckpointError("corrupt_weights", f"{path} has no rows.", name=str(path))
    return rows


def _row_at(rows: Sequence[_Row], tokens: int) -> _Row:
    """Where the run was after so many tokens, between two rows, and the loss of the row that covers it."""
    place = min(bisect_left([row.tokens for row in rows], tokens), len(rows) - 1)
    after = rows[place]
    before = rows[place - 1] if place else _Row(0, 0, 0, after.loss)
    share = min(1.0, (tokens - before.tokens) / (after.tokens - before.tokens))
    return _Row(
        step=before.step + share * (after.step - before.step),
        tokens=tokens,
        minutes=before.minutes + share * (after.minutes - before.minutes),
        loss=after.loss,
    )


def _copy(source: Path, target: Path) -> None:
    target.parent.mkdir(parents=True, exist_ok=True)
    write_atomically(target, source.read_bytes())
