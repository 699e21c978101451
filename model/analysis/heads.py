"""The heads of a model, by name."""

from collections.abc import Sequence
from itertools import product
from typing import NamedTuple

from model.coreference_report import head_name
from model.interventions import Place
from model.trace import AttentionKind
from model.translator import Translator


class Head(NamedTuple):
    """A head of the model; layer (in `place`) and head count from 0."""

    place: Place
    index: int

    def __str__(self) -> str:
        """For people, who count from 1."""
        name = head_name(self.place.layer, self.index)
        return name if self.place.kind == "encoder" else f"{self.place.kind} {name}"


def all_heads(translator: Translator, kinds: Sequence[AttentionKind] = ("encoder", "cross")) -> tuple[Head, ...]:
    """The heads of these kinds of attention, layer by layer."""
    config = translator.config
    layers = {"encoder": config.n_encoder_layers, "decoder": config.n_decoder_layers}
    layers["cross"] = 0 if config.is_decoder_only else config.n_decoder_layers
    return tuple(
        Head(Place(kind, layer), head)
        for kind in kinds
        for layer, head in product(range(layers[kind]), range(config.n_heads))
    )
