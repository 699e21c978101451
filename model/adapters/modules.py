"""Where the parts of a Hugging Face model stand: what a family declares, and all that an adapter knows of it."""

from collections.abc import Callable
from dataclasses import dataclass
from functools import partial
from typing import Any, cast

from jaxtyping import Float
from torch import Tensor, nn
from transformers import PreTrainedModel

from model.adapters.unembedding import logits
from model.errors import ModelError
from model.trace import NormKind, SublayerKind


@dataclass(frozen=True)
class SublayerModules:
    """The modules of one sublayer.

    `output` returns what is added to the stream, `projection` is W^O or the second matrix of a feed-forward (in most
    families the same module). `attention` is the module that calls the attention function; None for feed-forward.
    """

    kind: SublayerKind
    norm: nn.Module
    projection: nn.Module
    attention: nn.Module | None = None
    after: nn.Module | None = None
    """A further norm between `projection` and the addition, as in Gemma 2."""

    @property
    def output(self) -> nn.Module:
        return self.after or self.projection


@dataclass(frozen=True)
class LayerModules:
    """A layer, called with the stream as its first argument or as `hidden_states`, and its sublayers in order."""

    layer: nn.Module
    sublayers: tuple[SublayerModules, ...]


@dataclass(frozen=True)
class StackModules:
    """An encoder or a decoder. `run` is called as transformers' models are and returns its output.

    `embedding` makes vectors of tokens; `positions` returns what is added to them, where something is; `final_norm` is
    the norm after the last layer of a pre-norm stack. `added_positions` are those that `embedding` has added itself.
    """

    run: nn.Module
    layers: tuple[LayerModules, ...]
    embedding: nn.Module
    positions: nn.Module | None = None
    final_norm: nn.Module | None = None
    added_positions: Float[Tensor, "1 token d_model"] | None = None


Unembed = Callable[[Float[Tensor, "*batch d_model"]], Float[Tensor, "*batch vocabulary"]]


def language_head(model: PreTrainedModel) -> Unembed:
    """What makes logits of the decoder's states. Raises ModelError "no_vocabulary_head" for a model saved without."""
    head: nn.Module | None = cast(Any, model).get_output_embeddings()
    if head is None:
        raise unfit("no_vocabulary_head", "it has no head that predicts tokens")
    return partial(logits, head)


def unfit(code: str, reason: str, **details: int | str) -> ModelError:
    """The error for a model that a trace cannot hold."""
    return ModelError(code, f"A trace cannot hold this model: {reason}.", **details)


@dataclass(frozen=True)
class ModelModules:
    """A model: its stacks, where it has them, and how states become logits, where they do: of tokens, or of classes."""

    encoder: StackModules | None
    decoder: StackModules | None
    unembed: Unembed | None
    norm_first: bool
    norm_kind: NormKind = "layer"
    gain_offset: float = 0.0
    """What a norm adds to its stored gain: 1 in Gemma."""
    own_attention: bool = False
    """Whether its attention modules ask for no function by name, so that the family has put another pass into them."""

    @property
    def stacks(self) -> tuple[StackModules, ...]:
        return tuple(stack for stack in (self.encoder, self.decoder) if stack is not None)
