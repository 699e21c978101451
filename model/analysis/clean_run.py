"""Many interventions on one batch: what comes before them in the pass is computed once."""

from collections.abc import Sequence

from jaxtyping import Bool, Float
from torch import Tensor

from model.evaluation.probes import Probe, log_odds, padded
from model.network import Memory, Network
from model.tap import UNTAPPED, Tap
from model.translator import Translator

DECODER = -1
"""In place of an encoder layer: the intervention acts in the decoder alone."""


class CleanEncoding:
    """Sentences that have passed the encoder once, untouched. Use under `torch.inference_mode()`."""

    def __init__(self, transformer: Network, sources: Sequence[Sequence[int]]) -> None:
        self._transformer = transformer
        self._entering: list[Float[Tensor, "sentence source d_model"]] = []

        def keep(site: str, tensor: Tensor) -> Tensor:
            if site.endswith(".self_attention.residual_before"):
                self._entering.append(tensor)
            return tensor

        self._states, self._mask = transformer.encode(padded(sources, transformer.config.pad_id), tap=keep)

    def states(self, tap: Tap, first: int, copies: int) -> Float[Tensor, "row source d_model"]:
        """The encoder's states where `tap` acts, from layer `first` on; the sentences are repeated `copies` times."""
        if first == DECODER:
            return self._states.repeat(copies, 1, 1)
        entering = self._entering[first].repeat(copies, 1, 1)
        return self._transformer.encode_from(first, entering, self._mask_of(copies), tap=tap)

    def memory(self, states: Float[Tensor, "row source d_model"]) -> Memory:
        """What the decoder reads of `states`, whose rows are the sentences, once or repeated."""
        return self._transformer.memory(states, self._mask_of(len(states) // len(self._states)))

    def _mask_of(self, copies: int) -> Bool[Tensor, "row 1 1 source"] | None:
        return None if self._mask is None else self._mask.repeat(copies, 1, 1, 1)


class CleanRun:
    """Probes that have passed the encoder once, untouched. `margins` runs them again from where an intervention acts.

    Use under `torch.inference_mode()`.
    """

    def __init__(self, translator: Translator, probes: Sequence[Probe]) -> None:
        self.probes = tuple(probes)
        self._transformer: Network = translator.transformer
        self._targets = padded([one.prefix for one in probes], translator.config.pad_id)
        self._encoding = CleanEncoding(translator.transformer, [one.source for one in probes])

    def margins(self, tap: Tap = UNTAPPED, *, first: int = 0, copies: int = 1) -> Float[Tensor, "copy probe"]:
        """For each probe log P(right pronoun) − log P(its counterpart), in nats.

        `first` is the first encoder layer in which `tap` acts, or DECODER. The batch is repeated `copies` times, one
        after the other, so that a tap can do something else in each copy: row `copy · len(probes) + probe`.
        """
        memory = self._encoding.memory(self._encoding.states(tap, first, copies))
        written = self._transformer.decoder_states(self._targets.repeat(copies, 1), memory, tap=tap)
        return log_odds(self._transformer, written, self.probes).view(copies, -1)
