"""Activation patching: two sentences that differ in a word, and where the difference is when (Meng et al. 2022).

The first sentence runs again with one activation of the second put in its place. Where that turns the pronoun, there
and then the model holds what tells the two sentences apart.
"""

from dataclasses import dataclass

import torch
from jaxtyping import Float
from torch import Tensor

from model.analysis.clean_run import CleanRun
from model.analysis.own_sentences import own_probe
from model.coreference_pairs import ReadyPair
from model.errors import InputError
from model.evaluation.probes import Probe
from model.interventions import encoder_activations, patch
from model.translator import Translator


@dataclass(frozen=True)
class Patching:
    """Log-odds in nats: log P(the first sentence's pronoun) − log P(its counterpart), after the same beginning.

    `before` in the first sentence, `other` in the second. `stream[l, t]`: in the first, with the stream that enters
    encoder layer l (last row: that leaves the encoder) taken from the second at token t. `heads[l, h]`: with the output
    of an encoder head taken from the second at all tokens.
    """

    before: float
    other: float
    stream: Float[Tensor, "boundary token"]
    heads: Float[Tensor, "layer head"]

    @property
    def differs(self) -> bool:
        """Whether the model decides otherwise in the second sentence: else there is nothing to follow."""
        return (self.before > 0) != (self.other > 0)

    def moved(self, margins: Float[Tensor, "..."]) -> Float[Tensor, "..."]:
        """How far log-odds went from the first sentence (0) to the second (1). Not a number where the two agree."""
        return (margins - self.before) / (self.other - self.before)


def patch_between(translator: Translator, first: Probe, second: Probe) -> Patching:
    """Patch every position of the stream and every head of the encoder. Of `second` only the source is read.

    Raises InputError "not_parallel" where the sentences have not equally many tokens.
    """
    if len(first.source) != len(second.source):
        raise InputError(
            "not_parallel",
            f"The sentences have {len(first.source)} and {len(second.source)} tokens: they must have equally many.",
            first=len(first.source),
            second=len(second.source),
        )
    config, n_tokens = translator.config, len(first.source)
    one_token = torch.eye(n_tokens, dtype=torch.bool)[:, :, None]
    one_head = torch.eye(config.n_heads, dtype=torch.bool)[:, :, None, None]
    with torch.inference_mode():
        seen, run = encoder_activations(translator, second.source), CleanRun(translator, [first])
        before = float(run.margins())
        everything = torch.ones(1, 1, 1, dtype=torch.bool)
        last = config.n_encoder_layers - 1
        other = float(run.margins(patch("encoder.final", everything, seen["encoder.final"]), first=last))
        stream: list[Tensor] = []
        heads: list[Tensor] = []
        for layer in range(config.n_encoder_layers):
            entering, written = (
                f"encoder.{layer}.self_attention.{name}" for name in ("residual_before", "head_outputs")
            )
            stream.append(run.margins(patch(entering, one_token, seen[entering]), first=layer, copies=n_tokens)[:, 0])
            heads.append(run.margins(patch(written, one_head, seen[written]), first=layer, copies=config.n_heads)[:, 0])
        leaving = patch("encoder.final", one_token, seen["encoder.final"])
        stream.append(run.margins(leaving, first=last, copies=n_tokens)[:, 0])
    return Patching(before, other, torch.stack(stream), torch.stack(heads))


def patch_pair(translator: Translator, pair: ReadyPair) -> Patching:
    """Patch the first sentence of a ready-made pair from the second: what is decided is the pronoun, il or elle.

    Raises InputError as `patch_between` and `own_probe` do.
    """
    first, second = (
        own_probe(
            {
                "sentence": pair.sentences[n],
                "antecedent": pair.nouns[n].english,
                "distractor": pair.nouns[1 - n].english,
                "pronoun": pair.nouns[n].pronoun,
            },
            translator,
        )
        for n in (0, 1)
    )
    return patch_between(translator, first, second)
