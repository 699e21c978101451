"""The sizes of an adapted model, in the words that the analyses use."""

from dataclasses import dataclass

from model.adapters.peculiarities import Peculiarity
from model.tokens import Language
from model.trace import NormKind

LONGEST = 512
"""More tokens than this are not read: every head of every layer keeps a weight for each pair of them."""


@dataclass(frozen=True)
class AdaptedShape:
    """See `model.network.Shape`. `family` is transformers' `model_type`."""

    family: str
    d_model: int
    n_heads: int
    d_head: int
    n_encoder_layers: int
    n_decoder_layers: int
    max_length: int
    pad_id: int
    start_id: int
    end_ids: tuple[int, ...]
    norm_epsilon: float
    norm_first: bool
    norm_kind: NormKind
    source_language: Language | None
    target_language: Language
    forced: tuple[int, ...] = ()
    """Tokens that the decoder is made to write first: the target language of a model with many."""
    never: tuple[int, ...] = ()
    """Tokens that decoding never chooses, as the model's settings for generation say."""

    peculiarities: tuple[Peculiarity, ...] = ()

    @property
    def is_decoder_only(self) -> bool:
        return self.n_encoder_layers == 0
