"""The trace: everything one forward pass made on the way, frozen, typed and checked, for one sentence.

A trace is made from the tensors that a `Recorder` kept (see `model/tap.py` for the sites) and the tokens of each stack.
What a model does not have is None, never a tensor of zeros. Nothing is copied; views are built when they are asked for.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from functools import cached_property
from typing import Literal

import torch
from jaxtyping import Bool, Float
from torch import Tensor

from model.layers import attention_scores
from model.tokens import Tokens

AttentionKind = Literal["encoder", "decoder", "cross"]
SublayerKind = Literal["self_attention", "cross_attention", "feed_forward"]
NormKind = Literal["layer", "rms"]
"""Layer norm (Ba et al. 2016), or root mean square norm (Zhang and Sennrich 2019), which subtracts no mean."""
StackName = Literal["encoder", "decoder"]
SUBLAYERS: tuple[SublayerKind, ...] = ("self_attention", "cross_attention", "feed_forward")


def asking_stack(kind: AttentionKind) -> StackName:
    """The stack whose tokens ask in that kind of attention."""
    return "encoder" if kind == "encoder" else "decoder"


class TraceError(ValueError):
    """Recorded tensors that do not fit together or do not fit the tokens."""


@dataclass(frozen=True)
class AttentionTrace:
    """One attention sublayer. `scores` are QKᵀ/√d (plus a position bias) before masking; `weights` sum to 1 per query.

    `mask` is True where a query may look with any head (where an intervention cut an edge of some heads, theirs has a
    weight of 0). `head_outputs` is weights · values, before the output projection.
    """

    queries: Float[Tensor, "head query d_head"]
    keys: Float[Tensor, "head key d_head"]
    values: Float[Tensor, "head key d_head"]
    scores: Float[Tensor, "head query key"]
    mask: Bool[Tensor, "query key"]
    weights: Float[Tensor, "head query key"]
    head_outputs: Float[Tensor, "head query d_head"]

    def __post_init__(self) -> None:
        heads, n_queries, d_head = self.queries.shape
        n_keys = self.keys.shape[1]
        _expect("keys", self.keys, (heads, n_keys, d_head))
        _expect("values", self.values, (heads, n_keys, self.values.shape[-1]))
        _expect("scores", self.scores, (heads, n_queries, n_keys))
        _expect("weights", self.weights, (heads, n_queries, n_keys))
        _expect("mask", self.mask, (n_queries, n_keys))
        _expect("head_outputs", self.head_outputs, (heads, n_queries, self.values.shape[-1]))


@dataclass(frozen=True)
class NormTrace:
    """A norm: the mean and variance of each token's input, γ (`gain`), β (`bias`), ε, and the output.

    `mean` is None for a root mean square norm, whose `variance` is the mean square. `bias` is None where there is none.
    """

    mean: Float[Tensor, " token"] | None
    variance: Float[Tensor, " token"]
    gain: Float[Tensor, " d_model"]
    bias: Float[Tensor, " d_model"] | None
    epsilon: float
    output: Float[Tensor, "token d_model"]

    def __post_init__(self) -> None:
        tokens, d_model = self.output.shape
        _expect("variance", self.variance, (tokens,))
        _expect("gain", self.gain, (d_model,))
        if self.mean is not None:
            _expect("mean", self.mean, (tokens,))
        if self.bias is not None:
            _expect("bias", self.bias, (d_model,))


@dataclass(frozen=True)
class SublayerTrace:
    """One sublayer and its residual: `residual_before` + `output` = `residual_after`.

    `norm` stands after the addition (post-norm) or in front of the sublayer (pre-norm); see `norm_first`. `norm_input`
    is what it normalises: the stream there. (Where attention and feed-forward read the stream side by side, as in
    GPT-NeoX, both norms read what enters the layer, and the feed-forward's `residual_before` has attention's output.)
    `attention` is None for feed-forward, `activations` is None for attention.
    """

    kind: SublayerKind
    residual_before: Float[Tensor, "token d_model"]
    output: Float[Tensor, "token d_model"]
    residual_after: Float[Tensor, "token d_model"]
    norm: NormTrace
    norm_first: bool
    norm_input: Float[Tensor, "token d_model"]
    attention: AttentionTrace | None
    activations: Float[Tensor, "token d_ff"] | None

    def __post_init__(self) -> None:
        for name in ("output", "residual_after", "norm_input"):
            _expect(name, getattr(self, name), self.residual_before.shape)


@dataclass(frozen=True)
class LayerTrace:
    """One layer: its sublayers in the order of computation."""

    sublayers: tuple[SublayerTrace, ...]

    def sublayer(self, kind: SublayerKind) -> SublayerTrace | None:
        """The sublayer of that kind; None where the layer has none (an encoder has no cross attention)."""
        return next((sublayer for sublayer in self.sublayers if sublayer.kind == kind), None)


@dataclass(frozen=True)
class StackTrace:
    """The encoder or the decoder. `positions` is None where nothing is added to the embedding (rotary, ALiBi, none)."""

    tokens: Tokens
    embedding: Float[Tensor, "token d_model"]
    positions: Float[Tensor, "token d_model"] | None
    layers: tuple[LayerTrace, ...]
    final: Float[Tensor, "token d_model"]


@dataclass(frozen=True)
class Trace:
    """One forward pass over one sentence.

    `tensors` maps sites to recorded tensors with a batch axis, of which this trace is `row`. `source` is None for a
    decoder-only model. `target` is the decoder's input, shifted right; it is None where only the encoder ran.
    `first_target` is the position of the first recorded target token: 0 for a whole sentence, t for step t of a cached
    decoding, whose queries are then one row.
    Raises TraceError where the tensors do not have one entry per token.
    """

    tensors: Mapping[str, Tensor]
    source: Tokens | None
    target: Tokens | None
    norm_epsilon: float
    norm_first: bool = False
    norm_kind: NormKind = "layer"
    row: int = 0
    first_target: int = 0

    def __post_init__(self) -> None:
        if self.source is not None:
            self._check("encoder", len(self.source))
        if self.target is not None:
            self._check("decoder", len(self.target) - self.first_target)

    @cached_property
    def encoder(self) -> StackTrace | None:
        """The encoder's stack; None for a model without one."""
        return None if self.source is None else self._stack("encoder", self.source, 0)

    @cached_property
    def decoder(self) -> StackTrace | None:
        """The decoder's stack; None where only the encoder ran."""
        return None if self.target is None else self._stack("decoder", self.target, self.first_target)

    @cached_property
    def logits(self) -> Float[Tensor, "target vocabulary"] | None:
        """Logits of the token after each target token; None where only the encoder ran."""
        return self._tensor("logits") if "logits" in self.tensors else None

    def attention(self, kind: AttentionKind) -> tuple[AttentionTrace, ...]:
        """The attention of one kind, one entry per layer; empty where the model has none of it."""
        stack = self.encoder if kind == "encoder" else self.decoder
        sublayer: SublayerKind = "cross_attention" if kind == "cross" else "self_attention"
        found = (layer.sublayer(sublayer) for layer in stack.layers) if stack else ()
        return tuple(sub.attention for sub in found if sub is not None and sub.attention is not None)

    def tokens(self, kind: AttentionKind) -> tuple[Tokens, Tokens]:
        """Who asks and who answers: the tokens of the queries and of the keys. Raises TraceError if there are none."""
        asking = self.source if kind == "encoder" else self.target
        answering = self.source if kind == "cross" else asking
        if asking is None or answering is None:
            raise TraceError(f"this trace has no {kind} attention")
        return asking, answering

    def _stack(self, name: StackName, tokens: Tokens, start: int) -> StackTrace:
        layers: list[LayerTrace] = []
        while f"{name}.{len(layers)}.feed_forward.output" in self.tensors:
            site = f"{name}.{len(layers)}"
            kinds: list[SublayerKind] = [kind for kind in SUBLAYERS if f"{site}.{kind}.output" in self.tensors]
            layers.append(LayerTrace(tuple(self._sublayer(f"{site}.{kind}", kind) for kind in kinds)))
        positions = self.tensors.get(f"{name}.positions")
        return StackTrace(
            tokens=tokens,
            embedding=self._tensor(f"{name}.embedding"),
            positions=positions,
            layers=tuple(layers),
            final=self._tensor(f"{name}.final"),
        )

    def _sublayer(self, site: str, kind: SublayerKind) -> SublayerTrace:
        before, after = self._tensor(f"{site}.residual_before"), self._tensor(f"{site}.residual_after")
        adapted = f"{site}.norm.input" in self.tensors
        norm_input = self._tensor(f"{site}.norm.input") if adapted else before if self.norm_first else after
        return SublayerTrace(
            kind=kind,
            residual_before=before,
            output=self._tensor(f"{site}.output"),
            residual_after=after,
            norm=self._norm(f"{site}.norm", norm_input),
            norm_first=self.norm_first,
            norm_input=norm_input,
            attention=None if kind == "feed_forward" else self._attention(site),
            activations=self._tensor(f"{site}.activations") if kind == "feed_forward" else None,
        )

    def _norm(self, site: str, x: Float[Tensor, "token d_model"]) -> NormTrace:
        if f"{site}.rstd" in self.tensors:
            rstd = self._tensor(f"{site}.rstd").squeeze(-1)
            mean = self._tensor(f"{site}.mean").squeeze(-1)
            variance = rstd.double().pow(-2).sub(self.norm_epsilon).clamp(min=0).float()
        elif self.norm_kind == "rms":
            mean, variance = None, x.float().square().mean(-1)
        else:
            mean, variance = x.float().mean(-1), x.float().var(-1, correction=0)
        return NormTrace(
            mean=mean,
            variance=variance,
            gain=self.tensors[f"{site}.gain"],
            bias=self.tensors.get(f"{site}.bias"),
            epsilon=self.norm_epsilon,
            output=self._tensor(f"{site}.output"),
        )

    def _attention(self, site: str) -> AttentionTrace:
        weights = self._tensor(f"{site}.weights")
        queries, keys = self._tensor(f"{site}.queries"), self._tensor(f"{site}.keys")
        return AttentionTrace(
            queries=queries,
            keys=keys,
            values=self._tensor(f"{site}.values"),
            scores=self._scores(site, queries, keys),
            mask=self._tensor(f"{site}.mask").any(0).expand(weights.shape[1:]),
            weights=weights,
            head_outputs=self._tensor(f"{site}.head_outputs"),
        )

    def _scores(self, site: str, queries: Tensor, keys: Tensor) -> Tensor:
        if f"{site}.scores" in self.tensors:
            return self._tensor(f"{site}.scores")
        return attention_scores(queries[None], keys[None], self.tensors.get(f"{site}.bias"))[0]

    def _tensor(self, site: str) -> Tensor:
        tensor = self.tensors[site]
        return tensor[self.row if tensor.shape[0] > 1 else 0]  # all hypotheses of a beam share one source

    def _check(self, stack: StackName, expected: int) -> None:
        final = self.tensors.get(f"{stack}.final")
        if final is None:
            raise TraceError(f"nothing was recorded at {stack}.final")
        rows, found, _ = final.shape
        if found != expected:
            raise TraceError(f"the {stack} recorded {found} tokens, but {expected} are labelled")
        shared = stack == "encoder" and rows == 1 and self.target is not None
        if not (shared or 0 <= self.row < rows):
            raise TraceError(f"the {stack} recorded {rows} rows: there is no row {self.row}")


def _expect(name: str, tensor: Tensor, shape: tuple[int, ...] | torch.Size) -> None:
    if tensor.shape != torch.Size(shape):
        raise TraceError(f"{name} should have the shape {tuple(shape)}, not {tuple(tensor.shape)}")
