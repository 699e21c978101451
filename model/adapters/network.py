"""A Hugging Face model as a `model.network.Network`: the same parts, the same sites, the same traces."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Any, cast

import torch
from jaxtyping import Bool, Float, Int
from torch import Tensor, nn
from transformers import PreTrainedModel
from transformers.cache_utils import DynamicCache, EncoderDecoderCache
from transformers.pytorch_utils import Conv1D

from model.adapters.carrying import moved, seen_by, shown
from model.adapters.modules import ModelModules, StackModules
from model.adapters.passing import passing
from model.adapters.shape import AdaptedShape
from model.tap import UNTAPPED, Tap
from model.trace import AttentionKind, StackName, asking_stack


@dataclass(frozen=True)
class AdaptedMemory:
    """The encoder's states and which of them are no pads."""

    states: Float[Tensor, "batch source d_model"]
    mask: Bool[Tensor, "batch 1 1 source"] | None


class AdaptedCache:
    """transformers' cache of a whole decoder, as the one entry of a list of caches."""

    def __init__(self, cross: bool) -> None:
        # No layer forgets what lies beyond its window: the mask hides it, and a trace has a column for every token.
        self.kept: Any = EncoderDecoderCache(DynamicCache(), DynamicCache()) if cross else DynamicCache()

    @property
    def length(self) -> int:
        return int(self.kept.get_seq_length())

    def reorder(self, rows: Int[Tensor, " row"]) -> None:
        """Keep `rows` of the batch, in that order."""
        self.kept.reorder_cache(rows)


class AdaptedNetwork:
    """Runs the stacks of a Hugging Face model. It keeps nothing of a pass; see `passing.py`."""

    def __init__(self, model: PreTrainedModel, modules: ModelModules, shape: AdaptedShape) -> None:
        self._model, self._modules, self.config = model, modules, shape
        self.scores_follow = "softcap" not in shape.peculiarities and all(
            getattr(sublayer.attention, "scaling", None) == shape.d_head**-0.5  # most families, but not all
            for stack in modules.stacks
            for layer in stack.layers
            for sublayer in layer.sublayers
            if sublayer.attention is not None
        )

    def __call__(
        self, source: Int[Tensor, "batch source"] | None, target: Int[Tensor, "batch target"], *, tap: Tap = UNTAPPED
    ) -> Float[Tensor, "batch target vocabulary"]:
        """Logits of the token after each of `target`. `source` is None for a decoder-only model, and only for one."""
        memory = None if source is None else self.memory(*self.encode(source, tap=tap))
        return self.decode(target, memory, tap=tap)

    def encode(
        self, source: Int[Tensor, "batch source"], *, tap: Tap = UNTAPPED
    ) -> tuple[Float[Tensor, "batch source d_model"], Bool[Tensor, "batch 1 1 source"] | None]:
        """The encoder's states, and the mask that hides pads (None where there is no pad)."""
        present = source != self.config.pad_id
        mask = None if bool(present.all()) else present[:, None, None, :]
        return self._encoded(source, mask, tap), mask

    def encode_from(
        self,
        first: int,
        x: Float[Tensor, "batch source d_model"],
        mask: Bool[Tensor, "batch 1 1 source"] | None,
        *,
        tap: Tap = UNTAPPED,
    ) -> Float[Tensor, "batch source d_model"]:
        """The encoder's states, given the stream `x` that enters layer `first`.

        The layers before it run all the same, on no words in particular, unwatched: in a model that others wrote there
        is no door in the middle. It costs time and changes nothing.
        """
        entrance = f"encoder.{first}.self_attention.residual_before"

        def enter(site: str, tensor: Tensor) -> Tensor:
            if site == entrance:
                return tap(site, x)
            _, layer, *rest = site.split(".")
            return tensor if not rest or int(layer) < first else tap(site, tensor)

        nothing = torch.full(x.shape[:2], self.config.start_id)
        states = self._encoded(nothing, mask, enter, final=False)
        return tap("encoder.final", states)

    def memory(
        self, states: Float[Tensor, "batch source d_model"], mask: Bool[Tensor, "batch 1 1 source"] | None
    ) -> AdaptedMemory:
        """What the decoder reads of the encoder."""
        return AdaptedMemory(states, mask)

    def decode(
        self,
        target: Int[Tensor, "batch target"],
        memory: AdaptedMemory | None,
        *,
        cache: Sequence[AdaptedCache] | None = None,
        tap: Tap = UNTAPPED,
    ) -> Float[Tensor, "batch target vocabulary"]:
        """Logits of the token after each of `target`. With a `cache`, `target` holds only the tokens not yet seen."""
        return tap("logits", self.unembed(self.decoder_states(target, memory, cache=cache, tap=tap)))

    def decoder_states(
        self,
        target: Int[Tensor, "batch target"],
        memory: AdaptedMemory | None,
        *,
        cache: Sequence[AdaptedCache] | None = None,
        tap: Tap = UNTAPPED,
    ) -> Float[Tensor, "batch target d_model"]:
        """The decoder's states, of which `decode` makes logits."""
        if (memory is None) != self.config.is_decoder_only:
            raise ValueError("an encoder-decoder Transformer needs a memory, a decoder-only one has none")
        tap("decoder.first_position", torch.tensor(cache[0].length if cache else 0))
        named: dict[str, Any] = {"input_ids": moved(target, self._model), "use_cache": cache is not None}
        if cache is not None:
            named["past_key_values"] = cache[0].kept
        if memory is not None:
            rows = len(target)  # the hypotheses of a beam read one source
            named["encoder_hidden_states"] = moved(memory.states.expand(rows, -1, -1), self._model)
            if memory.mask is not None:
                named["encoder_attention_mask"] = moved(memory.mask[:, 0, 0].expand(rows, -1).long(), self._model)
        with passing("decoder", seen_by(tap, self._model)):
            states = self._stack("decoder").run(**named).last_hidden_state
        return tap("decoder.final", shown(states))

    def unembed(self, states: Float[Tensor, "*batch d_model"]) -> Float[Tensor, "*batch vocabulary"]:
        """Logits of the next token from the decoder's final states, in float32."""
        if self._modules.unembed is None:
            raise ValueError("a model without a decoder writes nothing")
        return shown(self._modules.unembed(moved(states, self._model)))

    def normed(self, stream: Float[Tensor, "*batch d_model"]) -> Float[Tensor, "*batch d_model"]:
        """The decoder's stream after its last norm, where it has one: what `unembed` reads."""
        norm = self._stack("decoder").final_norm
        return stream if norm is None else shown(norm(moved(stream, self._model)))

    def logits_of(self, states: Float[Tensor, "row d_model"], tokens: Int[Tensor, " row"]) -> Float[Tensor, " row"]:
        """In each row the logit of one token."""
        return self.unembed(states).gather(-1, tokens[:, None])[:, 0]

    def embeddings(self, stack: StackName) -> Float[Tensor, "vocabulary d_model"]:
        """The vectors that the tap sees at `<stack>.embedding`, for every token."""
        embedding = cast(nn.Embedding, self._stack(stack).embedding)
        with torch.no_grad():
            return embedding(torch.arange(embedding.num_embeddings, device=self._model.device)).to("cpu", torch.float32)

    def output_projection(self, kind: AttentionKind, layer: int) -> Float[Tensor, "head d_head d_model"]:
        """W^O of one attention sublayer: each head's rows. Raises ValueError for one that the model does not have."""
        wanted = "cross_attention" if kind == "cross" else "self_attention"
        modules = self._stack(asking_stack(kind)).layers[layer]
        for sublayer in modules.sublayers:
            if sublayer.kind == wanted:
                weight = shown(cast(Tensor, sublayer.projection.weight).detach())
                weight = weight if isinstance(sublayer.projection, Conv1D) else weight.T
                return weight.reshape(self.config.n_heads, self.config.d_head, self.config.d_model)
        raise ValueError(f"this model has no {kind} attention")

    def new_cache(self, batch: int, capacity: int) -> Sequence[AdaptedCache]:
        """An empty cache; it grows as it is needed."""
        return [AdaptedCache(cross=not self.config.is_decoder_only)]

    def named_parameters(self) -> Iterator[tuple[str, nn.Parameter]]:
        return self._model.named_parameters()

    def _encoded(self, source: Tensor, mask: Tensor | None, tap: Tap, *, final: bool = True) -> Tensor:
        named = {} if mask is None else {"attention_mask": moved(mask[:, 0, 0].long(), self._model)}
        with passing("encoder", seen_by(tap, self._model)):
            states = shown(self._stack("encoder").run(input_ids=moved(source, self._model), **named).last_hidden_state)
        return tap("encoder.final", states) if final else states

    def _stack(self, name: StackName) -> StackModules:
        stack = self._modules.encoder if name == "encoder" else self._modules.decoder
        if stack is None:
            raise ValueError(f"this model has no {name}")
        return stack
