"""The Transformer, with an encoder or without: one forward pass, for training, use, viewing and intervening."""

import math
from collections.abc import Sequence
from typing import cast

import torch
import torch.nn.functional as F
from jaxtyping import Bool, Float, Int
from torch import Tensor, nn

from model.config import TransformerConfig
from model.layers import DecoderLayer, EncoderLayer, KeysValues, LayerCache, LayerNorm
from model.positions import sinusoidal
from model.tap import UNTAPPED, Tap
from model.trace import AttentionKind, StackName

Cache = Sequence[LayerCache]
Memory = list[KeysValues]


class Embedding(nn.Module):
    """Tokens to vectors: the embedding times √d_model, plus a position where the kind adds one (section 3.4)."""

    positions: Tensor | None

    def __init__(self, config: TransformerConfig) -> None:
        super().__init__()
        self.scale = math.sqrt(config.d_model)
        self.tokens = nn.Parameter(torch.randn(config.vocabulary_size, config.d_model) / self.scale)
        if config.positions == "learned":
            self.positions = nn.Parameter(torch.randn(config.max_length, config.d_model) / self.scale)
        else:
            added = sinusoidal(config.max_length, config.d_model) if config.positions == "sinusoidal" else None
            self.register_buffer("positions", added, persistent=False)
        self.dropout = config.dropout

    def forward(
        self, ids: Int[Tensor, "batch token"], start: int, *, tap: Tap, site: str
    ) -> Float[Tensor, "batch token d_model"]:
        x = tap(f"{site}.embedding", F.embedding(ids, self.tokens) * self.scale)
        if self.positions is not None:
            x = x + tap(f"{site}.positions", self.positions[start : start + ids.shape[1]])
        return F.dropout(x, self.dropout) if self.training else x


class Transformer(nn.Module):
    """The Transformer of Vaswani et al. (2017), configurable; see `model/tap.py` for what can be seen of it.

    A decoder-only one is the same code without an encoder: `forward(None, target)`, or `decode(target, None)`.
    """

    scores_follow = True

    def __init__(self, config: TransformerConfig) -> None:
        super().__init__()
        self.config = config
        self.source_embedding = None if config.is_decoder_only else Embedding(config)
        shared = self.source_embedding if config.tied_embeddings else None
        self.target_embedding = shared or Embedding(config)
        self.encoder = nn.ModuleList(EncoderLayer(config) for _ in range(config.n_encoder_layers))
        self.decoder = nn.ModuleList(DecoderLayer(config) for _ in range(config.n_decoder_layers))
        pre = config.norm_first  # then the stream leaves a stack unnormalised
        encodes = not config.is_decoder_only
        self.encoder_norm = LayerNorm(config.d_model, config.norm_epsilon) if pre and encodes else None
        self.decoder_norm = LayerNorm(config.d_model, config.norm_epsilon) if pre else None
        self.vocabulary = (
            self.target_embedding.tokens
            if config.tied_embeddings
            else nn.Parameter(torch.randn(config.vocabulary_size, config.d_model) / math.sqrt(config.d_model))
        )

    def forward(
        self, source: Int[Tensor, "batch source"] | None, target: Int[Tensor, "batch target"], *, tap: Tap = UNTAPPED
    ) -> Float[Tensor, "batch target vocabulary"]:
        """Logits of the token after each of `target`, which is shifted right (opens with `end_id`). Pads are masked.

        `source` is None for a decoder-only model, and only for one.
        """
        memory = None if source is None else self.memory(*self.encode(source, tap=tap))
        return self.decode(target, memory, tap=tap)

    def encode(
        self, source: Int[Tensor, "batch source"], *, tap: Tap = UNTAPPED
    ) -> tuple[Float[Tensor, "batch source d_model"], Bool[Tensor, "batch 1 1 source"] | None]:
        """The encoder's states, and the mask that hides pads (None where there is no pad).

        Raises ValueError for a decoder-only model.
        """
        if self.source_embedding is None:
            raise ValueError("a decoder-only Transformer has no encoder: decode(target, None)")
        mask = self._padding(source)
        x = self.source_embedding(source, 0, tap=tap, site="encoder")
        return self.encode_from(0, x, mask, tap=tap), mask

    def encode_from(
        self,
        first: int,
        x: Float[Tensor, "batch source d_model"],
        mask: Bool[Tensor, "batch 1 1 source"] | None,
        *,
        tap: Tap = UNTAPPED,
    ) -> Float[Tensor, "batch source d_model"]:
        """The encoder's states, given the stream `x` that enters layer `first`: what came before need not run again."""
        for index, layer in enumerate(self.encoder[first:], start=first):
            x = layer(x, mask, tap=tap, site=f"encoder.{index}")
        if self.encoder_norm:
            x = self.encoder_norm(x, tap=tap, site="encoder.norm")
        return tap("encoder.final", x)

    def memory(
        self, states: Float[Tensor, "batch source d_model"], mask: Bool[Tensor, "batch 1 1 source"] | None
    ) -> Memory:
        """What each decoder layer reads of the encoder: made once per sentence, used at every decoding step."""
        sublayers = (cast(DecoderLayer, layer).cross_attention for layer in self.decoder)
        return [sublayer.memory(states, mask) for sublayer in sublayers if sublayer is not None]

    def decode(
        self,
        target: Int[Tensor, "batch target"],
        memory: Memory | None,
        *,
        cache: Cache | None = None,
        tap: Tap = UNTAPPED,
    ) -> Float[Tensor, "batch target vocabulary"]:
        """Logits of the token after each of `target`. With a `cache`, `target` holds only the tokens not yet seen.

        `memory` is None for a decoder-only model, and only for one; anything else raises ValueError.
        """
        return tap("logits", self.unembed(self.decoder_states(target, memory, cache=cache, tap=tap)))

    def decoder_states(
        self,
        target: Int[Tensor, "batch target"],
        memory: Memory | None,
        *,
        cache: Cache | None = None,
        tap: Tap = UNTAPPED,
    ) -> Float[Tensor, "batch target d_model"]:
        """The decoder's states, of which `decode` makes logits: for callers that need those of a few tokens only."""
        if (memory is None) != self.config.is_decoder_only:
            raise ValueError("an encoder-decoder Transformer needs a memory, a decoder-only one has none")
        start = cache[0].length if cache else 0
        tap("decoder.first_position", torch.tensor(start))
        x = self.target_embedding(target, start, tap=tap, site="decoder")
        mask = self._causal(target, start)
        for index, layer in enumerate(self.decoder):
            seen, known = memory[index] if memory else None, cache[index] if cache else None
            x = layer(x, mask, seen, known, tap=tap, site=f"decoder.{index}")
        if self.decoder_norm:
            x = self.decoder_norm(x, tap=tap, site="decoder.norm")
        return tap("decoder.final", x)

    def unembed(self, states: Float[Tensor, "*batch d_model"]) -> Float[Tensor, "*batch vocabulary"]:
        """Logits of the next token from the decoder's final states."""
        return states @ self.vocabulary.T

    def normed(self, stream: Float[Tensor, "*batch d_model"]) -> Float[Tensor, "*batch d_model"]:
        """The decoder's stream after its last norm, where it has one: what `unembed` reads."""
        if not self.decoder_norm:
            return stream
        return self.decoder_norm(stream.view(1, -1, self.config.d_model)).view_as(stream)

    def logits_of(self, states: Float[Tensor, "row d_model"], tokens: Int[Tensor, " row"]) -> Float[Tensor, " row"]:
        """In each row the logit of one token: those of all others need not be known."""
        return (states * self.vocabulary[tokens]).sum(-1)

    def embeddings(self, stack: StackName) -> Float[Tensor, "vocabulary d_model"]:
        """The vectors that the tap sees at `<stack>.embedding`, for every token.

        Raises ValueError for the encoder of a decoder-only model.
        """
        embedding = self.source_embedding if stack == "encoder" else self.target_embedding
        if embedding is None:
            raise ValueError("a decoder-only Transformer has no encoder")
        return embedding.tokens.detach() * embedding.scale

    def output_projection(self, kind: AttentionKind, layer: int) -> Float[Tensor, "head d_head d_model"]:
        """W^O of one attention sublayer: each head's rows. Raises ValueError for one that the model does not have."""
        config = self.config
        if kind == "encoder":
            attention = cast(EncoderLayer, self.encoder[layer]).self_attention
        else:
            decoder = cast(DecoderLayer, self.decoder[layer])
            attention = decoder.cross_attention if kind == "cross" else decoder.self_attention
        if attention is None:
            raise ValueError("a decoder-only Transformer has no cross attention")
        return attention.output.weight.detach().view(config.n_heads, config.d_head, config.d_model)

    def new_cache(self, batch: int, capacity: int) -> Cache:
        """An empty cache for `batch` hypotheses of up to `capacity` tokens."""
        config = self.config
        return [LayerCache(batch, config.n_heads, capacity, config.d_head) for _ in self.decoder]

    def _padding(self, ids: Int[Tensor, "batch token"]) -> Bool[Tensor, "batch 1 1 token"] | None:
        present = ids != self.config.pad_id
        return None if bool(present.all()) else present[:, None, None, :]

    def _causal(self, target: Int[Tensor, "batch target"], start: int) -> Bool[Tensor, "1 1 target key"] | None:
        """Each token sees itself and what is left of it. Pads stand on the right, so this hides them too."""
        length = target.shape[1]
        if length == 1:
            return None
        return torch.ones(length, start + length, dtype=torch.bool, device=target.device).tril(start)[None, None]
