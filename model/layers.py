"""The layers of the Transformer, readable beside the paper (Vaswani et al. 2017).

Shapes: B batch, T tokens (Q of them asking, K answering), D d_model, H heads, d = D / H. Sites: `model/tap.py`.
"""

import math
from collections.abc import Callable
from dataclasses import dataclass
from typing import cast

import torch
import torch.nn.functional as F
from jaxtyping import Bool, Float, Int
from torch import Tensor, nn

from model import positions
from model.config import TransformerConfig
from model.tap import UNTAPPED, Tap

# What the tap sees at a `mask` site where every query may look at every key.
NOTHING_MASKED = torch.ones(1, 1, 1, 1, dtype=torch.bool)


def attention(
    queries: Float[Tensor, "batch head query d_head"],
    keys: Float[Tensor, "#batch head key d_head"],
    values: Float[Tensor, "#batch head key d_value"],
    mask: Bool[Tensor, "#batch #head #query key"] | None = None,
    bias: Float[Tensor, "#batch head query key"] | None = None,
    *,
    tap: Tap = UNTAPPED,
    site: str = "attention",
) -> Float[Tensor, "batch head query d_value"]:
    """Attention(Q, K, V) = softmax(QKᵀ / √d_k + bias) V (equation 1). `mask` is True where a query may look.

    Keys and values of one sentence serve a whole batch of queries: the hypotheses of a beam read one source.
    """
    device = queries.device.type
    if torch.is_autocast_enabled(device):  # a softmax over bfloat16 scores is both coarser and, on a CPU, slower
        with torch.autocast(device, enabled=False):
            return attention(queries.float(), keys.float(), values.float(), mask, bias, tap=tap, site=site)
    if tap is UNTAPPED:
        batch = queries.shape[0]
        added = mask if bias is None else bias if mask is None else bias.masked_fill(~mask, -torch.inf)
        return F.scaled_dot_product_attention(
            queries, keys.expand(batch, -1, -1, -1), values.expand(batch, -1, -1, -1), attn_mask=added
        )
    if bias is not None:
        bias = tap(f"{site}.bias", bias)
    scores = tap(f"{site}.scores", attention_scores(queries, keys, bias))
    allowed = tap(f"{site}.mask", NOTHING_MASKED if mask is None else mask)
    if allowed is not NOTHING_MASKED:  # adding a small mask of −∞ costs a third of filling the scores
        scores = scores + torch.where(allowed, 0.0, -torch.inf)
    weights = tap(f"{site}.weights", scores.softmax(-1))
    return tap(f"{site}.head_outputs", _product(weights, values))


def attention_scores(
    queries: Float[Tensor, "batch head query d_head"],
    keys: Float[Tensor, "#batch head key d_head"],
    bias: Float[Tensor, "#batch head query key"] | None,
) -> Float[Tensor, "batch head query key"]:
    """QKᵀ / √d_k, plus the position bias where there is one."""
    scores = _product(queries * (1 / math.sqrt(queries.shape[-1])), keys.mT)
    return scores if bias is None else scores + bias


def _product(
    x: Float[Tensor, "batch head row inner"], y: Float[Tensor, "#batch head inner column"]
) -> Float[Tensor, "batch head row column"]:
    """x y for each head. Single rows that share one y are multiplied together; otherwise y would be copied for each."""
    if y.shape[0] < x.shape[0] and x.shape[2] == 1:
        return (x.transpose(0, 2) @ y).transpose(0, 2)
    return x @ y


class Linear(nn.Module):
    """y = x W + b with W stored as [in, out]: for a single row, as in a decoding step, half the time of `nn.Linear`."""

    def __init__(self, d_in: int, d_out: int) -> None:
        super().__init__()
        self.weight = nn.Parameter(nn.init.xavier_uniform_(torch.empty(d_in, d_out)))
        self.bias = nn.Parameter(torch.zeros(d_out))

    def forward(self, x: Float[Tensor, "batch token d_in"]) -> Float[Tensor, "batch token d_out"]:
        return project(x, self.weight, self.bias)


def project(
    x: Float[Tensor, "batch token d_in"], weight: Float[Tensor, "d_in d_out"], bias: Float[Tensor, " d_out"]
) -> Float[Tensor, "batch token d_out"]:
    """x W + b over the last axis."""
    batch, tokens, d_in = x.shape
    return torch.addmm(bias, x.reshape(-1, d_in), weight).view(batch, tokens, -1)


class LayerNorm(nn.Module):
    """γ · (x − mean) / √(variance + ε) + β over the features of each token (Ba et al. 2016)."""

    def __init__(self, d_model: int, epsilon: float) -> None:
        super().__init__()
        self.gain = nn.Parameter(torch.ones(d_model))
        self.bias = nn.Parameter(torch.zeros(d_model))
        self.epsilon = epsilon

    def forward(
        self, x: Float[Tensor, "batch token d_model"], *, tap: Tap = UNTAPPED, site: str = "norm"
    ) -> Float[Tensor, "batch token d_model"]:
        gain, bias = tap(f"{site}.gain", self.gain), tap(f"{site}.bias", self.bias)
        output, mean, rstd = torch.native_layer_norm(x, gain.shape, gain, bias, self.epsilon)
        tap(f"{site}.mean", mean)
        tap(f"{site}.rstd", rstd)
        return tap(f"{site}.output", output)


class LayerCache:
    """Keys and values of the positions that one decoder layer has already seen, in buffers with room for more.

    What was handed out stays as it was: new positions are written behind it, and other rows into other buffers.
    """

    _ROOM = 8  # positions; a beam moves to new buffers at almost every step, and most of its room stays empty

    def __init__(self, batch: int, n_heads: int, capacity: int, d_head: int) -> None:
        self.length = 0
        self._keys = torch.empty(batch, n_heads, capacity, d_head)
        self._values = torch.empty_like(self._keys)

    def append(
        self, keys: Float[Tensor, "batch head new d_head"], values: Float[Tensor, "batch head new d_head"]
    ) -> tuple[Float[Tensor, "batch head key d_head"], Float[Tensor, "batch head key d_head"]]:
        """All keys and values so far, the new ones last."""
        start, new = self.length, keys.shape[2]
        if start + new > self._keys.shape[2]:
            self.reorder(torch.arange(keys.shape[0]), room=new + self._ROOM)
        self._keys.narrow(2, start, new).copy_(keys)
        self._values.narrow(2, start, new).copy_(values)
        self.length += new
        return self._keys.narrow(2, 0, self.length), self._values.narrow(2, 0, self.length)

    def reorder(self, rows: Int[Tensor, " row"], *, room: int = _ROOM) -> None:
        """Keep `rows` of the batch, in that order."""
        self._keys, self._values = self._moved(self._keys, rows, room), self._moved(self._values, rows, room)

    def _moved(self, buffer: Tensor, rows: Tensor, room: int) -> Tensor:
        _, n_heads, _, d_head = buffer.shape
        moved = buffer.new_empty(len(rows), n_heads, self.length + room, d_head)
        torch.index_select(buffer.narrow(2, 0, self.length), 0, rows, out=moved.narrow(2, 0, self.length))
        return moved


@dataclass(frozen=True)
class KeysValues:
    """The keys and values that a sublayer's queries look at, and which of them they may see."""

    keys: Float[Tensor, "batch head key d_head"]
    values: Float[Tensor, "batch head key d_head"]
    mask: Bool[Tensor, "#batch 1 #query key"] | None = None


class MultiHeadAttention(nn.Module):
    """MultiHead(Q, K, V) = Concat(head_1 … head_h) W^O (section 3.2.2).

    W^Q, W^K and W^V stand side by side in one matrix.
    """

    def __init__(self, config: TransformerConfig) -> None:
        super().__init__()
        self.n_heads, self.d_model, self.positions = config.n_heads, config.d_model, config.positions
        self.query_key_value = Linear(config.d_model, 3 * config.d_model)
        for block in self.query_key_value.weight.data.chunk(3, dim=1):
            nn.init.xavier_uniform_(block)
        self.output = Linear(config.d_model, config.d_model)

    def self_attention(
        self,
        x: Float[Tensor, "batch query d_model"],
        mask: Bool[Tensor, "#batch 1 #query key"] | None,
        cache: LayerCache | None,
        *,
        tap: Tap,
        site: str,
    ) -> Float[Tensor, "batch query d_model"]:
        """Tokens look at tokens of their own stack; with a `cache`, x holds only the newest ones."""
        queries, keys, values = self._heads(self.query_key_value(x))
        start = cache.length if cache else 0
        if self.positions == "rotary":
            where = torch.arange(start, start + x.shape[1], device=x.device)
            queries, keys = positions.rotary(queries, where), positions.rotary(keys, where)
        if cache:
            keys, values = cache.append(keys, values)
        bias = None
        if self.positions == "alibi":
            where = torch.arange(keys.shape[2], device=x.device)
            bias = positions.alibi(self.n_heads, where[start:], where)[None]
        return self._attend(queries, KeysValues(keys, values, mask), bias, tap=tap, site=site)

    def cross_attention(
        self, x: Float[Tensor, "batch query d_model"], memory: KeysValues, *, tap: Tap, site: str
    ) -> Float[Tensor, "batch query d_model"]:
        """Tokens of the decoder look at the encoder's states, whose keys and values come from `memory`."""
        linear = self.query_key_value
        (queries,) = self._heads(project(x, linear.weight[:, : self.d_model], linear.bias[: self.d_model]))
        return self._attend(queries, memory, None, tap=tap, site=site)

    def memory(
        self, states: Float[Tensor, "batch key d_model"], mask: Bool[Tensor, "batch 1 1 key"] | None
    ) -> KeysValues:
        """Keys and values of the encoder's states: made once per sentence, read at every decoding step."""
        linear = self.query_key_value
        keys, values = self._heads(project(states, linear.weight[:, self.d_model :], linear.bias[self.d_model :]))
        return KeysValues(keys, values, mask)

    def _attend(
        self,
        queries: Float[Tensor, "batch head query d_head"],
        seen: KeysValues,
        bias: Float[Tensor, "1 head query key"] | None,
        *,
        tap: Tap,
        site: str,
    ) -> Float[Tensor, "batch query d_model"]:
        queries = tap(f"{site}.queries", queries)
        keys = tap(f"{site}.keys", seen.keys)
        values = tap(f"{site}.values", seen.values)
        heads = attention(queries, keys, values, seen.mask, bias, tap=tap, site=site)
        return self.output(heads.transpose(1, 2).flatten(2))  # [B, H, Q, d] → [B, Q, H, d] → [B, Q, D]

    def _heads(
        self, x: Float[Tensor, "batch token projections"]
    ) -> tuple[Float[Tensor, "batch head token d_head"], ...]:
        """The heads of each projection that stands side by side in x: n · D features give n tensors."""
        batch, tokens, features = x.shape
        shape = (batch, tokens, features // self.d_model, self.n_heads, -1)
        return x.view(shape).permute(2, 0, 3, 1, 4).unbind()  # [B, T, n·D] → [B, T, n, H, d] → n of [B, H, T, d]


class FeedForward(nn.Module):
    """FFN(x) = max(0, x W₁ + b₁) W₂ + b₂ (equation 2), or with GELU in place of max(0, ·)."""

    def __init__(self, config: TransformerConfig) -> None:
        super().__init__()
        self.expand = Linear(config.d_model, config.d_ff)
        self.contract = Linear(config.d_ff, config.d_model)
        self.activation = torch.relu_ if config.activation == "relu" else F.gelu  # in place: half the memory

    def forward(
        self, x: Float[Tensor, "batch token d_model"], *, tap: Tap, site: str
    ) -> Float[Tensor, "batch token d_model"]:
        activations = tap(f"{site}.activations", self.activation(self.expand(x)))
        return self.contract(activations)


class Residual(nn.Module):
    """Add & norm around one sublayer: LayerNorm(x + Sublayer(x)), or x + Sublayer(LayerNorm(x)) with the norm in front.

    Dropout falls on the sublayer's output only, as in section 5.4; inside attention and feed-forward it would cost a
    third of a training step.
    """

    def __init__(self, config: TransformerConfig) -> None:
        super().__init__()
        self.norm = LayerNorm(config.d_model, config.norm_epsilon)
        self.norm_first = config.norm_first
        self.dropout = config.dropout

    def around(
        self, sublayer: Callable[[Tensor], Tensor], x: Float[Tensor, "batch token d_model"], *, tap: Tap, site: str
    ) -> Float[Tensor, "batch token d_model"]:
        """The stream after the sublayer, which reads the stream `x`, normalised first or not."""
        before = tap(f"{site}.residual_before", x)
        inner = self.norm(before, tap=tap, site=f"{site}.norm") if self.norm_first else before
        output = sublayer(inner)
        output = tap(f"{site}.output", F.dropout(output, self.dropout) if self.training else output)
        after = tap(f"{site}.residual_after", before + output)
        return after if self.norm_first else self.norm(after, tap=tap, site=f"{site}.norm")


class Residuals(nn.ModuleDict):
    """The residuals of a layer, by the name of their sublayer."""

    def __getitem__(self, key: str) -> Residual:
        return cast(Residual, self._modules[key])


class EncoderLayer(nn.Module):
    """Self-attention, then feed-forward (section 3.1)."""

    def __init__(self, config: TransformerConfig) -> None:
        super().__init__()
        self.self_attention = MultiHeadAttention(config)
        self.feed_forward = FeedForward(config)
        self.residuals = Residuals({name: Residual(config) for name in ("self_attention", "feed_forward")})

    def forward(
        self,
        x: Float[Tensor, "batch token d_model"],
        mask: Bool[Tensor, "batch 1 1 token"] | None,
        *,
        tap: Tap,
        site: str,
    ) -> Float[Tensor, "batch token d_model"]:
        at = f"{site}.self_attention"
        x = self.residuals["self_attention"].around(
            lambda y: self.self_attention.self_attention(y, mask, None, tap=tap, site=at), x, tap=tap, site=at
        )
        at_feed_forward = f"{site}.feed_forward"
        return self.residuals["feed_forward"].around(
            lambda y: self.feed_forward(y, tap=tap, site=at_feed_forward), x, tap=tap, site=at_feed_forward
        )


class DecoderLayer(nn.Module):
    """Masked self-attention, attention to the encoder's states, then feed-forward (section 3.1).

    Where there is no encoder there is no cross attention either.
    """

    def __init__(self, config: TransformerConfig) -> None:
        super().__init__()
        self.self_attention = MultiHeadAttention(config)
        self.cross_attention = None if config.is_decoder_only else MultiHeadAttention(config)
        self.feed_forward = FeedForward(config)
        names = ("self_attention", *(() if config.is_decoder_only else ("cross_attention",)), "feed_forward")
        self.residuals = Residuals({name: Residual(config) for name in names})

    def forward(
        self,
        x: Float[Tensor, "batch query d_model"],
        mask: Bool[Tensor, "#batch 1 query key"] | None,
        memory: KeysValues | None,
        cache: LayerCache | None,
        *,
        tap: Tap,
        site: str,
    ) -> Float[Tensor, "batch query d_model"]:
        at = f"{site}.self_attention"
        x = self.residuals["self_attention"].around(
            lambda y: self.self_attention.self_attention(y, mask, cache, tap=tap, site=at), x, tap=tap, site=at
        )
        if (cross := self.cross_attention) is not None and memory is not None:
            at_cross = f"{site}.cross_attention"
            x = self.residuals["cross_attention"].around(
                lambda y: cross.cross_attention(y, memory, tap=tap, site=at_cross), x, tap=tap, site=at_cross
            )
        at_feed_forward = f"{site}.feed_forward"
        return self.residuals["feed_forward"].around(
            lambda y: self.feed_forward(y, tap=tap, site=at_feed_forward), x, tap=tap, site=at_feed_forward
        )
