"""Runs the decoder one token at a time with a key-value cache, recording each step."""

from collections import ChainMap
from collections.abc import Mapping, Sequence

import torch
from jaxtyping import Int
from torch import Tensor

from model.decoding.hypotheses import Step
from model.network import Network
from model.tap import Recorder, Tap, compose


class Stepper:
    """The decoder's state between steps: one row per hypothesis, all of the same length.

    `source` is None for a decoder-only model. `tap` may intervene; `record` keeps what every step makes. Use under
    `torch.inference_mode()`.
    """

    def __init__(
        self,
        network: Network,
        source: Int[Tensor, "1 source"] | None,
        capacity: int,
        *,
        tap: Tap,
        record: bool,
    ) -> None:
        self._network, self._tap, self._record = network, tap, record
        recorder = Recorder()
        self._memory = None
        if source is not None:
            self._memory = network.memory(*network.encode(source, tap=self._listening(recorder)))
        self._encoder_tensors = recorder.tensors
        self._cache = network.new_cache(1, capacity)
        self._rows = 1

    def step(self, tokens: Sequence[int]) -> Step:
        """Feed each hypothesis its newest token; the distribution over the next one comes back."""
        recorder = Recorder()
        logits = self._network.decode(
            torch.tensor(tokens).unsqueeze(1), self._memory, cache=self._cache, tap=self._listening(recorder)
        )
        tensors: Mapping[str, Tensor] = ChainMap(recorder.tensors, self._encoder_tensors) if self._record else {}
        log_probabilities = logits[:, -1].log_softmax(-1)
        if never := self._network.config.never:
            log_probabilities[:, list(never)] = -torch.inf  # after the softmax, as transformers does
        return Step(log_probabilities, tensors)

    def select(self, rows: Sequence[int]) -> None:
        """Go on with these hypotheses, in this order; a row may be repeated or left out."""
        if list(rows) == list(range(self._rows)):
            return
        index = torch.tensor(rows)
        for layer in self._cache:
            layer.reorder(index)
        self._rows = len(rows)

    def _listening(self, recorder: Recorder) -> Tap:
        return compose(self._tap, recorder) if self._record else self._tap
