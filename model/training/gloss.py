"""The interlinear gloss: an auxiliary task for the encoder, on sentences of the generated grammar only.

A linear head on every encoder state predicts the French lemma of that source word (il or elle for "it"). It
supervises neither attention nor antecedents, but it asks the encoder to know what "it" stands for, and so decides where
in the model that is worked out: every model card says so. The head is not part of the shipped weights.
"""

from collections.abc import Iterable, Sequence

import torch.nn.functional as F
from jaxtyping import Float, Int
from torch import Tensor, nn

from model.corpus import Example
from model.tokens import Tokens
from model.training.loss import IGNORED


def lemma_inventory(sample: Iterable[Example]) -> tuple[str, ...]:
    """The lemmas to tell apart, in a fixed order."""
    return tuple(sorted({gloss.lemma for example in sample for gloss in example.glosses}))


def gloss_labels(example: Example, source: Tokens, classes: dict[str, int]) -> Sequence[int]:
    """The lemma class at the last piece of every glossed word of the source, IGNORED elsewhere."""
    labels = [IGNORED] * len(source)
    last_piece = {span[1]: position for position, span in enumerate(source.spans) if span}
    for gloss in example.glosses:
        if gloss.span[1] in last_piece:
            labels[last_piece[gloss.span[1]]] = classes.get(gloss.lemma, IGNORED)
    return labels


class GlossHead(nn.Module):
    """Linear classifier from an encoder state to the lemma of its word."""

    def __init__(self, d_model: int, n_lemmas: int) -> None:
        super().__init__()
        self.classify = nn.Linear(d_model, n_lemmas)

    def loss(
        self, states: Float[Tensor, "batch source d_model"], labels: Int[Tensor, "batch source"]
    ) -> Float[Tensor, ""]:
        """Cross entropy in nats per glossed word; 0 where the batch has none."""
        glossed = labels != IGNORED
        if not glossed.any():
            return states.new_zeros(())
        return F.cross_entropy(self.classify(states[glossed]).float(), labels[glossed])
