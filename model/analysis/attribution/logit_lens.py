"""The logit lens (nostalgebraist 2020): what the decoder would write if it stopped after each sublayer.

The stream of the row that predicts a token is read as if it were the last: through the final norm, where the model has
one, and the vocabulary. Only at the last sublayer was it trained to be read so; before, a word can be there in another
form, and the lens not see it.
"""

from dataclasses import dataclass

import torch
from jaxtyping import Float, Int
from torch import Tensor

from model.analysis.attribution.question import Question
from model.residual import Site, sublayers


@dataclass(frozen=True, eq=False)
class LogitLens:
    """One row per stage of the stream: the decoder's input (None), then what follows each sublayer.

    `top` are the most probable tokens of each stage, with their `probability`, best first. `asked` are the token that
    was written and, where there is one, the token it is held against; ranks count from 1.
    """

    stages: tuple[Site | None, ...]
    top: Int[Tensor, "stage rank"]
    probability: Float[Tensor, "stage rank"]
    asked: tuple[int, ...]
    asked_probability: Float[Tensor, "stage asked"]
    asked_rank: Int[Tensor, "stage asked"]


def logit_lens(question: Question, count: int = 5) -> LogitLens:
    """The stream of the row that predicts the token in question, read after each sublayer."""
    transformer, stack = question.passage.translator.transformer, question.passage.trace.decoder
    choice = question.choice
    if stack is None:
        raise ValueError("the trace has no decoder")
    parts = sublayers(stack)
    read = [parts[0].residual_before[choice.row]]
    read += [(part.residual_after if part.norm_first else part.norm.output)[choice.row] for part in parts]
    with torch.inference_mode():
        states = torch.stack(read)
        probabilities = transformer.unembed(transformer.normed(states)).softmax(-1).clone()
    best = probabilities.topk(min(count, probabilities.shape[-1]))
    asked = (choice.token,) if choice.other is None else (choice.token, choice.other)
    of_asked = probabilities[:, list(asked)]
    sites = [Site(layer, part.kind) for layer, each in enumerate(stack.layers) for part in each.sublayers]
    return LogitLens(
        stages=(None, *sites),
        top=best.indices,
        probability=best.values,
        asked=asked,
        asked_probability=of_asked,
        asked_rank=(probabilities[:, None] > of_asked[..., None]).sum(-1) + 1,
    )
