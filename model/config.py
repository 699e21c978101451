"""The shape of a Transformer, as one frozen value."""

import dataclasses
import json
from dataclasses import dataclass
from typing import Any, Literal, get_args

from model.errors import ConfigError
from model.tokens import Language

Activation = Literal["relu", "gelu"]
NormPlacement = Literal["post", "pre"]
PositionKind = Literal["sinusoidal", "learned", "rotary", "alibi", "none"]


@dataclass(frozen=True)
class TransformerConfig:
    """Hyperparameters of a Transformer (Vaswani et al. 2017, section 3), and the languages that it reads and writes.

    An encoder-decoder model translates from `source_language` to `target_language`. With `source_language` None and no
    encoder layers it is decoder-only: a language model of `target_language`, without cross attention.
    `end_id` closes every sentence and also opens the decoder's input: the target is shifted right by one position.
    Raises ConfigError where the values contradict each other.
    """

    vocabulary_size: int
    d_model: int = 192
    n_heads: int = 8
    d_ff: int = 768
    n_encoder_layers: int = 6
    n_decoder_layers: int = 1
    activation: Activation = "relu"
    norm_placement: NormPlacement = "post"
    positions: PositionKind = "sinusoidal"
    tied_embeddings: bool = True
    max_length: int = 256
    dropout: float = 0.1
    norm_epsilon: float = 1e-5
    pad_id: int = 0
    end_id: int = 2
    source_language: Language | None = "en"
    target_language: Language = "fr"

    def __post_init__(self) -> None:
        for name in (
            "vocabulary_size",
            "d_model",
            "n_heads",
            "d_ff",
            "n_encoder_layers",
            "n_decoder_layers",
            "max_length",
        ):
            value: object = getattr(self, name)
            least = 0 if name == "n_encoder_layers" and self.is_decoder_only else 1
            if not isinstance(value, int) or isinstance(value, bool) or value < least:
                raise _bad(f"{name} must be a whole number of at least {least}, not {value!r}")
        if self.is_decoder_only and self.n_encoder_layers:
            raise _bad(f"without a source_language there is nothing for {self.n_encoder_layers} encoder layers to read")
        for name, choices in (
            ("activation", get_args(Activation)),
            ("norm_placement", get_args(NormPlacement)),
            ("positions", get_args(PositionKind)),
            ("source_language", (*get_args(Language), None)),
            ("target_language", get_args(Language)),
        ):
            if getattr(self, name) not in choices:
                raise _bad(f"{name} must be one of {', '.join(map(str, choices))}, not {getattr(self, name)!r}")
        if not isinstance(self.tied_embeddings, bool):  # pyright: ignore[reportUnnecessaryIsInstance] - may be JSON
            raise _bad(f"tied_embeddings must be true or false, not {self.tied_embeddings!r}")
        if self.d_model % self.n_heads:
            raise _bad(f"d_model ({self.d_model}) must be a multiple of n_heads ({self.n_heads})")
        if self.positions == "sinusoidal" and self.d_model % 2:
            raise _bad(f"sinusoidal positions need an even d_model, not {self.d_model}")
        if self.positions == "rotary" and self.d_head % 2:
            raise _bad(f"rotary positions need an even head size, not {self.d_head}")
        if not 0 <= self.dropout < 1:
            raise _bad(f"dropout must be at least 0 and below 1, not {self.dropout!r}")
        if not self.norm_epsilon > 0:
            raise _bad(f"norm_epsilon must be positive, not {self.norm_epsilon!r}")
        for name in ("pad_id", "end_id"):
            if not 0 <= getattr(self, name) < self.vocabulary_size:
                raise _bad(f"{name} must be an index into the vocabulary of {self.vocabulary_size}")
        if self.pad_id == self.end_id:
            raise _bad("pad_id and end_id must differ")

    @property
    def is_decoder_only(self) -> bool:
        """True for a language model: no source, no encoder, no cross attention."""
        return self.source_language is None

    @property
    def start_id(self) -> int:
        """The token that opens what the decoder reads."""
        return self.end_id

    @property
    def end_ids(self) -> tuple[int, ...]:
        """The tokens that end what the decoder writes."""
        return (self.end_id,)

    @property
    def forced(self) -> tuple[int, ...]:
        """The tokens that every translation is made to begin with: none."""
        return ()

    @property
    def never(self) -> tuple[int, ...]:
        """The tokens that decoding never chooses: none."""
        return ()

    @property
    def peculiarities(self) -> tuple[str, ...]:
        """Where it differs from the Transformer of 2017: nowhere that its settings do not say."""
        return ()

    @property
    def norm_first(self) -> bool:
        """Whether the norms stand in front of the sublayers."""
        return self.norm_placement == "pre"

    @property
    def norm_kind(self) -> Literal["layer"]:
        """Which norm it has."""
        return "layer"

    @property
    def d_head(self) -> int:
        """Size of one head's queries, keys and values."""
        return self.d_model // self.n_heads

    def to_json(self) -> str:
        return json.dumps(dataclasses.asdict(self), indent=2) + "\n"

    @classmethod
    def from_json(cls, text: str) -> "TransformerConfig":
        """Read what `to_json` wrote; raises ConfigError for anything else."""
        try:
            values: Any = json.loads(text)
        except json.JSONDecodeError as error:
            raise _bad(f"not JSON ({error})") from error
        known = {field.name for field in dataclasses.fields(cls)}
        if not isinstance(values, dict) or not values.keys() <= known:  # pyright: ignore[reportUnknownMemberType]
            raise _bad("not a JSON object of known hyperparameters")
        try:
            return cls(**values)  # pyright: ignore[reportUnknownArgumentType]
        except TypeError as error:
            raise _bad(str(error)) from error


def _bad(reason: str) -> ConfigError:
    return ConfigError("bad_config", f"This configuration describes no Transformer: {reason}.", reason=reason)
