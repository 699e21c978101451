"""Small random models for tests. Their sizes are distinct and odd, so that a mix-up of axes cannot pass unseen."""

import functools

import torch

from model.config import TransformerConfig
from model.evaluation.probes import Probe
from model.tokenizer import Tokenizer
from model.transformer import Transformer
from model.translator import Translator

POSITIONS = ("sinusoidal", "learned", "rotary", "alibi", "none")
NORMS = ("post", "pre")
DECODER_ONLY = {"n_encoder_layers": 0, "source_language": None, "target_language": "en"}
SENTENCES = (
    "The animal didn't cross the street because it was too tired.",
    "L'animal n'a pas traversé la rue parce qu'il était trop fatigué.",
)


def config(**changes: object) -> TransformerConfig:
    values = {
        "vocabulary_size": 37,
        "d_model": 30,
        "n_heads": 5,
        "d_ff": 23,
        "n_encoder_layers": 2,
        "n_decoder_layers": 3,
        "max_length": 29,
    }
    return TransformerConfig(**{**values, **changes})


def transformer(*, seed: int = 0, noise: float = 0.2, **changes: object) -> Transformer:
    """A random model in evaluation mode whose gains and biases are no ones and zeros."""
    torch.manual_seed(seed)
    made = Transformer(config(**changes)).eval().requires_grad_(False)
    for parameter in made.parameters():
        parameter += noise * torch.randn_like(parameter)
    return made


def sentence(length: int, *, seed: int = 0, vocabulary: int = 37) -> torch.Tensor:
    """Random token ids [1, length] without pads and end tokens, closed by the end token."""
    ids = torch.randint(3, vocabulary, (1, length), generator=torch.Generator().manual_seed(seed))
    ids[:, -1] = 2
    return ids


@functools.cache
def tokenizer() -> Tokenizer:
    return Tokenizer.train(SENTENCES * 5, size=120)


def translator(**changes: object) -> Translator:
    """A random model that reads the sentences above in subwords."""
    size = len(tokenizer())
    return Translator("small", tokenizer(), transformer(vocabulary_size=size, **{"max_length": 101, **changes}))


def unequal_probes() -> list[Probe]:
    """Two things to decide, of different lengths, for a batch with pads."""
    return [
        Probe(
            (5, 6, 7, 8, 9, 11, 2),
            (2, 5, 6),
            right=7,
            wrong=8,
            pronoun=(4,),
            antecedent=(1,),
            distractor=(2, 3),
            following=(5,),
        ),
        Probe((5, 6, 7, 2), (2,), right=9, wrong=7, pronoun=(2,), antecedent=(0,), distractor=(1,), following=()),
    ]
