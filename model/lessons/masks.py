"""What masks hide, measured by taking them away; see the lesson "masks"."""

import math
import time
from collections.abc import Callable
from dataclasses import dataclass
from typing import cast

import torch
import torch.nn.functional as F
from jaxtyping import Bool, Float, Int
from torch import Tensor

from model.analysis.divergence import total_variation
from model.config import TransformerConfig
from model.decoding import Greedy, decode
from model.interventions.place import place_of
from model.layers import NOTHING_MASKED
from model.lessons.fresh import fresh
from model.residual import size
from model.tap import UNTAPPED, Recorder, Tap, compose
from model.tokens import Tokens
from model.trace import AttentionTrace, Trace
from model.transformer import Transformer
from model.translator import Translation, Translator


def without_masks(site: str, tensor: Tensor) -> Tensor:
    """The tap under which every query may look at every key: no causal mask, no padding mask."""
    return NOTHING_MASKED if site.endswith(".mask") else tensor


def read_alone(translator: Translator, text: str) -> Trace:
    """The trace of a text that a language model reads, without what it would write after it. Raises InputError."""
    return translator.trace_tokens(None, translator.read_target(text))


@dataclass(frozen=True)
class MaskedRow:
    """One row of one head, number by number: scores with −∞ where the mask forbids, exponentials, their sum, weights.

    All have one entry per key (Vaswani et al. 2017, section 3.2.3).
    """

    scores: Float[Tensor, " key"]
    exponentials: Float[Tensor, " key"]
    weights: Float[Tensor, " key"]

    @property
    def total(self) -> float:
        return float(self.exponentials.sum())


def masked_row(attention: AttentionTrace, head: int, query: int) -> MaskedRow:
    """The softmax of a row of scores, with −∞ added where the mask forbids to look."""
    scores = attention.scores[head, query].masked_fill(~attention.mask[query], -torch.inf)
    exponentials = scores.exp()
    return MaskedRow(scores, exponentials, exponentials / exponentials.sum())


ZEROS_FOR_INFINITY = """\
scores = queries @ keys.transpose(-1, -2) / math.sqrt(d_head)
allowed = torch.ones(n, n).tril().bool()
scores = scores.masked_fill(~allowed, 0.0)
weights = scores.softmax(-1)
output = weights @ values"""
"""Masked attention with a mistake that circulates: its third line should fill in −∞."""


def zeros_for_infinity(attention: AttentionTrace) -> Float[Tensor, "head query key"]:
    """The weights as `ZEROS_FOR_INFINITY` computes them: a score of 0 where the mask forbids, and e⁰ is 1."""
    return attention.scores.masked_fill(~attention.mask, 0.0).softmax(-1)


def weight_ahead(
    weights: Float[Tensor, "head query key"], mask: Bool[Tensor, "query key"]
) -> Float[Tensor, "head query"]:
    """How much of each row's weight lies where the mask forbids to look: 0 to 1."""
    return weights.masked_fill(mask, 0.0).sum(-1)


_MOVED = 1e-6  # the rounding of float32 stays below


@dataclass(frozen=True, eq=False)
class Leak:
    """How far the prediction after each token moves when the token at `place` becomes `other`.

    The share of the probability that moves, ½ Σ |before − after|, with the causal mask and without it.
    """

    tokens: Tokens
    place: int
    other: int
    masked: Float[Tensor, " token"]
    unmasked: Float[Tensor, " token"]

    @property
    def first_moved(self) -> int:
        """The first token after which the model with its mask predicts something else."""
        return int((self.masked > _MOVED).nonzero()[0])


def leak(translator: Translator, tokens: Tokens, place: int) -> Leak:
    """What becomes of a language model's predictions when the token at `place`, from 1, is exchanged.

    In its place comes the token that the model holds most probable there apart from it.
    """
    ids = torch.tensor([tokens.ids])
    with torch.inference_mode():
        expected = translator.transformer(None, ids[:, :place])[0, -1]
        expected[list({tokens.ids[place], *_specials(translator)})] = -torch.inf
        other = int(expected.argmax())
        changed = ids.clone()
        changed[0, place] = other
        both = torch.cat([ids, changed])
        masked, unmasked = (
            total_variation(*translator.transformer(None, both, tap=tap).softmax(-1))
            for tap in (UNTAPPED, without_masks)
        )
    return Leak(tokens, place, other, masked, unmasked)


def _specials(translator: Translator) -> tuple[int, ...]:
    return (translator.config.pad_id, *translator.config.end_ids)


def losses(translator: Translator, written: tuple[int, ...], tap: Tap = UNTAPPED) -> Float[Tensor, " token"]:
    """−log P in nats of each token of a text, given those before it."""
    target = torch.tensor([[translator.config.start_id, *written]])
    with torch.inference_mode():
        logits = translator.transformer(None, target[:, :-1], tap=tap)
    return F.cross_entropy(logits[0], target[0, 1:], reduction="none")


DIGITS = 10
_LENGTH, _BATCH, _STEPS, _RATE, _TESTED = 8, 32, 160, 0.01, 500


@dataclass(frozen=True)
class Learner:
    """A tiny model that has learnt to predict random digits.

    `losses`: cross entropy in nats per digit at each step of training. `in_training`: how often each digit of a new
    row of digits is right when it reads the whole row at once, as in training; `in_use`: when it reads only what stands
    before, digit by digit. Both from 0 to 1.
    """

    losses: tuple[float, ...]
    in_training: tuple[float, ...]
    in_use: tuple[float, ...]


CHANCE = math.log(DIGITS)
"""The least loss, in nats per digit, of anyone who cannot see what comes: digits are drawn evenly."""


def learners(progress: Callable[[float], None]) -> tuple[Learner, Learner]:
    """One that learns with the causal mask, and one without it: the same start, the same digits."""
    return (
        _learner(UNTAPPED, lambda share: progress(share / 2)),
        _learner(without_masks, lambda share: progress((1 + share) / 2)),
    )


def _learner(tap: Tap, progress: Callable[[float], None]) -> Learner:
    config = TransformerConfig(
        vocabulary_size=DIGITS + 2,
        d_model=16,
        n_heads=1,
        d_ff=32,
        n_encoder_layers=0,
        n_decoder_layers=1,
        norm_placement="pre",
        max_length=_LENGTH,
        dropout=0.0,
        pad_id=DIGITS,
        end_id=DIGITS + 1,
        source_language=None,
        target_language="en",
    )
    network, drawn = fresh(lambda: Transformer(config)), torch.Generator().manual_seed(0)
    optimizer = torch.optim.Adam(network.parameters(), lr=_RATE)
    found: list[float] = []
    for step in range(_STEPS):
        read, wanted = _digits(_BATCH, drawn, config)
        loss = F.cross_entropy(network(None, read, tap=tap).flatten(0, 1), wanted.flatten())
        optimizer.zero_grad()
        loss.backward()
        optimizer.step()  # pyright: ignore[reportUnknownMemberType]
        found.append(loss.item())
        progress(step / _STEPS)
    read, wanted = _digits(_TESTED, drawn, config)
    with torch.inference_mode():
        at_once = network(None, read, tap=tap)
        in_turn = torch.stack([network(None, read[:, : place + 1], tap=tap)[:, -1] for place in range(_LENGTH)], dim=1)
    in_training, in_use = ((logits.argmax(-1) == wanted).float().mean(0) for logits in (at_once, in_turn))
    return Learner(tuple(found), *(tuple(cast(list[float], right.tolist())) for right in (in_training, in_use)))


def _digits(
    rows: int, drawn: torch.Generator, config: TransformerConfig
) -> tuple[Int[Tensor, "row digit"], Int[Tensor, "row digit"]]:
    """Random digits: shifted right, as a model reads them, and as it should predict them."""
    wanted = torch.randint(DIGITS, (rows, _LENGTH), generator=drawn)
    return torch.cat([torch.full((rows, 1), config.end_id), wanted[:, :-1]], dim=1), wanted


@dataclass(frozen=True)
class Padded:
    """A sentence that stands with `pads` in a batch, with the padding mask or without it.

    `attention` is how much of their attention the sentence's tokens give to pads, on average over the encoder's layers
    and heads, 0 to 1; `moved` is by how much their final states differ from those without pads, as a share of the
    states' length; and the translation.
    """

    translation: str
    attention: float
    moved: float


def padded(translator: Translator, text: str, pads: int, *, masked: bool) -> Padded:
    """What an encoder-decoder model makes of a text with so many pads behind it. Raises InputError."""
    source = translator.read(text)
    n, tap = len(source), UNTAPPED if masked else without_masks
    ids = torch.tensor([[*source.ids, *[translator.config.pad_id] * pads]])
    recorder = Recorder()
    with torch.inference_mode():
        clean = translator.transformer.encode(ids[:, :n])[0]
        states = translator.transformer.encode(ids, tap=compose(tap, recorder))[0][:, :n]
    weights = torch.stack(
        [seen for site, seen in recorder.tensors.items() if place_of(site)[0] and site.endswith(".weights")]
    )
    written = decode(
        translator.transformer, ids, Greedy(), max_new_tokens=translator.target_limit(n), tap=tap, record=False
    )
    return Padded(
        translation=translator.tokenizer.decode(written.token_ids),
        attention=float(weights[..., :n, n:].sum(-1).mean()),
        moved=float(size((states - clean).flatten()) / size(clean.flatten())),
    )


@dataclass(frozen=True)
class BothWays:
    """The probability of each token of a text, from one pass over all of it and token by token, 0 to 1.

    `difference` is the largest between any two probabilities, of all tokens at all places; and the time that one pass
    and all the steps took, in milliseconds.
    """

    tokens: Tokens
    at_once: Float[Tensor, " token"]
    in_turn: Float[Tensor, " token"]
    difference: float
    at_once_ms: float
    in_turn_ms: float


def both_ways(translation: Translation) -> BothWays:
    """What a language model has written, read again: in one pass, and in as many steps as it has tokens."""
    translator, written = translation.translator, translation.decoding.token_ids
    network = translator.transformer
    target = torch.tensor([[translator.config.start_id, *written[:-1]]])
    with torch.inference_mode():
        start = time.perf_counter()
        at_once = network(None, target)[0].softmax(-1)
        between = time.perf_counter()
        cache = network.new_cache(1, target.shape[1])
        steps = [network.decode(target[:, [place]], None, cache=cache)[0, 0] for place in range(target.shape[1])]
        end = time.perf_counter()
    in_turn = torch.stack(steps).softmax(-1)
    chosen = torch.tensor(written)[:, None]
    return BothWays(
        tokens=translation.tokens,
        at_once=at_once.gather(1, chosen)[:, 0],
        in_turn=in_turn.gather(1, chosen)[:, 0],
        difference=float((at_once - in_turn).abs().max()),
        at_once_ms=1000 * (between - start),
        in_turn_ms=1000 * (end - between),
    )
