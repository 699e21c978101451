"""What a word is worth, measured: the model reads the sentence without it, and the score falls.

This is no explanation of how the model works but an experiment on it (Li et al. 2016, *Understanding Neural Networks
through Representation Erasure*), and what the other methods are held against. It has limits of its own: of two words
that say the same, neither is missed alone, and a sentence without a word is one the model was not trained on.
"""

import torch
from jaxtyping import Float
from torch import Tensor

from model.analysis.attribution.question import Question

_TOKENS_PER_PASS = 4096


def leave_one_out(question: Question) -> Float[Tensor, " input"]:
    """The fall of the score, in nats, where all pieces of an input are replaced by the mean embedding."""
    passage, groups = question.passage, question.inputs.groups
    read = passage.embeddings.repeat(len(groups), 1, 1)
    for row, group in enumerate(groups):
        read[row, list(group)] = passage.baseline[list(group)]
    with torch.inference_mode():
        chunks = torch.split(read, max(1, _TOKENS_PER_PASS // read.shape[1]))
        without = torch.cat([passage.score(question.choice, chunk) for chunk in chunks])
    return (question.scores[0] - without).clone()
