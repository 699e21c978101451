"""What Headlight needs of a model and of a tokenizer: our own, or an adapted one (`model/adapters/`).

Shapes: as in `model/transformer.py`, which is the one implementation to read beside these.
"""

from collections.abc import Iterator, Sequence
from typing import Any, Protocol, runtime_checkable

from jaxtyping import Bool, Float, Int
from torch import Tensor, nn

from model.tap import UNTAPPED, Tap
from model.tokens import Language, Tokens
from model.trace import AttentionKind, NormKind, StackName

Memory = Any
"""What a decoder reads of an encoder's states. It means something only to the model that made it, like its caches."""


@runtime_checkable
class Cache(Protocol):
    """What one or more decoder layers keep of the tokens they have seen."""

    @property
    def length(self) -> int: ...

    def reorder(self, rows: Int[Tensor, " row"]) -> None:
        """Keep `rows` of the batch, in that order."""
        ...


@runtime_checkable
class Shape(Protocol):
    """The sizes of a model, the tokens that have a meaning to it, and the languages it knows.

    `start_id` opens what the decoder reads, each of `end_ids` ends what it writes. A model without decoder layers is
    encoder-only; one without encoder layers is decoder-only.
    """

    @property
    def d_model(self) -> int: ...
    @property
    def n_heads(self) -> int: ...
    @property
    def d_head(self) -> int: ...
    @property
    def n_encoder_layers(self) -> int: ...
    @property
    def n_decoder_layers(self) -> int: ...
    @property
    def max_length(self) -> int: ...
    @property
    def pad_id(self) -> int: ...
    @property
    def start_id(self) -> int: ...
    @property
    def end_ids(self) -> tuple[int, ...]: ...
    @property
    def forced(self) -> tuple[int, ...]:
        """Tokens that the decoder is made to write first: in a model of many languages, the name of the target's."""
        ...

    @property
    def never(self) -> tuple[int, ...]:
        """Tokens that decoding never chooses."""
        ...

    @property
    def norm_epsilon(self) -> float: ...
    @property
    def norm_first(self) -> bool: ...
    @property
    def norm_kind(self) -> NormKind: ...
    @property
    def source_language(self) -> Language | None: ...
    @property
    def target_language(self) -> Language: ...
    @property
    def peculiarities(self) -> tuple[str, ...]:
        """Where it differs from the Transformer of 2017; see `model/adapters/peculiarities.py`."""
        ...

    @property
    def is_decoder_only(self) -> bool: ...


@runtime_checkable
class Network(Protocol):
    """A Transformer: one forward pass, tapped (`model/tap.py`), whole or in parts."""

    @property
    def config(self) -> Shape: ...

    @property
    def scores_follow(self) -> bool:
        """Whether scores are QKᵀ/√d_head plus the recorded bias, so that a trace need not keep them."""
        ...

    def __call__(
        self, source: Int[Tensor, "batch source"] | None, target: Int[Tensor, "batch target"], *, tap: Tap = UNTAPPED
    ) -> Float[Tensor, "batch target vocabulary"]: ...

    def encode(
        self, source: Int[Tensor, "batch source"], *, tap: Tap = UNTAPPED
    ) -> tuple[Float[Tensor, "batch source d_model"], Bool[Tensor, "batch 1 1 source"] | None]: ...

    def encode_from(
        self,
        first: int,
        x: Float[Tensor, "batch source d_model"],
        mask: Bool[Tensor, "batch 1 1 source"] | None,
        *,
        tap: Tap = UNTAPPED,
    ) -> Float[Tensor, "batch source d_model"]: ...

    def memory(
        self, states: Float[Tensor, "batch source d_model"], mask: Bool[Tensor, "batch 1 1 source"] | None
    ) -> Memory: ...

    def decode(
        self,
        target: Int[Tensor, "batch target"],
        memory: Memory | None,
        *,
        cache: Any = None,
        tap: Tap = UNTAPPED,
    ) -> Float[Tensor, "batch target vocabulary"]: ...

    def decoder_states(
        self,
        target: Int[Tensor, "batch target"],
        memory: Memory | None,
        *,
        cache: Any = None,
        tap: Tap = UNTAPPED,
    ) -> Float[Tensor, "batch target d_model"]: ...

    def unembed(self, states: Float[Tensor, "*batch d_model"]) -> Float[Tensor, "*batch vocabulary"]:
        """Logits of the next token from the decoder's final states."""
        ...

    def normed(self, stream: Float[Tensor, "*batch d_model"]) -> Float[Tensor, "*batch d_model"]:
        """The decoder's stream after its last norm, where it has one: what `unembed` reads."""
        ...

    def logits_of(self, states: Float[Tensor, "row d_model"], tokens: Int[Tensor, " row"]) -> Float[Tensor, " row"]:
        """In each row the logit of one token."""
        ...

    def embeddings(self, stack: StackName) -> Float[Tensor, "vocabulary d_model"]:
        """The vectors that the tap sees at `<stack>.embedding`, for every token."""
        ...

    def output_projection(self, kind: AttentionKind, layer: int) -> Float[Tensor, "head d_head d_model"]:
        """W^O of one attention sublayer: each head's rows."""
        ...

    def new_cache(self, batch: int, capacity: int) -> Sequence[Cache]: ...

    def named_parameters(self) -> Iterator[tuple[str, nn.Parameter]]: ...


@runtime_checkable
class Vocabulary(Protocol):
    """Text to token ids and back. Typed text is only ever text, never a special token."""

    @property
    def pad_id(self) -> int: ...
    @property
    def unknown_id(self) -> int: ...

    def __len__(self) -> int: ...

    def piece(self, token_id: int) -> str:
        """The piece with this id, with "▁" for a space before it. Raises KeyError for an id beyond the vocabulary."""
        ...

    def id(self, piece: str) -> int:
        """The id of a piece. Raises KeyError for a piece that the vocabulary does not have."""
        ...

    def batch_encode(self, texts: Sequence[str]) -> list[list[int]]:
        """Token ids of many texts at once, without special tokens."""
        ...

    def read_source(self, text: str, language: Language) -> Tokens:
        """One text as an encoder reads it, with its special tokens."""
        ...

    def encode_target(self, text: str, language: Language) -> Tokens:
        """One text of the target's language in pieces, without special tokens."""
        ...

    def decode(self, ids: Sequence[int]) -> str:
        """The text that token ids spell; special tokens spell nothing."""
        ...

    def tokens(self, ids: Sequence[int], language: Language = "fr") -> Tokens:
        """Token ids that a model wrote, with the text they spell."""
        ...

    def to_json(self) -> str:
        """All that it knows: two vocabularies are the same where this is."""
        ...
