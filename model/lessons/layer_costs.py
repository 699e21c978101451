"""What a layer costs as the sentence grows: multiplications counted, and time measured, for four kinds of layer.

After Table 1 of Vaswani et al. (2017), columns "complexity per layer" and "sequential operations".
"""

import json
import time
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Literal, get_args

import torch
from jaxtyping import Float
from torch import Tensor, nn

from model.config import TransformerConfig
from model.layers import MultiHeadAttention
from model.tap import UNTAPPED

LayerKind = Literal["rnn", "lstm", "convolution", "attention"]
KINDS: tuple[LayerKind, ...] = get_args(LayerKind)
LENGTHS = (8, 16, 32, 64, 128, 256, 512, 1024, 2048)
WIDTH = 3
"""Words that a convolution sees at once."""
D_MODEL, HEADS = 192, 8
"""As in the shipped English–French model."""
STORED = Path(__file__).parent / "layer_costs.json"

Layer = nn.RNN | nn.LSTM | nn.Conv1d | MultiHeadAttention


@dataclass(frozen=True)
class LayerCosts:
    """Seconds of one forward pass of a layer, for each kind and each of `lengths` (tokens)."""

    lengths: tuple[int, ...]
    seconds: Mapping[LayerKind, tuple[float, ...]]


def multiplications(kind: LayerKind, n: int, d: int) -> int:
    """How many pairs of numbers one layer multiplies for n tokens of d numbers, its projections included.

    Table 1 of the paper gives the order: n·d² for a recurrent layer, k·n·d² for a convolution of width k, n²·d for
    self-attention without its four projections. An LSTM (Hochreiter and Schmidhuber 1997) is four recurrent layers.
    """
    match kind:
        case "rnn":
            return 2 * n * d * d
        case "lstm":
            return 8 * n * d * d
        case "convolution":
            return WIDTH * n * d * d
        case "attention":
            return 4 * n * d * d + 2 * n * n * d


def steps_in_turn(kind: LayerKind, n: int) -> int:
    """How many computations must wait for one another: n in a recurrent layer, 1 elsewhere, however long the text."""
    return n if kind in ("rnn", "lstm") else 1


def layers(d: int = D_MODEL) -> Mapping[LayerKind, Layer]:
    """One layer of each kind, untrained: what it costs does not depend on its weights."""
    return {
        "rnn": nn.RNN(d, d, batch_first=True),
        "lstm": nn.LSTM(d, d, batch_first=True),
        "convolution": nn.Conv1d(d, d, WIDTH, padding=WIDTH // 2),
        "attention": MultiHeadAttention(TransformerConfig(vocabulary_size=8, d_model=d, n_heads=HEADS)),
    }


def run(layer: Layer, x: Float[Tensor, "1 token d_model"]) -> None:
    """One forward pass."""
    match layer:
        case nn.Conv1d():
            layer(x.transpose(1, 2))
        case MultiHeadAttention():
            layer.self_attention(x, None, None, tap=UNTAPPED, site="")
        case _:
            layer(x)


def measure(
    lengths: Sequence[int] = LENGTHS,
    repeats: int = 3,
    clock: Callable[[], float] = time.perf_counter,
    progress: Callable[[float], None] = lambda share: None,
) -> LayerCosts:
    """Time a forward pass of each layer at each length: the shortest of `repeats`, after one that is not counted."""
    seconds: dict[LayerKind, list[float]] = {kind: [] for kind in KINDS}
    for done, length in enumerate(lengths):
        progress(done / len(lengths))
        x = torch.randn(1, length, D_MODEL)
        for kind, layer in layers().items():
            seconds[kind].append(_shortest(layer, x, repeats, clock))
    return LayerCosts(tuple(lengths), {kind: tuple(times) for kind, times in seconds.items()})


def stored() -> LayerCosts:
    """What was measured beforehand, by tools/measure_layers.py: processor time on one core."""
    content = json.loads(STORED.read_text("utf-8"))
    return LayerCosts(tuple(content["lengths"]), {kind: tuple(content["seconds"][kind]) for kind in KINDS})


def store(costs: LayerCosts) -> None:
    """Keep what was measured, to four digits."""
    seconds = {kind: [float(f"{value:.3e}") for value in times] for kind, times in costs.seconds.items()}
    STORED.write_text(json.dumps({"lengths": costs.lengths, "seconds": seconds}, indent=1) + "\n", "utf-8")


def _shortest(layer: Layer, x: Float[Tensor, "1 token d_model"], repeats: int, clock: Callable[[], float]) -> float:
    with torch.inference_mode():
        run(layer, x)
        times: list[float] = []
        for _ in range(repeats):
            start = clock()
            run(layer, x)
            times.append(clock() - start)
    return min(times)
