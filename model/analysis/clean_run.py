"""Many interventions on one batch: what comes before them in the pass is computed once."""

from collections.abc import Sequence

from jaxtyping import Float
from torch import Tensor

from model.evaluation.probes import Probe, log_odds, padded
from model.tap import UNTAPPED, Tap
from model.transformer import Transformer
from model.translator import Translator

DECODER = -1
"""In place of an encoder layer: the intervention acts in the decoder alone."""


class CleanRun:
    """Probes that have passed the encoder once, untouched. `margins` runs them again from where an intervention acts.

    Use under `torch.inference_mode()`.
    """

    def __init__(self, translator: Translator, probes: Sequence[Probe]) -> None:
        pad = translator.config.pad_id
        self.probes = tuple(probes)
        self._transformer: Transformer = translator.transformer
        self._targets = padded([one.prefix for one in probes], pad)
        self._entering: list[Float[Tensor, "probe source d_model"]] = []

        def keep(site: str, tensor: Tensor) -> Tensor:
            if site.endswith(".self_attention.residual_before"):
                self._entering.append(tensor)
            return tensor

        source = padded([one.source for one in probes], pad)
        self._states, self._mask = self._transformer.encode(source, tap=keep)

    def margins(self, tap: Tap = UNTAPPED, *, first: int = 0, copies: int = 1) -> Float[Tensor, "copy probe"]:
        """For each probe log P(right pronoun) − log P(its counterpart), in nats.

        `first` is the first encoder layer in which `tap` acts, or DECODER. The batch is repeated `copies` times, one
        after the other, so that a tap can do something else in each copy: row `copy · len(probes) + probe`.
        """
        mask = None if self._mask is None else self._mask.repeat(copies, 1, 1, 1)
        if first == DECODER:
            states = self._states.repeat(copies, 1, 1)
        else:
            entering = self._entering[first].repeat(copies, 1, 1)
            states = self._transformer.encode_from(first, entering, mask, tap=tap)
        memory = self._transformer.memory(states, mask)
        written = self._transformer.decoder_states(self._targets.repeat(copies, 1), memory, tap=tap)
        return log_odds(self._transformer, written, self.probes).view(copies, -1)
