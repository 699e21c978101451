"""The attention function of adapted models: transformers' own eager attention, through the tap.

transformers asks a registry for the function that computes attention; under the name "headlight" it finds this one. It
is called for every family that is adapted, so heads are ablated, edges cut and weights recorded here and nowhere else.
With no pass under way it is plain attention with weights, as `attn_implementation="eager"` is.
"""

import math
from typing import Any

import torch
import torch.nn.functional as F
from jaxtyping import Bool, Float
from torch import Tensor, nn
from transformers import masking_utils
from transformers.modeling_utils import AttentionInterface

from model.adapters.passing import under_way
from model.layers import NOTHING_MASKED
from model.tap import UNTAPPED

IMPLEMENTATION = "headlight"
SITE = "_headlight_site"
"""The attribute of an attention module that names its site; set by `hooks.py`."""


def tapped_attention(
    module: nn.Module,
    query: Float[Tensor, "batch head query d_head"],
    key: Float[Tensor, "batch key_head key d_head"],
    value: Float[Tensor, "batch key_head key d_value"],
    attention_mask: Tensor | None,
    scaling: float | None = None,
    dropout: float = 0.0,
    softcap: float | None = None,
    position_bias: Float[Tensor, "#batch head query key"] | None = None,
    **_: Any,
) -> tuple[Float[Tensor, "batch query head d_value"], Float[Tensor, "batch head query key"]]:
    """softmax(s QKᵀ + bias) V and the weights, where `attention_mask` allows it (0, or the lowest float where not).

    Grouped keys and values (Ainslie et al. 2023) are repeated for each head of their group, so that every head has its
    own row of everything. `softcap` c squeezes scores into ±c by c·tanh(x / c), as in Gemma 2.
    """
    current, site = under_way(), getattr(module, SITE, None)
    tap = UNTAPPED if current is None or site is None else current.tap
    groups = query.shape[1] // key.shape[1]
    key, value = (x if groups == 1 else x.repeat_interleave(groups, dim=1) for x in (key, value))
    queries, keys, values = (
        tap(f"{site}.{name}", x) for name, x in (("queries", query), ("keys", key), ("values", value))
    )
    scores = (queries * (1 / math.sqrt(queries.shape[-1]) if scaling is None else scaling)) @ keys.mT
    if softcap is not None:
        scores = softcap * torch.tanh(scores / softcap)
    if position_bias is not None:
        scores = scores + tap(f"{site}.bias", position_bias)
    scores = tap(f"{site}.scores", scores)
    if tap is UNTAPPED:
        added = attention_mask
    else:
        allowed = tap(f"{site}.mask", _allowed(attention_mask, keys.shape[2]))
        added = None if allowed is NOTHING_MASKED else torch.where(allowed, 0.0, torch.finfo(scores.dtype).min)
    weights = (scores if added is None else scores + added).softmax(-1, dtype=torch.float32).to(values.dtype)
    weights = tap(f"{site}.weights", weights)
    if dropout and module.training:
        weights = F.dropout(weights, dropout)
    outputs = tap(f"{site}.head_outputs", weights @ values)
    return outputs.transpose(1, 2).contiguous(), weights


def _allowed(mask: Tensor | None, n_keys: int) -> Bool[Tensor, "#batch 1 #query #key"]:
    if mask is None:
        return NOTHING_MASKED
    return mask[..., :n_keys] if mask.dtype == torch.bool else mask[..., :n_keys] >= 0


def register() -> None:
    """Make transformers know the function, and give it the masks that eager attention gets."""
    AttentionInterface.register(IMPLEMENTATION, tapped_attention)
    masking: Any = masking_utils  # its functions have no types
    masking.AttentionMaskInterface.register(IMPLEMENTATION, masking.eager_mask)
