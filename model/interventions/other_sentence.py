"""Activations taken from another sentence (Vig et al. 2020; Meng et al. 2022).

One part of a pass over a sentence, a token's stream at some layer or what a head writes, is put in the place of the
same part of a pass over another. Where that changes what is written, the part holds what tells the two apart. Token i
takes from token i. In the encoder both sentences must have equally many. The decoder's tokens are those that it has
written for each of the two sentences (a language model's: those that were typed), and where the other one has none
left, nothing is taken.
"""

from collections.abc import Collection, Mapping, Sequence

import torch
from torch import Tensor

from model.interventions.place import InterventionError, Place, QueryWindow, indices, site_of
from model.tap import Recorder, Tap
from model.trace import StackName
from model.translator import Translator

Activations = Mapping[str, Tensor]
"""What a model made of one sentence, by site, with a batch axis of 1."""


def activations(translator: Translator, sentence: str) -> Activations:
    """What a model makes, untouched, of a sentence and of its own translation; a language model, of the sentence.

    Raises InputError as `Translator.read` does.
    """
    if translator.config.is_decoder_only:
        return translator.trace_tokens(None, translator.read(sentence)).tensors
    return translator.trace(sentence).tensors


def encoder_activations(translator: Translator, source: Sequence[int]) -> Activations:
    """What the encoder alone makes of a source, untouched: a fraction of the time."""
    recorder = Recorder(scores=False)
    with torch.inference_mode():
        translator.transformer.encode(torch.tensor([source]), tap=recorder)
    return recorder.tensors


def take_stream(seen: Activations, stack: StackName, layer: int | None, token: int) -> Tap:
    """The tap that takes the stream of one token, as it enters `layer` (None: as it leaves the stack), from `seen`.

    Raises InterventionError: "no_such_position" where `seen` has no such token; during the pass "not_parallel", where
    the encoder reads another number of tokens.
    """
    site = f"{stack}.final" if layer is None else f"{stack}.{layer}.self_attention.residual_before"
    return _take(seen, site, stack, indices([token], seen[site].shape[1]))


def take_head(seen: Activations, place: Place, head: int) -> Tap:
    """The tap that takes what a head writes, at all tokens that both have, from `seen`. Raises as `take_stream`."""
    site = site_of(place, "head_outputs")
    _, n_heads, n_tokens, _ = seen[site].shape
    return _take(seen, site, place.stack, range(n_tokens), indices([head], n_heads)[0])


def _take(seen: Activations, site: str, stack: StackName, tokens: Collection[int], *head: int) -> Tap:
    """The tap that at `site` puts, for these tokens (and of one head), what `seen` has there."""
    window, values = QueryWindow(), seen[site]
    n_tokens = values.shape[-2]

    def take(found: str, tensor: Tensor) -> Tensor:
        window(found, tensor)
        if found != site:
            return tensor
        here = tensor.shape[-2]
        if stack == "encoder" and here != n_tokens:
            message = f"The sentence has {here} tokens, the one to take from {n_tokens}: they must have equally many."
            raise InterventionError("not_parallel", message, first=here, second=n_tokens)
        rows = window.rows(tokens, here, stack)
        if not rows:
            return tensor  # a step of the decoder that computes none of them
        changed = tensor.clone()
        changed[:, *head, list(rows.values())] = values[:, *head, list(rows)]
        return changed

    return take
