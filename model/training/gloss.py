"""The interlinear gloss: an auxiliary task for the encoder, on sentences of the generated grammar only.

A linear head on every encoder state predicts the French lemma of that source word (il or elle for "it"), and a second
one the grammatical gender of nouns and of "it". They supervise neither attention nor antecedents, but they ask the
encoder to know what "it" stands for, and so decide where in the model that is worked out: every model card says so. The
gender is asked of nouns and pronouns by one and the same head, so that what attention carries from any noun to "it", a
rare one too, is read in the same way at both ends. The heads are not part of the shipped weights.
"""

from collections.abc import Iterable, Sequence

import torch
import torch.nn.functional as F
from jaxtyping import Float, Int
from torch import Tensor, nn

from model.corpus import Example
from model.corpus.french import unmarked
from model.corpus.lexicon import lexicon
from model.tokens import Tokens
from model.training.loss import IGNORED


def lemma_inventory(sample: Iterable[Example]) -> tuple[str, ...]:
    """The lemmas to tell apart, in a fixed order."""
    return tuple(sorted({gloss.lemma for example in sample for gloss in example.glosses}))


def gloss_labels(example: Example, source: Tokens, classes: dict[str, int]) -> Sequence[int]:
    """The lemma class at the last piece of every glossed word of the source, IGNORED elsewhere.

    The piece may go on beyond the word: "it's" is read as *it'* and *s*.
    """
    labels = [IGNORED] * len(source)
    for position, span in enumerate(source.spans):
        for gloss in example.glosses:
            if span and span[0] < gloss.span.end <= span[1]:
                labels[position] = classes.get(gloss.lemma, IGNORED)
    return labels


def lemma_genders(lemmas: Sequence[str]) -> list[int]:
    """0 for a masculine lemma, 1 for a feminine one; IGNORED where it is neither a noun of the lexicon nor il or elle.

    IGNORED too where nouns of both genders are written alike.
    """
    genders: dict[str, set[int]] = {"il": {0}, "elle": {1}}
    for noun in lexicon().nouns:
        genders.setdefault(unmarked(noun.french), set()).add(int(noun.gender == "f"))
    return [next(iter(found)) if len(found := genders.get(lemma, set())) == 1 else IGNORED for lemma in lemmas]


class GlossHead(nn.Module):
    """Linear classifiers from an encoder state to the lemma of its word and to the gender of that lemma."""

    def __init__(self, d_model: int, genders: Sequence[int]) -> None:
        """`genders` has an entry for each lemma class, as `lemma_genders` makes them."""
        super().__init__()
        self.classify = nn.Linear(d_model, max(len(genders), 1))
        self.gender = nn.Linear(d_model, 2)
        self._genders = torch.tensor(genders, dtype=torch.long)

    def loss(
        self,
        states: Float[Tensor, "row source d_model"],
        labels: Int[Tensor, "row source"],
        whole: Int[Tensor, "batch source"],
    ) -> Float[Tensor, ""]:
        """Cross entropy in nats per glossed word, plus that of the genders per gendered word; 0 where there is none.

        `whole` has the labels of the whole batch, of which the rows may be a process's share: it is the words of the
        batch that are counted, so that the losses of all shares add up to its loss.
        """
        counted = self._genders[whole[whole != IGNORED].to(self._genders.device)]
        glossed = labels != IGNORED
        if not glossed.any():
            return states.new_zeros(())
        states, labels = states[glossed], labels[glossed]
        loss = F.cross_entropy(self.classify(states).float(), labels, reduction="sum") / len(counted)
        n_gendered = int((counted != IGNORED).sum())
        if n_gendered:
            genders, logits = self._genders.to(labels.device)[labels], self.gender(states).float()
            loss = loss + F.cross_entropy(logits, genders, ignore_index=IGNORED, reduction="sum") / n_gendered
        return loss
