"""Activations taken from another sentence: activation patching, place by place (Vig et al. 2020; Meng et al. 2022).

The sentence is read with a part of what the encoder made of the other one in its place. Where that changes the
translation, the part holds what tells the two apart. Token i takes from token i, so both must have equally many tokens.
"""

from collections.abc import Mapping, Sequence

import torch
from jaxtyping import Bool
from torch import Tensor

from model.interventions.patch import patch
from model.interventions.place import InterventionError, Place, indices
from model.tap import Recorder, Tap
from model.translator import Translator

Activations = Mapping[str, Tensor]
"""What an encoder made of one sentence, by site, with a batch axis of 1."""


def encoder_activations(translator: Translator, source: Sequence[int]) -> Activations:
    """What the encoder makes of a source, untouched. One pass."""
    recorder = Recorder(scores=False)
    with torch.inference_mode():
        translator.transformer.encode(torch.tensor([source]), tap=recorder)
    return recorder.tensors


def take_stream(seen: Activations, layer: int | None, token: int) -> Tap:
    """The tap that takes the stream of one token, as it enters `layer` (None: as it leaves the encoder), from `seen`.

    Raises InterventionError: "no_such_position" where `seen` has no such token; during the pass "not_parallel", where
    the sentence has not as many tokens.
    """
    site = "encoder.final" if layer is None else f"encoder.{layer}.self_attention.residual_before"
    n_tokens = seen[site].shape[1]
    return _take(seen, site, _only(indices([token], n_tokens), n_tokens)[:, None])


def take_head(seen: Activations, place: Place, head: int) -> Tap:
    """The tap that takes what a head of the encoder writes, at all tokens, from `seen`. Raises as `take_stream`."""
    site = f"encoder.{place.layer}.self_attention.head_outputs"
    n_heads = seen[site].shape[1]
    return _take(seen, site, _only(indices([head], n_heads), n_heads)[:, None, None])


def _only(chosen: Sequence[int], size: int) -> Bool[Tensor, " size"]:
    where = torch.zeros(size, dtype=torch.bool)
    where[chosen] = True
    return where


def _take(seen: Activations, site: str, where: Bool[Tensor, "..."]) -> Tap:
    put, n_tokens = patch(site, where, seen[site]), seen[site].shape[-2]

    def take(found: str, tensor: Tensor) -> Tensor:
        if found == site and tensor.shape[-2] != n_tokens:
            here = tensor.shape[-2]
            message = f"The sentence has {here} tokens, the one to take from {n_tokens}: they must have equally many."
            raise InterventionError("not_parallel", message, first=here, second=n_tokens)
        return put(found, tensor)

    return take
