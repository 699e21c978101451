"""What the feed-forward sublayers of a Transformer do, measured; see the lesson "feed_forward"."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, replace
from itertools import islice
from typing import Literal, cast, get_args

import torch
import torch.nn.functional as F
from jaxtyping import Float, Int
from torch import Tensor
from torch.nn.utils.rnn import pad_sequence

from model.analysis.effect import measure_effect
from model.corpus import examples
from model.interventions import SublayerSkipped, tap_of
from model.interventions.editing import all_sublayers
from model.network import Shape
from model.residual import size
from model.tap import Recorder, compose
from model.tokens import Tokens
from model.trace import StackName, StackTrace
from model.translator import Translation, Translator

Activation = Literal["relu", "gelu", "sigmoid", "tanh"]
ACTIVATIONS: tuple[Activation, ...] = get_args(Activation)
_FUNCTIONS: Mapping[Activation, Callable[[Tensor], Tensor]] = {
    "relu": torch.relu,
    "gelu": F.gelu,
    "sigmoid": torch.sigmoid,
    "tanh": torch.tanh,
}


@dataclass(frozen=True)
class Curve:
    """An activation function f at some numbers x, and its slope f′(x) there.

    ReLU(x) = max(0, x) (Nair and Hinton 2010); GELU(x) = x Φ(x), Φ the normal distribution's (Hendrycks and Gimpel
    2016); sigmoid(x) = 1 / (1 + e⁻ˣ).
    """

    values: Float[Tensor, " x"]
    slopes: Float[Tensor, " x"]


def curve(activation: Activation, x: Sequence[float]) -> Curve:
    """The function and its slope. At 0, where it has a corner, the slope of ReLU is taken to be 0."""
    with torch.enable_grad():
        at = torch.tensor(x, dtype=torch.float64, requires_grad=True)
        values = _FUNCTIONS[activation](at)
        (slopes,) = torch.autograd.grad(values.sum(), at)
    return Curve(values.detach(), slopes)


@dataclass(frozen=True)
class TinySteps:
    """FFN(x) = max(0, x W₁ + b₁) W₂ + b₂ (Vaswani et al. 2017, equation 2) with d_model 2 and d_ff 3, in steps."""

    x: Float[Tensor, "2"]
    expanded: Float[Tensor, "3"]
    activated: Float[Tensor, "3"]
    output: Float[Tensor, "2"]


W1: Float[Tensor, "2 3"] = torch.tensor([[1.0, -1.0, 2.0], [1.0, 1.0, -1.0]])
B1: Float[Tensor, "3"] = torch.tensor([0.0, 0.0, 1.0])
W2: Float[Tensor, "3 2"] = torch.tensor([[1.0, 0.0], [2.0, -1.0], [0.0, 1.0]])
B2: Float[Tensor, "2"] = torch.tensor([0.0, 1.0])


def tiny(x: Sequence[float]) -> TinySteps:
    """The steps for a vector of two numbers, with small whole numbers as weights."""
    read = torch.tensor(x, dtype=torch.float32)
    expanded = read @ W1 + B1
    activated = expanded.relu()
    return TinySteps(read, expanded, activated, activated @ W2 + B2)


@dataclass(frozen=True)
class Parameters:
    """How many parameters a layer of the encoder has in its self-attention and in its feed-forward sublayer."""

    self_attention: int
    feed_forward: int

    @property
    def share(self) -> float:
        """The feed-forward's share of both, 0 to 1."""
        return self.feed_forward / (self.self_attention + self.feed_forward)


def parameters(translator: Translator) -> Parameters:
    """Counted in the first layer of the encoder, without the norms."""
    counts = dict.fromkeys(("self_attention", "feed_forward"), 0)
    for name, parameter in translator.transformer.named_parameters():
        for sublayer in counts:
            if name.startswith(f"encoder.0.{sublayer}."):
                counts[sublayer] += parameter.numel()
    return Parameters(**counts)


def without_feed_forward(shape: Shape, stack: StackName) -> tuple[SublayerSkipped, ...]:
    """The skip of every feed-forward sublayer of a stack."""
    return tuple(one for one in all_sublayers(shape) if (one.stack, one.sublayer) == (stack, "feed_forward"))


def active(stack: StackTrace) -> Float[Tensor, "layer token"]:
    """The share of the units that are on, with an activation above 0, from 0 to 1."""
    return torch.stack([(activations > 0).float().mean(-1) for activations in _activations(stack)])


def _activations(stack: StackTrace) -> list[Float[Tensor, "token d_ff"]]:
    sublayers = [layer.sublayer("feed_forward") for layer in stack.layers]
    return [sub.activations for sub in sublayers if sub is not None and sub.activations is not None]


ROUNDING = 1e-5
"""A relative change below this is rounding."""


@dataclass(frozen=True)
class Reach:
    """Which outputs of a sublayer change when one of the vectors it reads changes: ‖change‖ / ‖output‖ per token."""

    tokens: Tokens
    place: int
    self_attention: Float[Tensor, " token"]
    feed_forward: Float[Tensor, " token"]


def reach(translator: Translator, tokens: Tokens, place: int) -> Reach:
    """What the sublayers of the first layer of the encoder make of another vector at one place.

    In its place stands the mean of the vectors of all tokens, which is a vector that the sublayer might meet.
    """
    found = {
        sublayer: _changed_output(translator, tokens, place, f"encoder.0.{sublayer}")
        for sublayer in ("self_attention", "feed_forward")
    }
    return Reach(tokens, place, **found)


def _changed_output(translator: Translator, tokens: Tokens, place: int, site: str) -> Float[Tensor, " token"]:
    def other_vector(name: str, tensor: Tensor) -> Tensor:
        if name != f"{site}.residual_before":
            return tensor
        changed = tensor.clone()
        changed[:, place] = tensor.mean(1)
        return changed

    recorder, changed = Recorder(), Recorder()
    ids = torch.tensor([tokens.ids])
    with torch.inference_mode():
        translator.transformer.encode(ids, tap=recorder)
        translator.transformer.encode(ids, tap=compose(other_vector, changed))
    before, after = (one.tensors[f"{site}.output"][0] for one in (recorder, changed))
    return size(after - before) / size(before)


@dataclass(frozen=True)
class Skip:
    """A feed-forward sublayer, and by how much log P of a translation changes in nats when it adds nothing."""

    skipped: SublayerSkipped
    change: float


def skips(translation: Translation) -> tuple[Skip, ...]:
    """Every feed-forward sublayer of the encoder alone, in order, then that of each layer of the decoder."""
    found: list[Skip] = []
    for one in all_sublayers(translation.translator.config):
        if one.sublayer == "feed_forward":
            before, after = measure_effect(translation, tap_of([one])).sentence
            found.append(Skip(one, after - before))
    return tuple(found)


@dataclass(frozen=True)
class Excited:
    """A word that excites a unit: how often it is among the tokens that excite it most, and where it does so most.

    `sentence` and `token` say where: an index of a sentence, and a place in it; `activation` how much.
    """

    word: str
    times: int
    sentence: int
    token: int
    activation: float


@dataclass(frozen=True, eq=False)
class Responses:
    """What the units of the encoder's feed-forward sublayers respond to, over some sentences as the encoder reads them.

    `activation` and `where` hold the largest activations of each unit, largest first, and which token of all it was;
    `share` is the share of all tokens for which a unit is on, 0 to 1.
    """

    sentences: tuple[Tokens, ...]
    activation: Float[Tensor, "layer unit rank"]
    where: Int[Tensor, "layer unit rank"]
    share: Float[Tensor, "layer unit"]

    def of(self, layer: int, unit: int) -> tuple[Excited, ...]:
        """The words that excite a unit most, each once, the most exciting first."""
        owners = [(sentence, token) for sentence, one in enumerate(self.sentences) for token in range(len(one))]
        found: dict[str, Excited] = {}
        strengths = cast(list[float], self.activation[layer, unit].tolist())
        places = cast(list[int], self.where[layer, unit].tolist())
        for strength, place in zip(strengths, places, strict=True):
            sentence, token = owners[place]
            word = self.sentences[sentence].labels[token]
            if word in found:
                found[word] = replace(found[word], times=found[word].times + 1)
            elif strength > 0:
                found[word] = Excited(word, 1, sentence, token, strength)
        return tuple(found.values())


def loudest_units(stack: StackTrace, layer: int, token: int, found: Responses, count: int = 6) -> tuple[int, ...]:
    """The units of a layer (from 0) that come nearest to their largest activation for a token, the nearest first."""
    share = _activations(stack)[layer][token] / found.activation[layer, :, 0].clamp(min=_SILENT)
    return tuple(cast(list[int], share.topk(count).indices.tolist()))


_SILENT = 1e-3  # a unit that never gets louder is not on
TOP = 40
"""How many of the tokens that excite a unit most are kept."""
_BATCH = 40


def held_out(count: int) -> tuple[str, ...]:
    """Sentences of the generated corpus that no model was trained on."""
    return tuple(example.source for example in islice(examples("dev", seed=0), count))


def responses(translator: Translator, sentences: Sequence[str], progress: Callable[[float], None]) -> Responses:
    """What excites each unit of the encoder, over these sentences. Raises InputError."""
    read = [translator.read(sentence) for sentence in sentences]
    layers: list[list[Tensor]] = [[] for _ in range(translator.config.n_encoder_layers)]
    for start in range(0, len(read), _BATCH):
        rows = [torch.tensor(one.ids) for one in read[start : start + _BATCH]]
        ids = pad_sequence(rows, batch_first=True, padding_value=translator.config.pad_id)
        present = torch.arange(ids.shape[1]) < torch.tensor([len(row) for row in rows])[:, None]

        def keep(site: str, tensor: Tensor, present: Tensor = present) -> Tensor:
            if site.endswith(".feed_forward.activations"):
                layers[int(site.split(".")[1])].append(tensor[present])
            return tensor

        with torch.inference_mode():
            translator.transformer.encode(ids, tap=keep)
        progress((start + len(rows)) / len(read))
    activations = torch.stack([torch.cat(parts) for parts in layers])  # [layer, token, unit]
    top = activations.topk(TOP, dim=1)
    share = (activations > 0).float().mean(1)
    return Responses(tuple(read), top.values.mT, top.indices.mT, share)
