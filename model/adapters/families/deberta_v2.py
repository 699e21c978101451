"""DeBERTa-v2 and -v3 (He et al. 2021, He et al. 2023): post-norm encoders with disentangled attention.

A score has three terms (equation 4 of the first paper): what the query's content asks of the key's content, what it
asks of the distance, and what the distance asks of the key's content. The first is QKᵀ/√(3d), the other two together
are the recorded `bias`. transformers computes this attention in a module of its own, which knows no other
implementations: so here its forward pass is replaced by one that passes through the tap. The bias is still
transformers' own.
"""

import math
from dataclasses import replace
from functools import partial
from typing import Any

import torch
from jaxtyping import Float, Shaped
from torch import Tensor
from transformers import PreTrainedModel

from model.adapters.attention import tapped_attention
from model.adapters.families import bert
from model.adapters.modules import ModelModules, unfit


def modules(model: PreTrainedModel) -> ModelModules:
    """Where the parts stand. What stands on top of the encoder, for whatever task, is left out.

    Raises ModelError "convolution" for a model that has a convolution beside its first layer (v2-xlarge is one).
    """
    inner: Any = model.base_model
    if inner.encoder.conv is not None:
        raise unfit("convolution", "a convolution beside its first layer adds to the residual stream")
    for layer in inner.encoder.layer:
        layer.attention.self.forward = partial(disentangled_attention, layer.attention.self)
    return replace(bert.modules(model), own_attention=True)  # it has kept BERT's names


def disentangled_attention(
    module: Any,
    hidden_states: Float[Tensor, "batch token d_model"],
    attention_mask: Shaped[Tensor, "batch 1 query key"],
    output_attentions: bool = False,
    query_states: Float[Tensor, "batch token d_model"] | None = None,
    relative_pos: Tensor | None = None,
    rel_embeddings: Float[Tensor, "distance d_model"] | None = None,
) -> tuple[Float[Tensor, "batch query d_model"], Float[Tensor, "batch head query key"] | None]:
    """The forward pass of transformers' `DisentangledSelfAttention`, through the tap.

    The bias is made of queries and keys before a tap may replace them.
    """
    asking = hidden_states if query_states is None else query_states
    queries, keys, values = (
        projection(states).unflatten(-1, (module.num_attention_heads, -1)).transpose(1, 2)
        for projection, states in (
            (module.query_proj, asking),
            (module.key_proj, hidden_states),
            (module.value_proj, hidden_states),
        )
    )
    n_terms = 1 + sum(term in module.pos_att_type for term in ("c2p", "p2c"))
    bias = None
    if module.relative_attention:
        flat_queries, flat_keys = queries.flatten(0, 1), keys.flatten(0, 1)
        embeddings = module.pos_dropout(rel_embeddings)
        found = module.disentangled_attention_bias(flat_queries, flat_keys, relative_pos, embeddings, n_terms)
        bias = found.view(*queries.shape[:3], keys.shape[2]) if isinstance(found, Tensor) else None
    forbidden = torch.finfo(queries.dtype).min
    outputs, weights = tapped_attention(
        module,
        queries,
        keys,
        values,
        torch.where(attention_mask.bool(), 0.0, forbidden).to(queries.dtype),
        scaling=1 / math.sqrt(n_terms * queries.shape[-1]),
        dropout=module.dropout.p,
        position_bias=bias,
    )
    return outputs.flatten(2), weights if output_attentions else None
