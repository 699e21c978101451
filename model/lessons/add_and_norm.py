"""What residual connections and norms do, measured by taking them away; see the lesson "add_and_norm"."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Literal, get_args

import torch
import torch.nn.functional as F
from jaxtyping import Float, Int
from torch import Tensor, nn

from model.config import NormPlacement, TransformerConfig
from model.layers import EncoderLayer
from model.lessons.fresh import fresh
from model.residual import Site, size
from model.tap import UNTAPPED, Tap, compose
from model.trace import StackTrace
from model.translator import Translation, Translator

EPSILON = 1e-5
"""ε of the norms computed here, as in the shipped models."""


@dataclass(frozen=True)
class Flow:
    """How long the gradient of the loss is, ‖∂loss/∂x‖, at the stream x that enters each sublayer of the encoder.

    `open`: as it is; `closed`: where it may go back through the sublayers only, and not along the residual connections.
    """

    sites: tuple[Site, ...]
    open: Float[Tensor, " site"]
    closed: Float[Tensor, " site"]

    @property
    def remaining(self) -> float:
        """What part of the gradient reaches the first sublayer without the residual connections."""
        return float(self.closed[0] / self.open[0])


def gradient_flow(translation: Translation) -> Flow:
    """The gradient of the mean −log P of a translation, through the model as it was trained.

    Closing the residual connections changes the way back alone: what the model computes stays the same.
    """
    (open_way, sites), (closed_way, _) = (_gradients(translation, tap) for tap in (UNTAPPED, _ClosedHighway()))
    return Flow(sites, open_way, closed_way)


class _ClosedHighway:
    """In x + sublayer(x) the gradient reaches x through the sublayer alone."""

    def __call__(self, site: str, tensor: Tensor) -> Tensor:
        if site.endswith(".residual_before"):
            self._before = tensor
        elif _is_output(site):
            self._output = tensor
        elif site.endswith(".residual_after"):
            return self._before.detach() + self._output
        return tensor


class _Streams:
    """Keeps the stream that enters each sublayer of the encoder, and lets gradients begin at its embedding."""

    def __init__(self) -> None:
        self.seen: dict[str, Tensor] = {}

    def __call__(self, site: str, tensor: Tensor) -> Tensor:
        if site == "encoder.embedding":
            return tensor.detach().requires_grad_()
        if site.startswith("encoder.") and site.endswith(".residual_before"):
            self.seen[site] = tensor
        return tensor


def _gradients(translation: Translation, tap: Tap) -> tuple[Float[Tensor, " site"], tuple[Site, ...]]:
    translator, written = translation.translator, translation.decoding.token_ids
    target = torch.tensor([[translator.config.start_id, *written]])
    streams = _Streams()
    with torch.enable_grad():
        logits = translator.transformer(
            torch.tensor([translation.typed.ids]), target[:, :-1], tap=compose(streams, tap)
        )
        loss = F.cross_entropy(logits[0], target[0, 1:])
        found = torch.autograd.grad(loss, list(streams.seen.values()))
    places = (site.split(".") for site in streams.seen)
    sites = tuple(
        Site(int(layer), "self_attention" if sublayer == "self_attention" else "feed_forward")
        for _, layer, sublayer, _ in places
    )
    return torch.stack([gradient.norm() for gradient in found]), sites


def _is_output(site: str) -> bool:
    return site.endswith(".output") and not site.endswith(".norm.output")


D_MODEL, N_TOKENS = 64, 10


@dataclass(frozen=True)
class Untrained:
    """An encoder as training begins, with random weights, and random vectors sent through it.

    `gradients`: ‖∂loss/∂x‖ at the stream that enters each layer. `sizes`: the mean length of a token's vector there,
    and after the last layer. `apart`: how different the tokens still are at the end, ‖x − mean over tokens‖ / ‖x‖, 0
    where all have become the same (Dong et al. 2021, *Attention is not all you need: pure attention loses rank doubly
    exponentially with depth*).
    """

    gradients: Float[Tensor, " layer"]
    sizes: Float[Tensor, " boundary"]
    apart: float


def untrained(depth: int, placement: NormPlacement = "post", *, residual: bool = True, norm: bool = True) -> Untrained:
    """An encoder of so many layers, with or without residual connections and norms (after the sublayers only).

    The loss is the mean squared distance of its states, normalised at the end where the norms stand in front, from
    random vectors.
    """
    config = TransformerConfig(
        vocabulary_size=3,
        d_model=D_MODEL,
        d_ff=4 * D_MODEL,
        n_encoder_layers=depth,
        norm_placement=placement,
        dropout=0.0,
    )
    layers = fresh(lambda: nn.ModuleList(EncoderLayer(config) for _ in range(depth)))
    drawn = torch.Generator().manual_seed(1)
    x = torch.randn(1, N_TOKENS, D_MODEL, generator=drawn)
    wanted = torch.randn(x.shape, generator=drawn)
    tap = UNTAPPED if residual and norm else _Without(residual=residual, norm=norm)
    with torch.enable_grad():
        streams = [x.requires_grad_()]
        for index, layer in enumerate(layers):
            streams.append(layer(streams[-1], None, tap=tap, site=f"encoder.{index}"))
        states = F.layer_norm(streams[-1], (D_MODEL,)) if placement == "pre" else streams[-1]
        gradients = torch.autograd.grad((states - wanted).square().mean(), streams[:-1])
    last = streams[-1][0].detach()
    return Untrained(
        gradients=torch.stack([gradient.norm() for gradient in gradients]),
        sizes=torch.stack([size(stream.detach()[0]).mean() for stream in streams]),
        apart=float(size((last - last.mean(0)).flatten()) / size(last.flatten())),
    )


class _Without:
    """LayerNorm(x + sublayer(x)) without its sum, without its norm, or without either."""

    def __init__(self, *, residual: bool, norm: bool) -> None:
        self._residual, self._norm = residual, norm

    def __call__(self, site: str, tensor: Tensor) -> Tensor:
        if _is_output(site):
            self._output = tensor
        elif site.endswith(".residual_after"):
            self._sum = tensor if self._residual else self._output
            return self._sum
        elif site.endswith(".norm.output") and not self._norm:
            return self._sum
        return tensor


def kept_direction(stack: StackTrace) -> Float[Tensor, " token"]:
    """The cosine between each token's vectors as it enters a stack and as it leaves it: 1 where it has not turned."""
    entering = stack.layers[0].sublayers[0].residual_before
    return F.cosine_similarity(entering, stack.final, dim=-1)


NormOver = Literal["layer", "batch", "instance", "group"]
NORMS: tuple[NormOver, ...] = get_args(NormOver)
CUBE: Float[Tensor, "batch position feature"] = torch.tensor(
    [
        [[1.0, 3.0, 2.0, 6.0], [4.0, 4.0, 8.0, 0.0], [7.0, 2.0, 5.0, 6.0]],
        [[2.0, 9.0, 4.0, 1.0], [0.0, 5.0, 3.0, 8.0], [4.0, 1.0, 2.0, 9.0]],
    ]
)
"""Two sentences of three words, with four features for each word."""
GROUPS = 2


def sets(lengths: Sequence[int], n_features: int, over: NormOver, groups: int = GROUPS) -> Int[Tensor, "row feature"]:
    """Which numbers share a mean and a variance: those with the same index. Sentences stand one below the other.

    layer: the features of one word (Ba et al. 2016, as Transformers use it). batch: one feature of all words of all
    sentences (Ioffe and Szegedy 2015). instance: one feature of the words of one sentence (Ulyanov et al. 2016). group:
    a group of features of the words of one sentence (Wu and He 2018).
    """
    rows = torch.arange(sum(lengths))[:, None]
    sentences = torch.arange(len(lengths)).repeat_interleave(torch.tensor(lengths))[:, None]
    features = torch.arange(n_features)[None]
    match over:
        case "layer":
            index = rows + 0 * features
        case "batch":
            index = features + 0 * rows
        case "instance":
            index = sentences * n_features + features
        case "group":
            index = sentences * groups + features * groups // n_features
    return index


@dataclass(frozen=True)
class Normed:
    """Numbers after a norm without γ and β, and the mean and variance that each of them was normalised by."""

    values: Float[Tensor, "row feature"]
    mean: Float[Tensor, "row feature"]
    variance: Float[Tensor, "row feature"]


def normed(x: Float[Tensor, "row feature"], index: Int[Tensor, "row feature"]) -> Normed:
    """(x − mean) / √(variance + ε), with the mean and the variance of all numbers of the same index."""
    count = index.flatten().bincount()

    def shared(values: Float[Tensor, "row feature"]) -> Float[Tensor, "row feature"]:
        return (index.flatten().bincount(values.flatten()) / count)[index]

    wide = x.double()
    mean = shared(wide)
    variance = shared((wide - mean).square())
    return Normed((wide - mean) / (variance + EPSILON).sqrt(), mean, variance)


@dataclass(frozen=True)
class Dependence:
    """By how much the first word's numbers after a norm change, as a share of their length.

    `neighbour`: when another sentence stands beside its own in the batch. `longer`: when its sentence goes on by one
    word.
    """

    neighbour: float
    longer: float


NEIGHBOURS = ("I like cats.", "She has never seen such a beautiful house.")
"""Who stands in a batch beside a sentence: first one, then the other."""


def dependence(translator: Translator, sentence: str, over: NormOver) -> Dependence:
    """What a norm of the first word depends on, in the stream that enters the encoder. Raises InputError."""
    own, first, second = (_entering(translator, text) for text in (sentence, *NEIGHBOURS))
    now = _first_word([own, first], over)
    changes = (_first_word([own, second], over), _first_word([own[:-1], first], over))
    neighbour, longer = (float(size(changed - now) / size(now)) for changed in changes)
    return Dependence(neighbour, longer)


def _first_word(batch: Sequence[Float[Tensor, "_ feature"]], over: NormOver) -> Float[Tensor, " feature"]:
    index = sets([len(x) for x in batch], batch[0].shape[1], over)
    return normed(torch.cat(list(batch)), index).values[0]


def _entering(translator: Translator, text: str) -> Float[Tensor, "token d_model"]:
    """The vectors of a sentence as they enter the encoder."""
    encoder = translator.trace_tokens(translator.read(text), None).encoder
    assert encoder is not None
    return encoder.layers[0].sublayers[0].residual_before


AFFINE_ONLY = """\
mean = x.mean(-1, keepdim=True)
var = x.var(-1, unbiased=False, keepdim=True)
x_hat = (x - mean) / torch.sqrt(var + eps)
return gamma * x + beta"""
"""A layer norm with a mistake that circulates: its last line should use `x_hat`."""


def affine_only() -> Tap:
    """The tap under which each norm of a post-norm model returns γ · x + β, as `AFFINE_ONLY` does."""
    parts: dict[str, Tensor] = {}

    def forget_to_normalise(site: str, tensor: Tensor) -> Tensor:
        name = site.rpartition(".")[2]
        if site.endswith(".norm.output"):
            return parts["gain"] * parts["residual_after"] + parts["bias"]
        if name in ("gain", "bias", "residual_after"):
            parts[name] = tensor
        return tensor

    return forget_to_normalise


@dataclass(frozen=True)
class EpsilonForms:
    """Numbers normalised by √(variance + ε) and by std + ε, and whether each has a gradient where all are equal."""

    under_root: Float[Tensor, " number"]
    beside_std: Float[Tensor, " number"]
    gradient_under_root: bool
    gradient_beside_std: bool


def epsilon_forms(values: Sequence[float]) -> EpsilonForms:
    """The same numbers with ε where it belongs, and where it is often put."""
    x = torch.tensor(values, dtype=torch.float64)
    flat = torch.ones_like(x)
    return EpsilonForms(
        under_root=_under_root(x),
        beside_std=_beside_std(x),
        gradient_under_root=_has_gradient(_under_root, flat),
        gradient_beside_std=_has_gradient(_beside_std, flat),
    )


def _under_root(x: Float[Tensor, " number"]) -> Float[Tensor, " number"]:
    return (x - x.mean()) / (x.var(correction=0) + EPSILON).sqrt()


def _beside_std(x: Float[Tensor, " number"]) -> Float[Tensor, " number"]:
    return (x - x.mean()) / (x.var(correction=0).sqrt() + EPSILON)


def _has_gradient(norm: Callable[[Tensor], Tensor], x: Float[Tensor, " number"]) -> bool:
    with torch.enable_grad():
        read = x.clone().requires_grad_()
        (gradient,) = torch.autograd.grad(norm(read)[0], read)
    return bool(gradient.isfinite().all())
