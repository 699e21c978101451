"""What a training run is told, as frozen values: a recipe names them, the command line overrides them."""

import dataclasses
import tomllib
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Literal, Self, get_args

from model.config import TransformerConfig
from model.errors import ConfigError

OptimizerName = Literal["adamw", "muon"]
Precision = Literal["auto", "float32", "bfloat16"]

RECIPES = Path(__file__).parent / "recipes"


@dataclass(frozen=True)
class TrainingConfig:
    """Everything that decides which weights come out. Token counts are target tokens, </s> included.

    The run ends at whichever of `steps`, `tokens` and `minutes` comes first; with `minutes`, the learning rate follows
    the clock, so only runs limited by steps or tokens can be repeated bit for bit. Raises ConfigError.
    """

    seed: int = 1
    steps: int | None = None
    tokens: int | None = None
    minutes: float | None = None
    vocabulary_size: int = 8000
    batch_tokens: int = 4096
    max_pieces: int = 64
    """Pairs with a longer side are left out."""
    grammar_share: float = 0.5
    """Share of the generated grammar in the target tokens; the corpora supply the rest in equal turns of all pairs."""
    warm_up_grammar_tokens: int = 0
    """Grammar only until about this many tokens."""
    careless_share: float = 0.0
    """Share of the sources that lose their capitals or their full stop, as typed text does."""
    optimizer: OptimizerName = "adamw"
    """Muon (`model/training/muon.py`) changes the matrices inside the layers, AdamW everything else."""
    learning_rate: float = 1e-3
    """The highest of AdamW. Both follow one schedule (`model/training/schedule.py`)."""
    muon_learning_rate: float = 1e-2
    warm_up_steps: int = 1000
    label_smoothing: float = 0.1
    weight_decay: float = 0.01
    clip_norm: float = 1.0
    gloss_weight: float = 0.0
    """Weight of the auxiliary gloss loss (`model/training/gloss.py`)."""
    gloss_share: float = 0.8
    """The share of the run after which the gloss loss is switched off."""
    precision: Precision = "float32"
    """"auto" is decided when the run begins: bfloat16 where the processor has instructions for it, else float32."""
    grammar: str = "en-fr"
    """Which generated grammar: `model/training/sides.py` knows them."""
    snapshot_tokens: Sequence[int] = ()
    """The weights are kept each time this many target tokens have been seen: the film of the run."""
    chunk_tokens: int = 400_000
    """How many tokens are sorted by length at a time."""
    sample_size: int = 30_000
    """Grammar sentences from which the vocabulary and the gloss lemmas are collected."""

    def __post_init__(self) -> None:
        object.__setattr__(self, "snapshot_tokens", tuple(self.snapshot_tokens))  # TOML and JSON give a list
        limits = [limit for limit in (self.steps, self.tokens, self.minutes) if limit is not None]
        if not limits or min(limits) <= 0:
            raise ConfigError("bad_config", "A run needs a positive number of steps, tokens or minutes to stop at.")
        for name in (
            "batch_tokens",
            "max_pieces",
            "warm_up_steps",
            "chunk_tokens",
            "vocabulary_size",
            "sample_size",
        ):
            if getattr(self, name) < 1:
                raise ConfigError("bad_config", f"{name} must be at least 1, not {getattr(self, name)}.")
        if self.batch_tokens <= self.max_pieces:
            raise ConfigError("bad_config", "batch_tokens must exceed max_pieces, or the longest pair fits no batch.")
        for name in ("grammar_share", "careless_share", "label_smoothing", "gloss_share"):
            if not 0 <= getattr(self, name) <= 1:
                raise ConfigError("bad_config", f"{name} must lie between 0 and 1, not {getattr(self, name)}.")
        for name in ("learning_rate", "muon_learning_rate", "clip_norm"):
            if getattr(self, name) <= 0:
                raise ConfigError("bad_config", f"{name} must be positive, not {getattr(self, name)}.")
        for name, known in (("precision", get_args(Precision)), ("optimizer", get_args(OptimizerName))):
            if getattr(self, name) not in known:
                raise ConfigError("bad_config", f"{name} must be one of {', '.join(known)}.")


@dataclass(frozen=True)
class Recipe:
    """A model's shape (without the vocabulary size, which the tokenizer decides) and how it is trained."""

    model: dict[str, Any]
    training: dict[str, Any]

    @classmethod
    def load(cls, name_or_path: str) -> Self:
        """Read a recipe of this package by name, or any TOML file by path. Raises ConfigError."""
        path = RECIPES / f"{name_or_path}.toml" if "/" not in name_or_path else Path(name_or_path)
        try:
            values = tomllib.loads(path.read_text(encoding="utf-8"))
        except FileNotFoundError:
            known = ", ".join(sorted(recipe.stem for recipe in RECIPES.glob("*.toml")))
            raise ConfigError("bad_config", f"There is no recipe {name_or_path}. Known recipes: {known}.") from None
        except (OSError, UnicodeDecodeError, tomllib.TOMLDecodeError) as error:
            raise ConfigError("bad_config", f"The recipe {name_or_path} cannot be read: {error}") from error
        unknown = [*(values.keys() - {"model", "training"})]
        unknown += values.get("model", {}).keys() - {field.name for field in dataclasses.fields(TransformerConfig)}
        unknown += values.get("training", {}).keys() - {field.name for field in dataclasses.fields(TrainingConfig)}
        if unknown:
            raise ConfigError("bad_config", f"The recipe {name_or_path} has unknown entries: {', '.join(unknown)}.")
        shape: dict[str, Any] = values.get("model", {})
        if shape.get("n_encoder_layers") == 0:
            shape["source_language"] = None  # TOML has no null, and without an encoder nothing is read
        return cls(model=shape, training=values.get("training", {}))
