"""A film on disk: config.json, tokenizer.json, README.md (the card), film.json and snapshots/<tokens>.safetensors."""

import json
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from model.checkpoint import load_settings, load_weights, locate
from model.config import TransformerConfig
from model.errors import CheckpointError
from model.evaluation import CorpusScore, HeadSelectivity, Proportion
from model.tokenizer import Tokenizer
from model.training.loop import SNAPSHOTS
from model.translator import Translator

FILM = "film.json"


@dataclass(frozen=True)
class Frame:
    """One snapshot and what was measured of it."""

    tokens: int
    """Target tokens seen, </s> included; at least 1."""
    step: int
    minutes: float
    loss: float
    """Mean training loss of the steps around the snapshot, in nats per target token, label smoothing included."""
    bleu: CorpusScore | None
    """Of greedy translations of real pairs; None where none were given."""
    pronouns: Proportion
    """il or elle right in held-out sentences whose two nouns differ in gender."""
    heads: tuple[HeadSelectivity, ...]
    """Every encoder head over one fixed sample of held-out sentences, by layer and head."""


@dataclass(frozen=True, eq=False)  # compared and hashed by identity: figures of it are cached
class Film:
    """The snapshots of one run, in the order of training. All share a shape and a tokenizer."""

    name: str
    folder: Path
    config: TransformerConfig
    tokenizer: Tokenizer
    frames: tuple[Frame, ...]
    n_pairs: int
    """How many real pairs BLEU was measured on."""

    @classmethod
    def load(cls, name_or_path: str) -> "Film":
        """Read a film without its weights, which `translator` reads when they are asked for.

        Raises CheckpointError ("missing_model", "corrupt_weights", "bad_config", "mismatch").
        """
        folder = locate(name_or_path)
        config, tokenizer = load_settings(folder)
        frames, n_pairs = _read_measurements(folder / FILM, config)
        film = cls(name_or_path, folder, config, tokenizer, frames, n_pairs)
        for frame in frames:
            path = snapshot_path(folder, frame.tokens)
            if not path.is_file():
                raise CheckpointError("missing_model", f"There is no {path.name} in {path.parent}.", name=str(path))
        return film

    def __len__(self) -> int:
        return len(self.frames)

    def translator(self, index: int) -> Translator:
        """The model at a frame, read from disk. Raises CheckpointError."""
        tokens = self.frames[index].tokens
        path = snapshot_path(self.folder, tokens)
        return Translator(f"{self.name} @ {tokens}", self.tokenizer, load_weights(path, self.config))

    @property
    def best_head(self) -> tuple[int, int]:
        """The encoder head (layer, head) that prefers the antecedent most often in the last frame."""
        best = max(self.frames[-1].heads, key=lambda head: (head.wins.hits, head.antecedent - head.distractor))
        return best.layer, best.head

    def head(self, index: int, layer: int, head: int) -> HeadSelectivity:
        """An encoder head as it was at a frame."""
        return self.frames[index].heads[layer * self.config.n_heads + head]


def snapshot_path(folder: Path, tokens: int) -> Path:
    """Where the snapshot after that many target tokens lies, in a film as in the run that made it."""
    return folder / SNAPSHOTS / f"{tokens:09d}.safetensors"


def to_json(frames: Sequence[Frame], n_pairs: int) -> str:
    """What was measured, for `film.json`. A head is [sentences won, mean weight on antecedent, on distractor]."""

    def score(head: HeadSelectivity) -> list[float]:
        return [head.wins.hits, round(head.antecedent, 4), round(head.distractor, 4)]

    shown = [
        {
            "tokens": frame.tokens,
            "step": frame.step,
            "minutes": round(frame.minutes, 2),
            "loss": round(frame.loss, 4),
            "bleu": vars(frame.bleu) if frame.bleu else None,
            "pronouns": [frame.pronouns.hits, frame.pronouns.total],
            "head_sentences": frame.heads[0].wins.total,
            "heads": [score(head) for head in frame.heads],
        }
        for frame in frames
    ]
    lines = ",\n".join(json.dumps(frame) for frame in shown)
    return f'{{"pairs": {n_pairs}, "frames": [\n{lines}\n]}}\n'


def _read_measurements(path: Path, config: TransformerConfig) -> tuple[tuple[Frame, ...], int]:
    try:
        values: Any = json.loads(path.read_text(encoding="utf-8"))
        frames = tuple(_frame(frame, config) for frame in values["frames"])
        n_pairs = int(values["pairs"])
    except FileNotFoundError:
        raise CheckpointError("missing_model", f"There is no {path.name} in {path.parent}.", name=str(path)) from None
    except (KeyError, TypeError, ValueError) as error:
        raise CheckpointError("corrupt_weights", f"{path} is damaged: {error}", name=str(path)) from error
    tokens = [frame.tokens for frame in frames]
    if not tokens or tokens[0] < 1 or tokens != sorted(set(tokens)):
        raise CheckpointError("corrupt_weights", f"{path} does not list its frames in order.", name=str(path))
    return frames, n_pairs


def _frame(values: Any, config: TransformerConfig) -> Frame:
    if len(values["heads"]) != config.n_encoder_layers * config.n_heads:
        raise ValueError(f"{len(values['heads'])} heads do not fit the model")
    heads = tuple(
        HeadSelectivity(
            "encoder",
            *divmod(place, config.n_heads),
            Proportion(int(wins), int(values["head_sentences"])),
            float(antecedent),
            float(distractor),
        )
        for place, (wins, antecedent, distractor) in enumerate(values["heads"])
    )
    hits, total = values["pronouns"]
    return Frame(
        tokens=int(values["tokens"]),
        step=int(values["step"]),
        minutes=float(values["minutes"]),
        loss=float(values["loss"]),
        bleu=CorpusScore(**values["bleu"]) if values["bleu"] else None,
        pronouns=Proportion(int(hits), int(total)),
        heads=heads,
    )
