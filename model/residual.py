"""The residual stream of a stack: what each sublayer adds to it, and what each layer norm does to its scale."""

from dataclasses import dataclass

import torch
from jaxtyping import Float
from torch import Tensor

from model.tokens import Tokens
from model.trace import NormKind, StackTrace, SublayerKind, SublayerTrace


@dataclass(frozen=True)
class Site:
    """One sublayer with its norm: layer from 0, and which sublayer of that layer."""

    layer: int
    sublayer: SublayerKind


@dataclass(frozen=True, eq=False)
class StreamProfile:
    """A stack in numbers, one row per sublayer in the order of computation, one column per token.

    Means and standard deviations are over the features of a token, before and after that sublayer's norm; sizes are
    Euclidean lengths ‖·‖. `share` = ‖output‖ / (‖before‖ + ‖output‖), where `before` is the stream that the output is
    added to: 0 where nothing is added, ½ where both are equally large (after the mixing ratio of Kobayashi et al. 2021,
    *Incorporating Residual and Normalization Layers into Analysis of Masked Language Models*). It knows no direction;
    `cosine` is that of the angle between `before` and `output`. `bias` is None where the norms add none.
    """

    tokens: Tokens
    sites: tuple[Site, ...]
    norm_first: bool
    norm_kind: NormKind
    mean_before: Float[Tensor, "site token"]
    std_before: Float[Tensor, "site token"]
    mean_after: Float[Tensor, "site token"]
    std_after: Float[Tensor, "site token"]
    size_before: Float[Tensor, "site token"]
    size_output: Float[Tensor, "site token"]
    size_sum: Float[Tensor, "site token"]
    size_final: Float[Tensor, " token"]
    share: Float[Tensor, "site token"]
    cosine: Float[Tensor, "site token"]
    gain: Float[Tensor, "site d_model"]
    bias: Float[Tensor, "site d_model"] | None


@dataclass(frozen=True)
class NormSteps:
    """One vector through a norm: its mean, variance, and what it is after each half of the computation.

    `mean` is None for a root mean square norm, whose `variance` is the mean square.
    """

    values: Float[Tensor, " d_model"]
    mean: float | None
    variance: float
    epsilon: float
    normalised: Float[Tensor, " d_model"]
    output: Float[Tensor, " d_model"]

    @property
    def spread(self) -> tuple[float, float]:
        """The mean and standard deviation of the values, whatever the norm makes of them."""
        return float(self.values.mean()), float(self.values.std(correction=0))


def sublayers(stack: StackTrace) -> tuple[SublayerTrace, ...]:
    """All sublayers of a stack in the order of computation: the rows of its profile."""
    return tuple(sublayer for layer in stack.layers for sublayer in layer.sublayers)


def profile(stack: StackTrace) -> StreamProfile:
    """The numbers of one stack. Raises ValueError for a stack without layers."""
    parts = sublayers(stack)
    if not parts:
        raise ValueError("a stack without layers has no residual stream")
    before = torch.stack([part.residual_before for part in parts])
    output = torch.stack([part.output for part in parts])
    read, normed = (
        torch.stack(tensors) for tensors in zip(*((p.norm_input, p.norm.output) for p in parts), strict=True)
    )
    biases = [part.norm.bias for part in parts if part.norm.bias is not None]
    size_before, size_output = size(before), size(output)
    return StreamProfile(
        tokens=stack.tokens,
        sites=tuple(Site(layer, part.kind) for layer, each in enumerate(stack.layers) for part in each.sublayers),
        norm_first=parts[0].norm_first,
        norm_kind="rms" if parts[0].norm.mean is None else "layer",
        mean_before=read.mean(-1),
        std_before=read.std(-1, correction=0),
        mean_after=normed.mean(-1),
        std_after=normed.std(-1, correction=0),
        size_before=size_before,
        size_output=size_output,
        size_sum=size(torch.stack([part.residual_after for part in parts])),
        size_final=size(stack.final),
        share=size_output / (size_before + size_output),
        cosine=torch.nn.functional.cosine_similarity(before, output, dim=-1),
        gain=torch.stack([part.norm.gain for part in parts]),
        bias=torch.stack(biases) if biases else None,
    )


def normalise(
    values: Float[Tensor, " d_model"],
    gain: Float[Tensor, " d_model"] | float,
    bias: Float[Tensor, " d_model"] | float,
    epsilon: float,
    kind: NormKind = "layer",
) -> NormSteps:
    """LN(x) = γ · x̂ + β with x̂ = (x − mean) / √(variance + ε) (Ba et al. 2016), the population's variance, in steps.

    The root mean square norm (Zhang and Sennrich 2019) takes the mean to be 0.
    """
    mean = values.mean() if kind == "layer" else torch.zeros(())
    variance = (values - mean).square().mean()
    normalised = (values - mean) / (variance + epsilon).sqrt()
    stated = float(mean) if kind == "layer" else None
    return NormSteps(values, stated, float(variance), epsilon, normalised, gain * normalised + bias)


def norm_steps(sublayer: SublayerTrace, token: int) -> NormSteps:
    """What the norm of a sublayer does to one token."""
    norm = sublayer.norm
    kind: NormKind = "rms" if norm.mean is None else "layer"
    return normalise(sublayer.norm_input[token], norm.gain, 0.0 if norm.bias is None else norm.bias, norm.epsilon, kind)


def size(vectors: Float[Tensor, "*batch feature"]) -> Float[Tensor, "*batch"]:
    """Euclidean lengths ‖·‖."""
    return vectors.square().sum(-1).sqrt()
